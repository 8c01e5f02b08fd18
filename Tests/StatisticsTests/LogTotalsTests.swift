import Testing

@testable import Statistics

@Suite struct LogTotalsTests {
  private func counts(_ logs: Range<Int>) -> [LogShares.Key: SecondCounts] {
    var one = SecondCounts()
    one.add(failed: true, slow: false, sluggish: false, verySlow: false)
    return Dictionary(uniqueKeysWithValues: logs.map { (LogShares.Key(service: 0, log: $0), one) })
  }

  @Test func whatLiesOutsideIsNotSummed() {
    var totals = LogTotals()
    for second in 1000..<1100 { totals.add(counts(0..<2), of: Int64(second)) }
    let sums = totals.sums(from: 1020, to: 1049)
    #expect(sums.values.map(\.failed) == [30, 30])
    #expect(totals.sums(from: 0, to: 900).isEmpty)
  }

  /// A thousand hosts in trouble for a day: the steps get longer, nothing is lost.
  @Test func memoryIsBounded() {
    var totals = LogTotals()
    for minute in 0..<300 { totals.add(counts(0..<1000), of: Int64(minute * 60)) }
    #expect(totals.isWithinBounds)
    #expect(totals.sums(from: 0, to: 18_000).values.allSatisfy { $0.requests == 300 })
  }
}

extension LogTotals {
  fileprivate var isWithinBounds: Bool { kept <= LogTotals.most }
}
