import Formats
import Foundation
import Incidents
import Records
package import Store
import Tailing

// The journal beside the files: read by a task of its own, which waits while the store or the files are behind.
extension LiveRun {
  /// Follows the journal until `stopJournal`.
  /// - Parameters:
  ///   - ownProcess: whose entries are left out.
  ///   - clock: gives the time.
  ///   - each: takes what an update led to.
  package func followJournal(
    _ options: LiveOptions.Journal, ownProcess: Int64, clock: @Sendable () -> Moment, each: @Sendable (Outcome) -> Void
  ) async throws(StoreError) {
    guard let journalSource, !isJournalStopped else { return }
    let start = clock()
    let since = start.wall.microseconds - journalBackfill.components.seconds * 1_000_000
    let last = engine.lastTime(of: journalSource).map { min($0, start.wall.microseconds) }
    let follower = JournalFollower(
      command: options.command, resumption: stored[LiveJournal.name], last: last,
      start: JournalStart(since: since, ownProcess: ownProcess, folders: options.folders),
      records: JournalRecords(
        service: nil, times: TimeReader(zone: zone, newest: 4_000_000_000), rules: rules))
    let live = LiveJournal(follower, source: journalSource, last: last, now: start)
    if !surveys.isEmpty { follower.window = JournalWindow() }
    journal = live
    if follower.isResumptionLost { noteLostResumption(from: max(last ?? since, since), start) }
    while let update = await follower.next() {
      var outcome = Outcome()
      let now = clock()
      let effect = live.apply(update, to: engine, now: now, reach: reach(of: follower.mirror, now))
      if effect.hasRead { hasUnstored = true }
      if effect.isGivenUp { surveyAnew(now) }
      // What was written to files since the last step has not been looked at.
      if let filesKnown { settle(filesKnown) }
      try store(now, &outcome, isLast: false)
      each(outcome)
      while mustWait(clock()) { await withCheckedContinuation { waiter = $0 } }
    }
    leave(live)
  }

  /// Keeps how far the journal was read, for when it is followed again.
  private func leave(_ live: LiveJournal) {
    guard journal === live, let resumption = try? live.follower.resumption else { return }
    stored[LiveJournal.name] = resumption
    hasUnstored = true
    journal = nil
  }

  private func noteLostResumption(from time: Int64, _ now: Moment) {
    guard let journalSource else { return }
    let from = Timestamp(microseconds: time)
    engine.note(
      CoverageGap(
        from: from, to: now.wall,
        reason: "where reading the journal had left off is not known any more: read on from \(from.rfc3339)", lost: nil),
      source: journalSource)
    hasUnstored = true
  }

  package func stopJournal() {
    isJournalStopped = true
    journal?.follower.stop()
    wakeJournal()
  }

  /// Lets the journal's task look again whether it may go on.
  func wakeJournal() {
    waiter?.resume()
    waiter = nil
  }

  /// How far the journal has been read in event time (seconds) while it is behind; nil while no file need wait for it.
  func journalPlace(_ now: Moment) -> Int64? {
    guard let journalSource, !isJournalStopped else { return nil }
    if let journal, journal.isCaughtUp(now) { return nil }
    return engine.position(of: journalSource)
  }

  /// Whether the journal's next entries must wait.
  private func mustWait(_ now: Moment) -> Bool {
    guard !isJournalStopped, let journalSource else { return false }
    if storeTrouble != nil { return true }
    guard let least = leastPlace(now) else { return false }
    return engine.position(of: journalSource) > Self.horizon(least)
  }
}
