package import Statistics

extension TrafficTable {
  /// When trouble began, from all its series together: failed and slow requests of all of them, by the second in which
  /// they began. Sharper than any single series, because the first bad requests may hit any of them.
  /// - Returns: the second; nil where the series hold nothing.
  package func pooledOnset(series: [Int], earliest: Int64, now: Int64) -> Int64? {
    guard !series.isEmpty else { return nil }
    func pooled(_ second: Int64) -> (events: Int, bad: Int) {
      var events = 0
      var bad = 0
      for s in series {
        let c = self.counts(s, second)
        events += Int(c.requests)
        bad += Int(c.failed) + Int(c.slow)
      }
      return (events, bad)
    }
    let from = max(earliest - 240, now - SecondRings.span + 1)
    var events = 0
    var bad = 0
    for second in max(from - 900, now - SecondRings.span + 1)..<max(from, earliest - 30) {
      let (e, b) = pooled(second)
      events += e
      bad += b
    }
    let usual = min(0.3, (Double(bad) + 1) / (Double(events) + 200))
    return ChangePoint.onset(from: from, to: now, usual: usual, counts: pooled).second
  }
}
