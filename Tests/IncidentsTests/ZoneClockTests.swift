import Foundation
import Incidents
import Records
import Testing

@Suite struct ZoneClockTests {
  private func clock(_ zone: String) throws -> ZoneClock {
    ZoneClock(zone: try #require(TimeZone(identifier: zone)))
  }

  private func time(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }

  private func showing(_ hour: Int64, _ minute: Int64, _ day: CivilDate, _ zone: String) throws -> ZoneClock.Showing {
    try clock(zone).showing((hour * 60 + minute) * 60_000_000, on: day)
  }

  @Test func aTimeOfDayIsShownOnceTwiceOrNever() throws {
    let zone = "Europe/Berlin"
    #expect(
      try showing(14, 5, CivilDate(year: 2024, month: 6, day: 5), zone) == .once(time("2024-06-05T12:05:00Z")))
    let autumn = CivilDate(year: 2024, month: 10, day: 27)
    #expect(
      try showing(2, 30, autumn, zone) == .twice(time("2024-10-27T00:30:00Z"), time("2024-10-27T01:30:00Z")))
    #expect(try showing(1, 59, autumn, zone) == .once(time("2024-10-26T23:59:00Z")))
    #expect(try showing(3, 0, autumn, zone) == .once(time("2024-10-27T02:00:00Z")))
    let spring = CivilDate(year: 2024, month: 3, day: 31)
    #expect(try showing(2, 30, spring, zone) == .never(insteadOf: time("2024-03-31T01:30:00Z")))
    #expect(try showing(3, 0, spring, zone) == .once(time("2024-03-31T01:00:00Z")))
    #expect(try showing(24, 0, spring, zone) == .once(time("2024-03-31T22:00:00Z")))
  }

  @Test func zonesWestOfGreenwichAndOfHalfHoursAreTurnedToo() throws {
    let autumn = CivilDate(year: 2024, month: 11, day: 3)
    #expect(
      try showing(1, 30, autumn, "America/New_York")
        == .twice(time("2024-11-03T05:30:00Z"), time("2024-11-03T06:30:00Z")))
    // By half an hour only.
    let april = CivilDate(year: 2024, month: 4, day: 7)
    #expect(
      try showing(1, 45, april, "Australia/Lord_Howe")
        == .twice(time("2024-04-06T14:45:00Z"), time("2024-04-06T15:15:00Z")))
    #expect(try showing(1, 15, april, "Australia/Lord_Howe") == .once(time("2024-04-06T14:15:00Z")))
  }

  @Test func anInstantIsPrintedWithItsOffset() throws {
    #expect(try clock("Europe/Berlin").rfc3339(time("2024-06-05T12:05:00Z")) == "2024-06-05T14:05:00+02:00")
    #expect(try clock("America/St_Johns").rfc3339(time("2024-01-05T12:05:00.250Z")) == "2024-01-05T08:35:00.250-03:30")
    #expect(try clock("GMT").rfc3339(time("2024-06-05T12:05:00Z")) == "2024-06-05T12:05:00Z")
    #expect(
      try clock("America/New_York").day(at: time("1969-12-31T04:59:00Z")) == CivilDate(year: 1969, month: 12, day: 30))
  }
}
