import Foundation
import Incidents
package import Store
import Tailing

// What has been read is made durable together with what follows from it.
extension LiveRun {
  /// Makes durable what has been read so far, before the end.
  package func finish(_ now: Moment) throws(StoreError) -> Outcome {
    var outcome = Outcome()
    try store(now, &outcome, isLast: true)
    for tail in tails.all { tail.release() }
    return outcome
  }

  /// When there is something to store though nothing comes.
  var nextStore: Duration? {
    if let retryAt { return retryAt }
    guard hasUnstored else { return nil }
    return [nextCheckpoint, lastLook.map { $0 + Self.lookInterval }].compactMap(\.self).min()
  }

  private var nextCheckpoint: Duration? {
    if !openIncidents.isEmpty, let lastIncident { return lastIncident + options.incidentInterval }
    return lastCheckpoint.map { $0 + options.checkpointInterval }
  }

  /// How often it is looked whether the store could be written, while there is something to write: people are to see
  /// within seconds that it cannot be.
  private static let lookInterval = Duration.seconds(5)

  private func looksDoubtful(_ now: Moment) -> Bool {
    guard hasUnstored, lastLook.map({ now.elapsed - $0 >= Self.lookInterval }) ?? true else { return false }
    lastLook = now.elapsed
    return store.isDoubtful
  }

  /// Whether it still reads what an earlier run had read: what it knows of incidents is older than what is stored, and
  /// nobody is to be told of that. A long backlog is stored as it is read.
  private func isCatchingUp(_ now: Moment) -> Bool {
    if hasCaughtUp { return false }
    let began = self.began ?? now.elapsed
    self.began = began
    let hasReadJournal = journalSource == nil || isJournalStopped || journal?.isCaughtUp(now) == true
    hasCaughtUp =
      hasReadJournal && tails.waiting(now: now.elapsed).isEmpty || now.elapsed - began >= options.checkpointInterval
    return !hasCaughtUp
  }

  func store(_ now: Moment, _ outcome: inout Outcome, isLast: Bool) throws(StoreError) {
    if let retryAt, now.elapsed < retryAt, !isLast { return }
    if !isLast, isCatchingUp(now) { return }
    let isDue = lastCheckpoint.map { now.elapsed - $0 >= options.checkpointInterval } ?? true || looksDoubtful(now)
    let isStale = lastIncident.map { now.elapsed - $0 >= options.incidentInterval } ?? true
    let wantsState = hasUnstored && (isDue || isLast) || storeTrouble != nil
    guard
      wantsState || engine.hasNews || engine.hasChanges || !over.isEmpty
        || (!openIncidents.isEmpty && hasUnstored && isStale)
    else {
      return
    }
    do throws(StoreError) {
      try commit(now, withState: wantsState, &outcome)
      storeTrouble = nil
      retryAt = nil
    } catch {
      switch error.reason {
      case .full, .readOnly, .busy:
        storeTrouble = error
        retryAt = now.elapsed + .seconds(2)
        if isLast { throw error }
      default: throw error
      }
    }
  }

  /// The state goes along where it is asked for, and where an incident begins, ends or is over: taken up again, the engine must
  /// know of every incident that is stored. What else changes of incidents is measured again after a crash; the state of
  /// a busy host's engine takes a second to put together.
  private func commit(_ now: Moment, withState isAsked: Bool, _ outcome: inout Outcome) throws(StoreError) {
    over += engine.takeClosed()
    let open = engine.openIncidents
    let turns = open.flatMap { [$0.detectedAt, $0.endedAt] }
    let withState = isAsked || !over.isEmpty || turns != storedTurns
    changes += engine.takeChanges()
    var checkpoint = Checkpoint(
      at: now.wall, incidents: over + open, underWay: openIncidents, entries: changes)
    if withState {
      checkpoint.resumption = try resumption()
      checkpoint.coverage = engine.coverage.sources
    }
    let receipt = try store.commit(checkpoint)
    outcome.hasEntries = outcome.hasEntries || !changes.isEmpty
    (over, changes) = ([], [])
    openIncidents = Set(receipt.incidents.suffix(open.count))
    lastIncident = now.elapsed
    if withState {
      lastCheckpoint = now.elapsed
      hasUnstored = false
      storedTurns = turns
    }
    outcome.transitions += receipt.transitions
    outcome.incidents += receipt.incidents
  }

  private func resumption() throws(StoreError) -> Resumption {
    do {
      for (path, file) in files { stored[path] = try file.position.encoded }
      if let journal { stored[LiveJournal.name] = try journal.follower.resumption }
      return Resumption(
        positions: stored, state: try EngineState(of: engine).bytes, stateFormat: EngineState.version)
    } catch {
      throw StoreError(.database, path: store.path)
    }
  }
}
