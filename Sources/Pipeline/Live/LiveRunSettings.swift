import Formats
import Foundation
import Records
import Tailing

// A live run takes other settings while it goes on.
extension LiveRun {
  /// Takes other settings from here on. What is no longer followed is let go of where it stands: followed again, it is
  /// read on from there.
  /// - Throws: `ReplayError` where the zone is unknown; everything stays as it was then.
  package func set(_ options: LiveOptions) throws(ReplayError) {
    let zone = try LiveRun.zone(options)
    self.zone = zone
    zones = LiveZone(zone, isGiven: options.zone != nil)
    if let second = filesKnown?.wall.second {
      for file in files.values { if let offset = file.zoneOffset { zones.note(offset, of: file.path, at: second) } }
    }
    rules = options.rules
    engine.set(options.settings)
    let glob = LogGlob(options.files)
    let followsOtherwise = options.followsLinks != self.options.followsLinks
    for file in Array(files.values) {
      if followsOtherwise || !glob.covers(file.path) {
        letGo(file)
      } else {
        file.format.set(zone, options.rules(for: file.path), options.formats)
      }
    }
    setJournal(options.journal)
    self.options = options
    lastListing = nil
  }

  /// The zone of times that name none.
  static func zone(_ options: LiveOptions) throws(ReplayError) -> ZoneRules {
    guard let name = options.zone else { return .local }
    guard let zone = ZoneRules(named: name) else {
      throw ReplayError(.unknownZone, "no time zone \(name): use a name such as Europe/Berlin, UTC or +02:00")
    }
    return zone
  }

  private func letGo(_ file: LiveFile) {
    // A position is made of numbers and names; should it not be written all the same, the file is followed on.
    guard let position = try? file.position.encoded else { return }
    stored[file.path] = position
    hasUnstored = true
    // Its silence means nothing from here on.
    if let source = file.source { engine.end(source: source) }
    file.tail.release()
    tails.remove(file.path)
    zones.forget(file.path)
    files[file.path] = nil
  }

  private func setJournal(_ wanted: LiveOptions.Journal?) {
    switch (journalSource, wanted) {
    case (nil, .some):
      journalSource = LiveJournal.announce(to: engine)
      isJournalStopped = false
      // Where it was never read, what was written before is of a time that has been judged.
      if stored[LiveJournal.name] == nil { journalBackfill = .zero }
    case (.some, nil):
      stopJournal()
      if let journalSource { engine.end(source: journalSource) }
      journalSource = nil
    case (.some, .some(let wanted)) where wanted.folders != options.journal?.folders:
      // Who follows it begins anew, where this reader left off.
      journal?.follower.stop()
      wakeJournal()
    case (nil, nil), (.some, .some):
      journal?.follower.set(zone: zone, rules: rules)
    }
  }

  /// How the journal is to be followed at the moment; nil: not at all.
  package var wantedJournal: LiveOptions.Journal? {
    journalSource == nil || isJournalStopped ? nil : options.journal
  }

  // MARK: How far it is

  /// Whether every source is read from where it was left off, or is known not to be readable.
  package func isPositioned(_ now: Moment) -> Bool {
    guard lastListing != nil else { return false }
    let isUnread = tails.waiting(now: now.elapsed).contains { tail in
      place(tail) == Int64.min && files[tail.path]?.degraded == nil
    }
    return !isUnread && (journalSource == nil || journal?.isPositioned == true)
  }

  /// Grows with all that is read.
  package var bytesRead: UInt64 { files.values.reduce(journal?.bytes ?? 0) { $0 + $1.bytes } }

  /// Whether the journal's task waits for the files or the store.
  package var isJournalWaiting: Bool { waiter != nil }
}
