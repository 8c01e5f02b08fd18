package import Records

/// Turns batches of journal entries into batches of records. One value a journal, fed in order.
package struct JournalRecords: Sendable {
  private var services: JournalServices
  private var events = JournalEvents()
  private var times: TimeReader
  private var traces = TraceJoiner()
  private let serviceIsFixed: Bool
  private var rules: ReadingRules

  /// - Parameters:
  ///   - service: the service of all records where the user named it.
  ///   - times: the zone of times that messages name without one.
  ///   - rules: what else the user set.
  package init(service: String?, times: TimeReader, rules: ReadingRules = ReadingRules()) {
    services = JournalServices(first: service ?? "journal")
    serviceIsFixed = service != nil
    self.times = times
    self.rules = rules
  }

  /// Takes other settings from the next batch on (`init`).
  package mutating func set(times: TimeReader, rules: ReadingRules) {
    self.times = times
    self.rules = rules
  }

  /// What was learned from the entries so far, and what is held back of them: stored with a position, it makes a reader
  /// that goes on there give what this one would.
  package struct State: Codable, Sendable {
    fileprivate var services: JournalServices
    fileprivate var events: JournalEvents
    fileprivate var traces: TraceJoiner
  }

  package var state: State {
    get { State(services: services, events: events, traces: traces) }
    set {
      services = newValue.services
      events = newValue.events
      traces = newValue.traces
    }
  }

  /// The first entry that is in no batch yet, since the next one may continue its record. Where the state is not stored,
  /// reading must begin there again.
  package var oldestHeld: EarlierPlace? { traces.oldestHeld }

  /// The records of a batch. `offset` of a record is the number of its entry, `RecordBatch.position(of:)` its cursor.
  ///
  /// Records that the next batch may continue come with that one, and the last of them with `finish()`.
  package mutating func convert(_ batch: consuming JournalBatch) -> RecordBatch {
    let entries = batch.entries
    var records = RecordBatch(bytes: [])
    records.firstEntry = batch.first
    records.lines = entries.count
    records.unparsed = batch.damaged
    records.places.reserveCapacity(entries.count)
    records.hosts.reserveCapacity(entries.count)
    records.messages.reserveCapacity(entries.count + 32)
    var number = batch.first
    var block = batch.bytes
    // The block is the only owner of its bytes: what is written behind them moves nothing.
    batch = JournalBatch()
    traces.begin(&block, &records)
    do {
      let bytes = unsafe block.span.bytes
      var record = LogRecord()
      for entry in entries {
        records.places.append(entry.place)
        records.hosts.append(entry.host)
        events.read(entry, bytes, into: &records.events)
        if entry.flags.contains(.capped) { records.capped += 1 }
        let service = serviceIsFixed ? 0 : services.index(of: entry, in: bytes)
        if let deploys = rules.deploys { note(deploys, entry, service, bytes, &records.events) }
        traces.pass(entry.place.realtime)
        if traces.continues(entry, service, bytes, &records.messages) {
          number &+= 1
          continue
        }
        let known = records.messages.count
        if nested(entry, bytes, &record) {
          add(record, entry, number, service, bytes, &records)
        } else {
          addText(entry, number, service, bytes, &records.messages)
        }
        traces.follows(entry, service, bytes, at: records.messages.count > known ? known : -1)
        number &+= 1
      }
    }
    return end(&block, records, isLast: false)
  }

  /// The records held back that nothing can continue any more, when no entry from before `time` (microseconds since the
  /// epoch) will come; nil without any. For a journal that has gone quiet.
  package mutating func release(before time: Int64) -> RecordBatch? {
    var records = RecordBatch(bytes: [])
    var block: [UInt8] = []
    traces.begin(&block, &records)
    traces.pass(time)
    records = end(&block, records, isLast: false)
    return records.messages.isEmpty ? nil : records
  }

  /// The records that the last batch held back, at the end of the journal; nil without any.
  package mutating func finish() -> RecordBatch? {
    var records = RecordBatch(bytes: [])
    var block: [UInt8] = []
    traces.begin(&block, &records)
    return records.messages.isEmpty ? nil : end(&block, records, isLast: true)
  }

  private mutating func end(_ block: inout [UInt8], _ records: consuming RecordBatch, isLast: Bool) -> RecordBatch {
    traces.finish(&block, &records, isLast: isLast)
    records.bytes = block
    records.services = services.names
    return records
  }

  /// An entry that a pattern matches is a deploy; so is a command that one matches, which then is told once.
  private func note(
    _ deploys: DeployPatterns, _ entry: JournalEntry, _ service: UInt32, _ bytes: RawSpan,
    _ events: inout [ContextEvent]
  ) {
    let position = SourcePosition.cursor(entry.place.cursor)
    let own = events.lastIndex { ($0.kind == .command || $0.kind == .deploy) && $0.position == position }
    if let own, events[own].kind == .deploy || deploys.match(events[own].detail) {
      events[own].kind = .deploy
      return
    }
    let message = bytes.extracting(entry.message.range)
    let event = deploys.event(
      message, line: message, time: entry.place.realtime, subject: services.names[Int(service)],
      host: bytes.decoded(entry.host), position: position)
    if let event { events.append(event) }
  }

  /// Reads a message that is itself a line of a known format.
  @inline(__always)
  private mutating func nested(_ entry: JournalEntry, _ bytes: RawSpan, _ record: inout LogRecord) -> Bool {
    guard entry.message.count >= 16, entry.transport != .kernel else { return false }
    return JournalMessage.parse(
      bytes.extracting(entry.message.range), identifier: bytes.extracting(entry.identifier.range), &times,
      into: &record)
  }

  /// The record of a nested line. Its own time counts where it names its zone; else the journal's, which has no doubt.
  private func add(
    _ record: LogRecord, _ entry: JournalEntry, _ number: UInt64, _ service: UInt32, _ bytes: RawSpan,
    _ records: inout RecordBatch
  ) {
    let base = entry.message.start
    func moved(_ range: ByteRange) -> ByteRange {
      range.isEmpty ? .none : ByteRange(start: base &+ range.start, end: base &+ range.end)
    }
    let flags = record.flags.union(times.flags)
    let ownTime = record.time != LogRecord.absentTime && !flags.contains(.zoneAssumed)
    let time = ownTime ? record.time : entry.place.realtime
    let kept = flags.subtracting([.zoneAssumed, .ambiguousTime]).union(entry.flags)
    if kept.contains(.invalidValue) { records.invalid += 1 }
    if record.isRequest {
      let known = record.latency >= 0 && record.latency < Int64(UInt32.max)
      let message = bytes.extracting(entry.message.range)
      let peer = record.forwarded.isEmpty ? record.client : rules.proxies.client(of: record, in: message)
      let client = moved(ClientAddress.unmapped(message, peer))
      let path = moved(record.path)
      records.requests.append(
        RequestRecord(
          end: time, latency: known ? UInt32(truncatingIfNeeded: record.latency) : RequestRecord.noLatency,
          status: record.status, flags: kept,
          client: client.isEmpty ? 0 : ClientAddress.hash(bytes, client),
          route: Route.hash(bytes, path), offset: number, line: entry.message, path: path, service: service))
    } else {
      let message = record.message.isEmpty ? entry.message : moved(record.message)
      var told = MessageRecord(
        time: time, severity: record.severity, flags: kept, pid: Int32(truncatingIfNeeded: entry.pid), template: 0,
        duration: record.duration, offset: number, line: entry.message, message: message,
        statement: moved(record.statement), lines: 1, service: service)
      if told.isTrouble { told.template = JournalMessage.template(bytes, message) }
      records.messages.append(told)
    }
  }

  /// The record of a plain message. The level it names counts more than its priority: applications log errors as info.
  /// The kernel's and systemd's priorities are meant.
  @inline(__always)
  private func addText(
    _ entry: JournalEntry, _ number: UInt64, _ service: UInt32, _ bytes: RawSpan, _ messages: inout [MessageRecord]
  ) {
    let start = Int(entry.message.start)
    let end = Int(entry.message.end)
    var severity = entry.priority >= 0 ? Severity(syslogPriority: Int(entry.priority)) ?? .info : .info
    if entry.transport != .kernel, entry.pid != 1, let own = MessageLevel.read(bytes, start, end) { severity = own }
    messages.append(
      MessageRecord(
        time: entry.place.realtime, severity: severity, flags: entry.flags, pid: Int32(truncatingIfNeeded: entry.pid),
        template: severity >= .warning ? JournalMessage.template(bytes, entry.message) : 0, duration: -1,
        offset: number,
        line: entry.message, message: entry.message, statement: .none, lines: 1, service: service))
  }
}
