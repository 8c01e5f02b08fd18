import Testing

@testable import Tailing

/// What is lost is the difference of the numbers.
@Suite struct JournalNumbersTests {
  private func taken(_ numbers: [UInt64]) -> JournalNumbers {
    var known = JournalNumbers()
    for number in numbers { known.take(number, at: Int64(number) * 10, follows: false) }
    return known
  }

  @Test(
    arguments: [
      ([5, 6, 7], []), ([5, 9], [3]), ([5, 9, 10, 20], [3, 9]), ([5, 7, 6, 8], []), ([5, 8, 6, 9, 7], []),
      ([5, 9, 7], [1, 1]), ([5, 5, 6, 6], []),
      // A number before the first that was read is none of ours.
      ([5, 3, 6], []),
      // A new count.
      ([5, 6, 1, 2, 3], []), ([5, 9, 1, 3], [1]),
    ] as [([UInt64], [UInt64])])
  func case25HolesAreCounted(numbers: [UInt64], lost: [UInt64]) {
    var known = taken(numbers)
    #expect(known.hasHoles == !lost.isEmpty)
    #expect(known.settle(below: UInt64.max).map(\.lost) == lost)
    #expect(!known.hasHoles)
    #expect(known.settle(below: UInt64.max).isEmpty)
  }

  @Test func aHoleThatMayStillBeFilledStaysOpen() {
    var known = taken([5, 9])
    #expect(known.settle(below: 7).isEmpty)
    known.take(8, at: 80, follows: false)
    let holes = known.settle(below: 9)
    #expect(holes.map(\.lost) == [2])
    #expect(holes.map(\.from) == [50] && holes.map(\.to) == [80])
  }

  @Test func whatFollowsWithinItsSequenceHasNoHoleBefore() {
    var known = taken([5])
    known.take(50, at: 500, follows: true)
    #expect(!known.hasHoles)
  }
}
