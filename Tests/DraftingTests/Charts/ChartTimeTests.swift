import Foundation
import Records
import Testing

@testable import Drafting

@Suite struct ChartTimeTests {
  private func time(_ from: String, _ to: String, _ zone: String = "UTC") throws -> ChartTime {
    ChartTime(
      from: try #require(Timestamp(rfc3339: from)), to: try #require(Timestamp(rfc3339: to)),
      zone: try #require(TimeZone(identifier: zone)))
  }

  @Test func ticksAreRoundTimesOfTheZone() throws {
    let time = try time("2024-06-05T13:47:10Z", "2024-06-05T14:12:00Z", "Asia/Kolkata")
    #expect(time.ticks(atMost: 6).map(\.label) == ["19:20", "19:25", "19:30", "19:35", "19:40"])
    #expect(time.caption == "2024-06-05, +05:30")
  }

  @Test func closeTicksHaveSecondsAndMidnightIsADate() throws {
    let short = try time("2024-06-05T23:59:40Z", "2024-06-06T00:00:21Z")
    #expect(short.ticks(atMost: 5).map(\.label) == ["23:59:40", "23:59:50", "06-06", "00:00:10", "00:00:20"])
    #expect(short.caption == "2024-06-05 to 2024-06-06, UTC")
    #expect(short.clockAndDay(short.to) == "2024-06-06 00:00:21")
  }

  @Test func ticksStayRoundWhereTheClocksChange() throws {
    let time = try time("2024-03-30T22:00:00Z", "2024-03-31T06:00:00Z", "Europe/Berlin")
    #expect(time.ticks(atMost: 5).map(\.label) == ["03-31 +01:00", "06:00 +02:00"])
    #expect(time.caption == "2024-03-30 to 2024-03-31, +01:00, then +02:00")
  }

  @Test func anHourThatTheClocksShowTwiceHasTicksAtBothOffsets() throws {
    let berlin = try time("2026-10-25T00:10:00Z", "2026-10-25T01:50:00Z", "Europe/Berlin")
    #expect(berlin.ticks(atMost: 8).map(\.label) == ["02:30 +02:00", "02:00 +01:00", "02:30 +01:00"])
    #expect(berlin.clock(berlin.from) == "02:10:00 +02:00" && berlin.clockAndDay(berlin.to) == "02:50:00 +01:00")
    let howe = try time("2026-04-04T14:40:00Z", "2026-04-04T15:20:00Z", "Australia/Lord_Howe")
    #expect(
      howe.ticks(atMost: 8).map(\.label)
        == ["01:40 +11:00", "01:50 +11:00", "01:30 +10:30", "01:40 +10:30", "01:50 +10:30"])
  }

  @Test func theEndsAreZeroAndOne() throws {
    let time = try time("2024-06-05T14:00:00Z", "2024-06-05T15:00:00Z")
    #expect(time.fraction(time.from) == 0)
    #expect(time.fraction(time.from.advanced(bySeconds: 900)) == 0.25)
    #expect(time.fraction(time.to.advanced(bySeconds: 900)) == 1)
  }
}
