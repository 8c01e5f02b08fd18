import Records

/// The wall clock, but for steps: what it gained at once, and not by time passing, counts only when an event has been
/// dated so. (A virtual machine that was suspended gains hours and is right; a clock set wrong is set back again, and
/// what had been judged meanwhile could not be taken back.)
struct SteadyClock {
  /// Seconds that are no step.
  private static let tolerance: Int64 = 60
  private var base: Moment?

  /// - Parameter newest: of the events so far, microseconds since the epoch.
  /// - Returns: the second that may be taken for the present one.
  mutating func second(_ now: Moment, newest: Int64) -> Int64 {
    if let base {
      let passed = (now.elapsed - base.elapsed).components.seconds
      let steady = base.wall.second + passed
      let isStep = now.wall.second > steady + Self.tolerance
      if isStep, Engine.second(newest) + Self.tolerance < now.wall.second { return steady }
    }
    base = now
    return now.wall.second
  }
}
