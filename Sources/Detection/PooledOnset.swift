package import Statistics

extension TrafficTable {
  /// Which requests a pooled onset counts as bad.
  package struct PooledKinds: Sendable {
    package var failed: Bool
    package var slow: Bool

    package init(failed: Bool, slow: Bool) {
      self.failed = failed
      self.slow = slow
    }
  }

  /// When the trouble of a service began, from all the series it shows in together, by the second in which the requests
  /// began. Sharper than any single series, because the first bad requests may hit any of them.
  /// - Parameters:
  ///   - routes: series that have a signal. They are pooled where they hold nearly all bad requests since `earliest`,
  ///     or where the whole service has no signal; otherwise the whole service is.
  /// - Returns: the second.
  package func pooledOnset(
    service: Int, routes: [Int], wholeHasSignal: Bool, kinds: PooledKinds, earliest: Int64, now: Int64
  ) -> Int64 {
    func counts(_ series: [Int], _ second: Int64) -> (events: Int, bad: Int) {
      var events = 0
      var bad = 0
      for s in series {
        let c = self.counts(s, second)
        events += Int(c.requests)
        bad += (kinds.failed ? Int(c.failed) : 0) + (kinds.slow ? Int(c.slow) : 0)
      }
      return (events, bad)
    }
    func bad(_ series: [Int]) -> Int {
      (earliest...max(earliest, now)).reduce(0) { $0 + counts(series, $1).bad }
    }
    let whole = [services[service].whole]
    let holdNearlyAll = !routes.isEmpty && Double(bad(routes)) >= 0.9 * Double(bad(whole))
    let series = holdNearlyAll || (!wholeHasSignal && !routes.isEmpty) ? routes : whole
    let from = max(earliest - 240, now - SecondRings.span + 1)
    var events = 0
    var badOnes = 0
    for second in max(from - 900, now - SecondRings.span + 1)..<max(from, earliest - 30) {
      let (e, b) = counts(series, second)
      events += e
      badOnes += b
    }
    let usual = min(0.3, (Double(badOnes) + 1) / (Double(events) + 200))
    return ChangePoint.onset(from: from, to: now, usual: usual, counts: { counts(series, $0) }).second
  }
}
