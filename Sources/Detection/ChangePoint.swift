#if canImport(Glibc)
  import Glibc
#endif

/// Dates a change by maximum likelihood, after it was noticed, from counts by the second in which the requests began.
/// Source: D. V. Hinkley, "Inference about the change-point from cumulative sum tests", Biometrika 1971.
package enum ChangePoint {
  /// The second from which on a share is best explained by another one than `p0`.
  /// - Parameter counts: events and bad ones of a second.
  package static func onset(
    from: Int64, to: Int64, usual p0: Double, counts: (Int64) -> (events: Int, bad: Int)
  ) -> (second: Int64, share: Double) {
    var p1 = max(3 * p0, 0.02)
    var best = to
    // Three rounds settle it: the date depends on the share after it and the other way round.
    for round in 0..<4 {
      let bad = log(p1 / p0)
      let good = log((1 - p1) / (1 - p0))
      var sum = 0.0
      var most = -Double.infinity
      var second = to
      while second >= from {
        let (events, badOnes) = counts(second)
        sum += Double(badOnes) * bad + Double(events - badOnes) * good
        if badOnes > 0, sum > most {
          most = sum
          best = second
        }
        second -= 1
      }
      if round == 3 { break }
      var events = 0
      var badOnes = 0
      for second in best...max(best, to) {
        let (e, b) = counts(second)
        events += e
        badOnes += b
      }
      guard events > 0 else { break }
      let share = Double(badOnes) / Double(events)
      let next = min(0.95, max(1.5 * p0, share))
      if abs(next - p1) < 1e-9 { break }
      p1 = next
    }
    return (best, p1)
  }

  /// The last second, from `from` on, up to which a share is best explained by `p1` instead of `p0`, and how much the
  /// evidence fell since (nats): the larger, the surer that it is over.
  package static func end(
    from: Int64, to: Int64, usual p0: Double, during p1: Double, counts: (Int64) -> (events: Int, bad: Int)
  ) -> (second: Int64, fall: Double) {
    let bad = log(p1 / p0)
    let good = log((1 - p1) / (1 - p0))
    var sum = 0.0
    var most = -Double.infinity
    var best = from
    for second in from...max(from, to) {
      let (events, badOnes) = counts(second)
      sum += Double(badOnes) * bad + Double(events - badOnes) * good
      if badOnes > 0, sum >= most {
        most = sum
        best = second
      }
    }
    return (best, most - sum)
  }
}
