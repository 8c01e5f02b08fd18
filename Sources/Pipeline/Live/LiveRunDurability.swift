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
    if !openIncidents.isEmpty, let lastIncident { return lastIncident + options.incidentInterval }
    return lastCheckpoint.map { $0 + options.checkpointInterval }
  }

  func store(_ now: Moment, _ outcome: inout Outcome, isLast: Bool) throws(StoreError) {
    if let retryAt, now.elapsed < retryAt, !isLast { return }
    let isDue = lastCheckpoint.map { now.elapsed - $0 >= options.checkpointInterval } ?? true
    let isStale = lastIncident.map { now.elapsed - $0 >= options.incidentInterval } ?? true
    let wantsState = hasUnstored && (isDue || isLast) || engine.hasNews || storeTrouble != nil
    guard wantsState || (!openIncidents.isEmpty && hasUnstored && isStale) else { return }
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

  private func commit(_ now: Moment, withState: Bool, _ outcome: inout Outcome) throws(StoreError) {
    over += engine.takeClosed()
    let open = engine.openIncidents
    var checkpoint = Checkpoint(at: now.wall, incidents: over + open)
    if withState {
      checkpoint.resumption = try resumption()
      checkpoint.coverage = engine.coverage.sources
    }
    var receipt = try store.commit(checkpoint)
    over = []
    let gone = openIncidents.subtracting(receipt.incidents)
    if !gone.isEmpty {
      let more = try store.commit(Checkpoint(at: now.wall, withdrawn: gone.sorted()))
      receipt.transitions += more.transitions
    }
    openIncidents = Set(receipt.incidents.suffix(open.count))
    lastIncident = now.elapsed
    if withState {
      lastCheckpoint = now.elapsed
      hasUnstored = false
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
