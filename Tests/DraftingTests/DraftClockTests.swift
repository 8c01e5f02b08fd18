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
    try DraftClock(zone: #require(TimeZone(named: zone)), onset: at(onset), times: [at(end)])
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

  @Test(arguments: [
    ("Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "02:30:00 UTC+2", "02:30:00 UTC+1"),
    ("Europe/Berlin", "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z", "01:59:59 UTC+1", "03:00:00 UTC+2"),
    ("America/New_York", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z", "01:30:00 UTC-4", "01:30:00 UTC-5"),
    ("Australia/Lord_Howe", "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z", "01:45:00 UTC+11", "01:45:00 UTC+10:30"),
  ])
  func whereTheClocksAreTurnedEachTimeHasItsOffset(
    zone: String, before: String, after: String, first: String, second: String
  ) throws {
    let clock = try clock(zone, before, after)
    let names = [first, second].map { String($0.dropFirst(9)) }
    #expect(clock.zoneName == "\(names[0]), then \(names[1]), as beside each of them" && clock.oneZone == nil)
    #expect(try forms(clock, before)["clock"] == first && forms(clock, after)["clock"] == second)
    for form in ["time", "time-short", "time12", "clock-short", "clock12"] {
      #expect(try forms(clock, before)[form]?.hasSuffix(" " + names[0]) == true, "\(form)")
    }
    // What always has it has it once.
    #expect(try forms(clock, after)["full"] == "\(after.prefix(10)) \(second)" || zone.hasPrefix("Australia"))
  }

  @Test(arguments: [("+05:30", "UTC+5:30"), ("-0330", "UTC-3:30"), ("UTC", "UTC"), ("Asia/Kathmandu", "UTC+5:45")])
  func aZoneIsNamedByItsOffset(zone: String, name: String) throws {
    #expect(try clock(zone, "2024-06-05T12:00:00Z", "2024-06-05T12:00:00Z").zoneName == name)
  }

  @Test(arguments: ["Europe/Berlin", "+05:30", "-03:30", "UTC"])
  func aStampNamesTheZoneThatItWasMadeOf(zone: String) throws {
    let stamp = DraftStamp(
      incident: "1", style: "standard", zone: try #require(TimeZone(named: zone)), evidence: .footnotes,
      disclosed: ["clients": "keep", "emails": "mask"])
    #expect(stamp.comment.contains("times \(zone), evidence footnotes, clients keep, emails mask -->"))
    let read = try #require(DraftStamp(of: "\n" + stamp.comment))
    #expect(read == stamp)
  }

  @Test func aStampThatNamesWhatThereIsNotSaysSo() throws {
    let comment = "<!-- hindcast draft of 1, style standard, times Mars/Olympus, evidence footnotes -->"
    #expect(try #require(DraftStamp(of: comment)).unknown == "times Mars/Olympus")
    #expect(
      try #require(DraftStamp(of: comment.replacing("Mars/Olympus, evidence footnotes", with: "UTC, evidence notes")))
        .unknown == "evidence notes")
    #expect(try #require(DraftStamp(of: comment.replacing("Mars/Olympus", with: "UTC"))).unknown == nil)
  }
}
