import Testing

@testable import Statistics

@Suite struct SecondRingsTests {
  private static let start: Int64 = 1_717_588_800

  @Test func aRingKeepsTheLastSecondsOnly() {
    var rings = SecondRings()
    rings.addSeries()
    rings.addSeries()
    for second in 0..<10_000 as Range<Int64> {
      for _ in 0...second % 3 {
        rings.add(
          1, second: Self.start + second, failed: second % 2 == 0, slow: false, sluggish: false, verySlow: false)
      }
    }
    for second in 0..<10_000 as Range<Int64> {
      let isKept = second >= 10_000 - SecondRings.span
      let counts = rings[1, Self.start + second]
      #expect(counts.requests == (isKept ? UInt32(second % 3 + 1) : 0))
      #expect(counts.failed == (isKept && second % 2 == 0 ? UInt32(second % 3 + 1) : 0))
      #expect(rings[0, Self.start + second].isEmpty)
    }
  }

  @Test func secondsThatWereSkippedAreEmptyAfterAWrap() {
    var rings = SecondRings()
    rings.addSeries()
    for second in 0..<SecondRings.span {
      rings.add(0, second: Self.start + second, failed: false, slow: true, sluggish: false, verySlow: false)
    }
    let next = Self.start + SecondRings.span + 1000
    rings.add(0, second: next, failed: false, slow: false, sluggish: false, verySlow: false)
    #expect(rings[0, next].requests == 1)
    for second in Self.start + SecondRings.span..<next { #expect(rings[0, second].isEmpty) }
    #expect(rings[0, next - SecondRings.span].isEmpty)
    #expect(rings[0, next - SecondRings.span + 1].requests == 1)
    rings.add(0, second: next + 10 * SecondRings.span, failed: false, slow: false, sluggish: false, verySlow: false)
    #expect(rings[0, next].isEmpty)
  }

  @Test func aLateRequestCountsInItsSecondOrNowhere() {
    var rings = SecondRings()
    rings.addSeries()
    rings.add(0, second: Self.start + SecondRings.span, failed: false, slow: false, sluggish: false, verySlow: false)
    rings.add(0, second: Self.start + 1, failed: true, slow: false, sluggish: false, verySlow: false)
    rings.add(0, second: Self.start, failed: true, slow: false, sluggish: false, verySlow: false)
    #expect(rings[0, Self.start + 1].failed == 1)
    #expect(rings[0, Self.start].isEmpty)
    #expect(rings[0, Self.start + SecondRings.span].requests == 1)
  }
}
