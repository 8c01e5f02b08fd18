import Control
import Foundation
import Incidents
import Records
import Testing

/// What a time of day means to somebody who speaks of a known span.
@Suite struct ClockInSpanTests {
  private func time(
    _ text: String, _ from: String, _ to: String, _ zone: String = "Europe/Berlin", day: CivilDate? = nil
  ) throws -> String {
    let span = try #require(Timestamp(rfc3339: from))...#require(Timestamp(rfc3339: to))
    let zone = try #require(TimeZone(identifier: zone))
    let now = try #require(Timestamp(rfc3339: "2026-11-22T04:00:00Z"))
    do {
      let time = try TimeExpression(now: now, zone: zone, span: span, day: day).time(text)
      return ZoneClock(zone: zone).rfc3339(time)
    } catch {
      return error.localizedDescription
    }
  }

  @Test(arguments: [
    ("23:43", "2024-06-05T23:43:00+02:00"), ("00:10", "2024-06-06T00:10:00+02:00"),
    ("00:40:05", "2024-06-06T00:40:05+02:00"), ("22:00", "2024-06-05T22:00:00+02:00"),
    ("11:00", "2024-06-06T11:00:00+02:00"), ("2024-06-07 23:43", "2024-06-07T23:43:00+02:00"),
    ("2024-06-05T21:43:00Z", "2024-06-05T23:43:00+02:00"),
  ])
  func aClockIsWithinTheIncidentOrNearestToIt(text: String, meant: String) throws {
    // From 23:30 to 00:30 in Berlin.
    #expect(try time(text, "2024-06-05T21:30:00Z", "2024-06-05T22:30:00Z") == meant)
  }

  @Test func theZoneDecides() throws {
    #expect(try time("21:43", "2024-06-05T21:30:00Z", "2024-06-05T22:30:00Z", "GMT") == "2024-06-05T21:43:00Z")
    #expect(
      try time("17:43", "2024-06-05T21:30:00Z", "2024-06-05T22:30:00Z", "America/New_York")
        == "2024-06-05T17:43:00-04:00")
  }

  @Test func aDayThatIsNamedCounts() throws {
    let day = CivilDate(year: 2024, month: 6, day: 7)
    #expect(
      try time("23:43", "2024-06-05T21:30:00Z", "2024-06-05T22:30:00Z", day: day) == "2024-06-07T23:43:00+02:00")
  }

  @Test func aClockThatIsShownTwiceIsTheOneWithinTheIncident() throws {
    #expect(try time("02:30", "2024-10-27T00:10:00Z", "2024-10-27T00:50:00Z") == "2024-10-27T02:30:00+02:00")
    #expect(try time("02:30", "2024-10-27T01:10:00Z", "2024-10-27T01:50:00Z") == "2024-10-27T02:30:00+01:00")
    #expect(try time("2024-10-27 02:30", "2024-10-27T01:10:00Z", "2024-10-27T03:50:00Z") == "2024-10-27T02:30:00+01:00")
    #expect(
      try time("02:30", "2024-10-27T00:10:00Z", "2024-10-27T01:50:00Z")
        == "'02:30' may mean 2024-10-27T02:30:00+02:00 or 2024-10-27T02:30:00+01:00: write the one that is meant")
  }

  @Test func aClockThatIsNeverShownIsRefused() throws {
    #expect(
      try time("02:30", "2024-03-31T00:10:00Z", "2024-03-31T01:50:00Z")
        == "clocks in Europe/Berlin never showed '02:30' on 2024-03-31, when they were turned on: name the offset, as in 2024-03-31T14:00:00+02:00"
    )
    #expect(try time("02:30", "2024-03-30T00:10:00Z", "2024-03-30T01:50:00Z") == "2024-03-30T02:30:00+01:00")
  }

  @Test func aClockThatAnIncidentOfDaysShowedSeveralTimesIsAskedFor() throws {
    #expect(
      try time("14:00", "2024-06-05T10:00:00Z", "2024-06-09T10:00:00Z")
        == "'14:00' may mean 2024-06-05T14:00:00+02:00 or 2024-06-06T14:00:00+02:00 or another: write the one that is meant"
    )
    // Years are not counted through.
    #expect(try time("14:00", "1970-01-01T10:00:00Z", "2024-06-09T10:00:00Z").hasPrefix("'14:00' may mean"))
  }
}
