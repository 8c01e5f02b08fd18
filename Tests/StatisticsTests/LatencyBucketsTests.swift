import Testing

@testable import Statistics

@Suite struct LatencyBucketsTests {
  /// Every power of two with its neighbours, and what lies between.
  private static let latencies: [UInt32] = (0..<32).flatMap { exponent in
    let power = UInt32(1) << UInt32(exponent)
    return stride(from: 0, to: 64, by: 1).map { power &+ UInt32(UInt64(power) * UInt64($0) / 64) } + [
      power &- 1, power &+ 1,
    ]
  }

  @Test func theMiddleOfABucketIsWithinEightTenthsOfAPercent() {
    for latency in Self.latencies where latency > 0 {
      let middle = Double(LatencyBuckets.middle(LatencyBuckets.index(latency)))
      let error = abs(middle - Double(latency)) / Double(latency)
      if error > 0.008 { Issue.record("\(latency) is taken for \(middle)") }
    }
  }

  @Test func bucketsAreInOrderAndHoldEveryLatency() {
    var last = 0
    for latency in Self.latencies.sorted() + [UInt32.max] {
      let index = LatencyBuckets.index(latency)
      #expect(index >= last && index < LatencyBuckets.count)
      last = index
    }
    for index in 0..<LatencyBuckets.count { #expect(LatencyBuckets.index(LatencyBuckets.middle(index)) == index) }
  }

  @Test func quantilesOfAHistogramAreThoseOfItsLatencies() throws {
    var histogram = [Float](repeating: 0, count: LatencyBuckets.count)
    for latency in UInt32(1)...10_000 { histogram[LatencyBuckets.index(latency * 100)] += 1 }
    for q in [0.01, 0.5, 0.95, 0.99, 1] {
      let found = Double(try #require(LatencyBuckets.quantile(q, of: histogram)))
      #expect(abs(found - q * 1_000_000) / (q * 1_000_000) <= 0.008)
    }
    #expect(LatencyBuckets.quantile(0.5, of: [Float](repeating: 0, count: LatencyBuckets.count)) == nil)
  }
}
