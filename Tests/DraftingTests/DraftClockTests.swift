import Foundation
import Records
import Testing

@testable import Drafting

@Suite struct DraftClockTests {
  private func at(_ text: String) throws -> Timestamp {
    let date = try Date.ISO8601FormatStyle().parse(text)
    return Timestamp(seconds: Int64(date.timeIntervalSince1970))
  }

  private func clock(_ zone: String, _ onset: String, _ end: String) throws -> DraftClock {
    try DraftClock(zone: #require(TimeZone(named: zone)), onset: at(onset), end: at(end))
  }

  private func forms(_ clock: DraftClock, _ time: String) throws -> [String: String] {
    clock.forms(try at(time)).compactMapValues { $0 as? String }
  }

  @Test func aTimeIsOfferedInEveryForm() throws {
    let clock = try clock("-05:00", "2023-05-01T15:00:31Z", "2023-05-01T19:00:00Z")
    #expect(clock.zoneName == "UTC-5")
    #expect(
      try forms(clock, "2023-05-01T18:05:07Z") == [
        "time": "13:05:07", "time-short": "13:05:07", "time12": "1:05:07 PM", "clock": "13:05:07",
        "clock-short": "13:05:07", "clock12": "1:05:07 PM", "date": "2023-05-01", "date-long": "May 1, 2023",
        "zone": "UTC-5", "full": "2023-05-01 13:05:07 UTC-5",
      ])
  }

  @Test(arguments: [
    ("2023-05-01T05:00:00Z", "00:00", "12:00 AM"), ("2023-05-01T17:00:00Z", "12:00", "12:00 PM"),
    ("2023-05-01T15:00:00Z", "10:00", "10:00 AM"), ("2023-05-01T18:00:09Z", "13:00:09", "1:00:09 PM"),
  ])
  func secondsAreLeftOutWhereThereAreNone(time: String, short: String, twelveHours: String) throws {
    let forms = try forms(clock("-05:00", "2023-05-01T15:00:00Z", "2023-05-01T19:00:00Z"), time)
    #expect(forms["clock-short"] == short && forms["clock12"] == twelveHours)
  }

  @Test func anotherDayIsNamed() throws {
    let forms = try forms(clock("UTC", "2024-06-05T23:50:00Z", "2024-06-06T00:10:00Z"), "2024-06-06T00:10:00Z")
    #expect(forms["clock"] == "2024-06-06 00:10:00")
    #expect(forms["clock12"] == "June 6, 2024, 12:10 AM")
    #expect(forms["time-short"] == "00:10")
  }

  @Test func whereTheClocksAreTurnedTheOffsetIsNamed() throws {
    let clock = try clock("Europe/Berlin", "2024-10-27T00:30:00Z", "2024-10-27T01:30:00Z")
    #expect(clock.zoneName == "UTC+2, then UTC+1 where it says so")
    #expect(try forms(clock, "2024-10-27T00:59:59Z")["clock"] == "02:59:59")
    #expect(try forms(clock, "2024-10-27T01:00:00Z")["clock"] == "02:00:00 UTC+1")
  }

  @Test(arguments: [("+05:30", "UTC+5:30"), ("-0330", "UTC-3:30"), ("UTC", "UTC"), ("Asia/Kathmandu", "UTC+5:45")])
  func aZoneIsNamedByItsOffset(zone: String, name: String) throws {
    #expect(try clock(zone, "2024-06-05T12:00:00Z", "2024-06-05T12:00:00Z").zoneName == name)
  }

  @Test(arguments: ["Europe/Berlin", "+05:30", "-03:30", "UTC"])
  func aStampNamesTheZoneThatItWasMadeOf(zone: String) throws {
    let stamp = DraftStamp(
      incident: "1", style: "standard", zone: try #require(TimeZone(named: zone)), evidence: .footnotes)
    #expect(stamp.comment.contains("times \(zone), "))
    let read = try #require(DraftStamp(of: "\n" + stamp.comment))
    #expect(read == stamp)
  }
}
