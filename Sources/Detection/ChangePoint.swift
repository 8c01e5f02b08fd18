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
    // A grid of shares first, since the likelihood has more than one summit; then the share that goes with the date.
    var best = to
    var p1 = min(0.95, max(3 * p0, 0.02))
    var most = -Double.infinity
    var candidate = 1.6 * p0
    while candidate < 0.95 {
      let found = latest(from: from, to: to, p0: p0, p1: candidate, counts: counts)
      if found.evidence > most {
        most = found.evidence
        best = found.second
        p1 = candidate
      }
      candidate *= 1.8
    }
    for _ in 0..<2 {
      var events = 0
      var bad = 0
      for second in best...max(best, to) {
        let (e, b) = counts(second)
        events += e
        bad += b
      }
      guard events > 0 else { break }
      p1 = min(0.95, max(1.5 * p0, Double(bad) / Double(events)))
      best = latest(from: from, to: to, p0: p0, p1: p1, counts: counts).second
    }
    return (best, p1)
  }

  /// The second from which on the evidence for `p1` against `p0` is largest, and that evidence (nats).
  private static func latest(
    from: Int64, to: Int64, p0: Double, p1: Double, counts: (Int64) -> (events: Int, bad: Int)
  ) -> (second: Int64, evidence: Double) {
    let bad = log(p1 / p0)
    let good = log((1 - p1) / (1 - p0))
    var sum = 0.0
    var most = -Double.infinity
    var best = to
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
    return (best, most)
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
