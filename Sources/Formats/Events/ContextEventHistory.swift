package import Records

/// The events of one source so far, as much of them as decides what a new one is worth: whether it is routine, and
/// whether it only repeats what was said a moment ago.
package struct ContextEventHistory: Codable, Sendable {
  private struct Unit: Codable {
    /// Whether a stop or failure was seen since the last start.
    var stopped = false
    var starts = 0
    var failedAt: Timestamp?
  }

  private var units: [String: Unit] = [:]
  private var lastKill: Kill?

  private struct Kill: Codable {
    var time: Timestamp
    var subject: String
  }

  package init() {}

  /// A unit is about to stop: a start that follows is a restart.
  package mutating func stopping(_ unit: String) { change(unit) { $0.stopped = true } }

  /// The events of a batch to keep. The batches of a source come in their order, whichever order they were parsed in.
  package mutating func admit(_ events: inout [ContextEvent]) {
    guard !events.isEmpty else { return }
    events = events.compactMap { admit($0) }
  }

  /// The event to keep, marked and completed; nil where an event that was kept has said it.
  package mutating func admit(_ event: ContextEvent) -> ContextEvent? {
    var event = event
    switch event.kind {
    case .unitStarted:
      let wasRunning = change(event.subject) { unit in
        let wasRunning = unit.starts > 0 && !unit.stopped
        unit.starts += 1
        unit.stopped = false
        return wasRunning
      }
      // Started again without a stop: a oneshot unit that a timer starts.
      event.routine = wasRunning || HousekeepingUnits.contains(event.subject)
    case .unitStopped:
      change(event.subject) { $0.stopped = true }
      event.routine = HousekeepingUnits.contains(event.subject)
    case .unitFailed: return failure(event)
    case .oomKill:
      // The kernel writes two lines a kill: a summary and the kill.
      if let last = lastKill, abs(event.time.seconds(since: last.time)) < 1, last.subject == event.subject {
        return nil
      }
      lastKill = Kill(time: event.time, subject: event.subject)
    case .unitReloaded, .unitRestarted: event.routine = HousekeepingUnits.contains(event.subject)
    default: break
    }
    return event
  }

  /// systemd writes up to three lines a failure: how the main process ended, the result, and that the start failed.
  /// They become one event.
  private mutating func failure(_ event: ContextEvent) -> ContextEvent? {
    change(event.subject) { unit in
      unit.stopped = true
      if let last = unit.failedAt, abs(event.time.seconds(since: last)) < 2 { return nil }
      unit.failedAt = event.time
      return event
    }
  }

  @discardableResult
  private mutating func change<T>(_ unit: String, _ body: (inout Unit) -> T) -> T {
    // Names come from the log: bounded.
    if units.count >= 4096, units[unit] == nil { units.removeAll() }
    return body(&units[unit, default: Unit()])
  }
}
