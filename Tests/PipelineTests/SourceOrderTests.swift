import Records
import Testing

@testable import Pipeline

@Suite struct SourceOrderTests {
  private static let second: Int64 = 1_000_000
  private static let start: Int64 = 1_717_588_800 * second

  /// The verdicts on records at these seconds.
  private func verdicts(_ seconds: [Int64], first: Int64? = nil) -> [SourceOrder.Verdict] {
    var order = SourceOrder(formatMeaning: .completion, firstTime: first.map { Self.start + $0 * Self.second })
    return seconds.map { order.judge(Self.start + $0 * Self.second) }
  }

  @Test func recordsWithinTheLatenessAreOnTime() {
    #expect(verdicts([0, 10, 6, 11, 7]) == [.onTime, .onTime, .onTime, .onTime, .onTime])
  }

  @Test func olderRecordsAreLateAndMuchOlderOnesAreDropped() {
    #expect(
      verdicts([0, 1, 5000, 4990, 4995, 1000, 5001]) == [
        .onTime, .onTime, .jumpsAhead, .onTime, .onTime, .tooLate, .onTime,
      ])
    #expect(verdicts([0, 1, 100, 90, 101]) == [.onTime, .onTime, .onTime, .late, .onTime])
  }

  @Test func oneRecordFarAheadMovesNothing() {
    #expect(verdicts([0, 1, 31_536_000, 2, 3]) == [.onTime, .onTime, .jumpsAhead, .onTime, .onTime])
  }

  @Test func aGapThatTheNextRecordConfirmsIsAGap() {
    #expect(verdicts([0, 1, 90_000, 90_001, 90_002]) == [.onTime, .onTime, .jumpsAhead, .onTime, .onTime])
  }

  @Test(arguments: [
    ([0, 1, 90_000, 90_001], SourceOrder.Resolution.confirmed), ([0, 1, 90_000, 2], .refuted),
    // Barely more than an hour ahead, and the next one goes on where the others stood.
    ([0, 3700, 150], .refuted), ([0, 1, 2], .none),
  ])
  func theNextRecordSaysWhetherAJumpWasReal(seconds: [Int64], resolution: SourceOrder.Resolution) {
    var order = SourceOrder(formatMeaning: .completion)
    for second in seconds { _ = order.judge(Self.start + second * Self.second) }
    #expect(order.resolution == resolution)
  }

  @Test func aFirstRecordFarAheadMovesNothing() {
    #expect(verdicts([31_536_000, 0, 1, 2], first: 0) == [.jumpsAhead, .onTime, .onTime, .onTime])
    #expect(verdicts([90_000, 90_001, 90_002], first: 0) == [.jumpsAhead, .onTime, .onTime])
  }

  @Test func aLocalTimeThatExistsTwiceIsTheOneNearerToTheLinesBefore() {
    var order = SourceOrder(formatMeaning: .completion)
    let hour = 3600 * Self.second
    #expect(order.settled(Self.start, .ambiguousTime) == Self.start)
    _ = order.judge(Self.start + hour - Self.second)
    #expect(order.settled(Self.start, .ambiguousTime) == Self.start + hour)
    #expect(order.settled(Self.start, []) == Self.start)
    #expect(order.settled(Self.start + hour - 2 * Self.second, .ambiguousTime) == Self.start + hour - 2 * Self.second)
  }

  private func request(_ second: Int64, latency: Int64) -> RequestRecord {
    RequestRecord(
      end: Self.start + second * Self.second, latency: UInt32(latency * Self.second), status: 200, flags: [], client: 1,
      route: 1, offset: 0, line: .none, path: .none, service: 0)
  }

  /// Times at which requests of three and of no seconds ended, by a log whose stamps mean one or the other.
  @Test(arguments: [StampMeaning.start, .completion])
  func whatStampsMeanShowsInTheOrderOfLines(meaning: StampMeaning) {
    var order = SourceOrder(formatMeaning: .completion)
    var last: Int64 = 0
    for second in 0..<60 as Range<Int64> {
      _ = order.end(of: request(second, latency: 0))
      last = order.end(of: request(meaning == .start ? second - 3 : second, latency: 3))
    }
    #expect(order.meaning == meaning)
    #expect(last == Self.start + 59 * Self.second)
  }

  @Test func aFormatThatStampsBeginningsIsBelievedUntilTheLinesSayOtherwise() {
    var order = SourceOrder(formatMeaning: .start)
    // The parser has added the latency.
    #expect(order.end(of: request(10, latency: 3)) == Self.start + 10 * Self.second)
    #expect(order.meaning == .start)
  }
}
