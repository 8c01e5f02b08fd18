import LogLab
import Testing

@testable import Statistics

@Suite struct LatencyStepsTests {
  private static let start: Int64 = 1_717_588_800

  /// Latencies of a day with as many requests a second, between 10 and 20 ms, slow in the fifth minute.
  private func counted(seconds: Int64, capacity: Int = 500_000) -> LatencySteps {
    var steps = LatencySteps(capacity: capacity)
    var random = Generator(3)
    for second in 0..<seconds {
      steps.advance(to: Self.start + second)
      for _ in 0..<20 {
        let slow: UInt32 = second / 60 == 4 ? 100 : 1
        steps.add(bucket: LatencyBuckets.index(UInt32.random(in: 10_000..<20_000, using: &random) * slow))
      }
    }
    return steps
  }

  @Test func quantilesAreThoseOfEachStep() {
    let steps = counted(seconds: 600)
    #expect(steps.coarsest(from: Self.start, to: Self.start + 600) == 10)
    let found = steps.quantiles([0.5, 0.95], from: Self.start, length: 60, count: 10)
    for (minute, quantiles) in found.enumerated() {
      let slow = minute == 4 ? 100.0 : 1
      #expect(abs(Double(quantiles[0]) - 15_000 * slow) < 700 * slow)
      #expect(abs(Double(quantiles[1]) - 19_500 * slow) < 400 * slow)
    }
  }

  @Test func whatIsNotKnownIsEmpty() {
    let steps = counted(seconds: 60)
    let found = steps.quantiles([0.5], from: Self.start - 60, length: 60, count: 3)
    #expect(found.map(\.count) == [0, 1, 0])
  }

  @Test func longerStepsTellTheSame() {
    let (fine, coarse) = (counted(seconds: 3600), counted(seconds: 3600, capacity: 20_000))
    #expect(coarse.coarsest(from: Self.start, to: Self.start + 3600) > 10)
    for length in [300, 3600] as [Int64] where length >= coarse.coarsest(from: Self.start, to: Self.start + 3600) {
      let count = Int(3600 / length)
      #expect(
        coarse.quantiles([0.5, 0.95, 0.99], from: Self.start, length: length, count: count)
          == fine.quantiles([0.5, 0.95, 0.99], from: Self.start, length: length, count: count))
    }
  }

  @Test func manyStepsBecomeLongerOnesAndShortOnesAgain() {
    var steps = counted(seconds: 10_000)
    #expect(steps.coarsest(from: Self.start, to: Self.start + 10_000) == 30)
    steps.trim(before: Self.start + 9000, isCalm: true)
    #expect(steps.quantiles([0.5], from: Self.start, length: 3600, count: 1) == [[]])
    for second in 10_000..<12_000 as Range<Int64> {
      steps.advance(to: Self.start + second)
      steps.add(bucket: 5)
    }
    #expect(steps.coarsest(from: Self.start + 10_100, to: Self.start + 12_000) == 10)
    #expect(steps.coarsest(from: Self.start + 9000, to: Self.start + 12_000) == 30)
  }

  @Test func countsBeyondAnEntryAreWhole() {
    var steps = LatencySteps()
    steps.advance(to: Self.start)
    for _ in 0..<3_000_000 { steps.add(bucket: 7) }
    for _ in 0..<2_900_000 { steps.add(bucket: 9) }
    steps.advance(to: Self.start + 60)
    #expect(steps.quantiles([0.5, 0.51], from: Self.start, length: 60, count: 1) == [[7, 9]])
  }
}
