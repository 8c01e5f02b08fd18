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
    #expect(time.ticks(atMost: 5).map(\.label) == ["03-31", "04:00", "06:00", "08:00"])
  }

  @Test func theEndsAreZeroAndOne() throws {
    let time = try time("2024-06-05T14:00:00Z", "2024-06-05T15:00:00Z")
    #expect(time.fraction(time.from) == 0)
    #expect(time.fraction(time.from.advanced(bySeconds: 900)) == 0.25)
    #expect(time.fraction(time.to.advanced(bySeconds: 900)) == 1)
  }
}
