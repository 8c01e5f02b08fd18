import Foundation
import Records
import Testing

@testable import Drafting

/// Which day and which of two equal clocks a row is of that names only a time.
@Suite struct TimelineDaysTests {
  private func read(_ document: String, _ reading: TimelineReading = TimelineReading()) throws -> WrittenTimeline {
    try reading.timeline(of: document)
  }

  private func times(_ document: String, _ reading: TimelineReading = TimelineReading()) throws -> [String] {
    try read(document, reading).rows.map { String($0.at.rfc3339.prefix(16)) }
  }

  @Test func aLaterSectionMayGoBackBehindMidnight() throws {
    let document = """
      # 5 June 2024
      ## Timeline (UTC)
      - 23:50: alert
      - 00:10: pool enlarged
      ## Escalation
      - 23:55: storage team called
      - 00:05: they joined
      ## Communication
      - 23:45: first mail
      - 00:40: all clear
      """
    #expect(
      try times(document) == [
        "2024-06-05T23:50", "2024-06-06T00:10", "2024-06-05T23:55", "2024-06-06T00:05", "2024-06-05T23:45",
        "2024-06-06T00:40",
      ])
    #expect(try read(document).remarks.isEmpty)
  }

  @Test func partsOfATimelineGoOnWhereTheLastOneEnded() throws {
    let document = """
      # 5 June 2024
      ## Timeline (UTC)
      ### Detection
      - 23:50: alert
      - 00:10: pool enlarged
      ### Actions taken
      - 14:00: pool looked at
      - 23:55: all quiet
      ### Resolution
      - 00:05: closed
      """
    #expect(
      try times(document) == [
        "2024-06-05T23:50", "2024-06-06T00:10", "2024-06-06T14:00", "2024-06-06T23:55", "2024-06-07T00:05",
      ])
  }

  @Test func sectionsOfNoKindFollowEachOther() throws {
    let document =
      "# 5 June 2024 (all times UTC)\n## Evening\n- 20:00 UTC: one\n- 23:50 UTC: two\n## Morning\n- 07:00 UTC: three\n"
    #expect(try times(document) == ["2024-06-05T20:00", "2024-06-05T23:50", "2024-06-06T07:00"])
  }

  @Test func anIncidentTellsTheDayThatAFileDoesNot() throws {
    let span =
      try #require(Timestamp(rfc3339: "2024-06-05T21:30:00Z"))...#require(Timestamp(rfc3339: "2024-06-05T22:30:00Z"))
    let document = "23:43 alert\n00:20 fixed\n"
    let reading = TimelineReading(zone: TimeZone(identifier: "Europe/Berlin"), span: span)
    #expect(try times(document, reading) == ["2024-06-05T21:43", "2024-06-05T22:20"])
    #expect(
      try read(document, reading).remarks == [
        "the file names no day: its times are read as those nearest to the incident"
      ])
    // Other clocks are of the day before or after.
    #expect(try times("11:00 late\n", reading) == ["2024-06-06T09:00"])
    #expect(try times("# 7 June 2024\n23:43 alert\n", reading) == ["2024-06-07T21:43"])
  }

  @Test func clocksThatAreTurnedBackShowAnHourTwice() throws {
    let berlin = TimelineReading(zone: TimeZone(identifier: "Europe/Berlin"))
    let document = "# 27 October 2024\n## Timeline\n- 02:50: one\n- 02:10: two\n- 02:30: three\n- 03:05: four\n"
    #expect(
      try times(document, berlin) == ["2024-10-27T00:50", "2024-10-27T01:10", "2024-10-27T01:30", "2024-10-27T02:05"])
    #expect(try read(document, berlin).remarks.isEmpty)
    let span =
      try #require(Timestamp(rfc3339: "2024-10-27T01:00:00Z"))...#require(Timestamp(rfc3339: "2024-10-27T01:45:00Z"))
    var known = berlin
    known.span = span
    #expect(try times("# 27 October 2024\n02:30 one\n", known) == ["2024-10-27T01:30"])
  }

  @Test func aTimeThatClocksNeverShowedIsSaidAloud() throws {
    let timeline = try read(
      "# 31 March 2024\n02:30 one\n", TimelineReading(zone: TimeZone(identifier: "Europe/Berlin")))
    #expect(timeline.rows.map(\.at.rfc3339) == ["2024-03-31T01:30:00.000Z"])
    #expect(
      timeline.remarks == [
        "line 2: clocks in Europe/Berlin never showed 02:30 on that day: it is read as 2024-03-31T03:30:00+02:00"
      ])
  }
}
