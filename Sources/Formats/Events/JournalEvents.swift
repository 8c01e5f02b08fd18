internal import Records

/// The context events of journal entries, by `MESSAGE_ID` and fields that senders cannot choose.
///
/// systemd's messages count only from PID 1, sudo's from a process of that name, the kernel's from its transport,
/// journald's from journald. Where an entry has no trusted field at all, as imported journals may, the identifier is
/// believed. Notes count from anyone: who may log may note.
struct JournalEvents: Codable, Sendable {
  private(set) var history = ContextEventHistory()
  /// Boots seen, and the latest one of each host.
  private var boots: Set<Boot> = []
  private var hosts: [String: Boot] = [:]
  private var lastBoot: Boot?
  /// The latest reboot of each host, microseconds: a reboot that the change of the boot id has told of is not told
  /// again when its start-up has finished.
  private var reboots: [String: Int64] = [:]
  private static let startUp: Int64 = 600_000_000

  private struct Boot: Hashable, Codable {
    var high: UInt64
    var low: UInt64
  }

  /// The events that an entry tells of, added to `events`.
  @inline(__always)
  mutating func read(_ entry: JournalEntry, _ bytes: RawSpan, into events: inout [ContextEvent]) {
    let boot = Boot(high: entry.place.bootHigh, low: entry.place.bootLow)
    if boot != lastBoot { noteBoot(boot, entry, bytes, &events) }
    if entry.messageIDHigh | entry.messageIDLow != 0 {
      readCatalogued(entry, bytes, &events)
    } else if entry.transport == .kernel
      || ContextEvents.concerns(tag: bytes.extracting(entry.identifier.range))
    {
      readLine(entry, bytes, &events)
    }
  }

  private mutating func readCatalogued(_ entry: JournalEntry, _ bytes: RawSpan, _ events: inout [ContextEvent]) {
    let id = MessageID(high: entry.messageIDHigh, low: entry.messageIDLow)
    let isJournald = id == .journalDropped || id == .journalMissed
    let comm = bytes.decoded(entry.comm)
    let trusted =
      !entry.isAttributed
      || (isJournald
        ? entry.transport == .driver || comm.hasPrefix("systemd-journal") && entry.uid <= 0
        : entry.pid == 1 || entry.pid == -1 && entry.uid <= 0 && comm == "systemd"
          || id == .shutdown && entry.uid == 0 && comm == "systemd-logind")
    guard trusted else { return readLine(entry, bytes, &events) }
    let unit = bytes.decoded(entry.subjectUnit)
    if id == .unitStopping { history.stopping(unit) }
    if id == .startupFinished, let told = reboots[bytes.decoded(entry.host)],
      entry.place.realtime - told < Self.startUp
    {
      return
    }
    if let event = ContextEvents.catalogued(id, unit: unit, line(entry, bytes, tag: "systemd")) {
      keep(event, &events)
    }
  }

  private mutating func readLine(_ entry: JournalEntry, _ bytes: RawSpan, _ events: inout [ContextEvent]) {
    var tag = bytes.decoded(entry.identifier)
    if tag != ContextEvents.noteTag {
      if entry.transport == .kernel { tag = "kernel" }
      guard isTrusted(tag, entry, comm: bytes.decoded(entry.comm)) else { return }
    }
    if let event = ContextEvents.event(line(entry, bytes, tag: tag)) { keep(event, &events) }
  }

  private func isTrusted(_ tag: String, _ entry: JournalEntry, comm: String) -> Bool {
    guard entry.isAttributed else { return true }
    switch tag {
    case "kernel": return entry.transport == .kernel
    case "systemd": return entry.pid == 1
    case "sudo": return comm == "sudo"
    // Package managers run as root; dpkg's log reaches the journal through a forwarder.
    default: return entry.uid == 0
    }
  }

  /// A new boot of a host that was seen before under another one.
  private mutating func noteBoot(
    _ boot: Boot, _ entry: JournalEntry, _ bytes: RawSpan, _ events: inout [ContextEvent]
  ) {
    lastBoot = boot
    guard boots.insert(boot).inserted else { return }
    let host = bytes.decoded(entry.host)
    let wasKnown = hosts.updateValue(boot, forKey: host) != nil
    guard wasKnown else { return }
    var event = line(entry, bytes, tag: "").event(.reboot, host)
    event.detail = "first entry of a new boot"
    keep(event, &events)
  }

  private mutating func keep(_ event: ContextEvent, _ events: inout [ContextEvent]) {
    guard let event = history.admit(event) else { return }
    if event.kind == .reboot {
      // Names come from the log: bounded.
      if reboots.count >= 4096 { reboots.removeAll() }
      reboots[event.host] = event.time.microseconds
    }
    events.append(event)
  }

  private func line(_ entry: JournalEntry, _ bytes: RawSpan, tag: String) -> ContextLine {
    ContextLine(
      tag: tag, message: bytes.decoded(entry.message), host: bytes.decoded(entry.host),
      time: Timestamp(microseconds: entry.place.realtime), position: .cursor(entry.place.cursor), pid: entry.pid,
      user: entry.uid >= 0 ? "uid \(entry.uid)" : "")
  }
}
