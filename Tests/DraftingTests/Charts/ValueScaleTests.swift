import Testing

@testable import Drafting

@Suite struct ValueScaleTests {
  @Test func aShareEndsAtARoundValueAndNeverAboveAll() {
    let small = ValueScale.linear(to: 0.31, ticks: 3, cap: 1)
    #expect(small.ticks == [0, 0.2, 0.4])
    #expect(small.fraction(0.2) == 0.5)
    let whole = ValueScale.linear(to: 1, ticks: 3, cap: 1)
    #expect(whole.top == 1)
    #expect(whole.ticks.allSatisfy { $0 <= 1 })
  }

  @Test func countsHaveWholeTicks() {
    #expect(ValueScale.linear(to: 2, ticks: 3, unit: 1).ticks == [0, 1, 2])
    #expect(ValueScale.linear(to: 266, ticks: 3, unit: 1).ticks == [0, 100, 200, 300])
  }

  @Test func isLogarithmicOnlyWhereTheRangeAsksForIt() {
    let wide = ValueScale.fitting([12, 42, 2400], ticks: 4)
    #expect(wide.isLogarithmic)
    #expect((wide.bottom, wide.top) == (10, 5000))
    #expect(wide.ticks == [10, 100, 1000])
    let narrow = ValueScale.fitting([12, 42, 96], ticks: 4)
    #expect(!narrow.isLogarithmic)
    #expect(narrow.bottom == 0)
  }

  @Test func aDecadeIsAsHighAsTheNext() {
    let scale = ValueScale.fitting([10, 1000], ticks: 4)
    #expect(abs(scale.fraction(100) - 0.5) < 1e-9)
    #expect(scale.fraction(0) == 0)
    #expect(scale.fraction(1e9) == 1)
  }

  @Test(arguments: [[], [0], [0, 0], [.infinity], [5], [1e-9, 1e12]] as [[Double]])
  func bearsAnyValues(values: [Double]) {
    let scale = ValueScale.fitting(values, ticks: 4)
    #expect(scale.top > scale.bottom)
    #expect((1...30).contains(scale.ticks.count))
    for value in values { #expect((0...1).contains(scale.fraction(value))) }
  }
}
