import Foundation
import Incidents
import Records
import Testing

@testable import Drafting

/// Timelines as people write them, read into rows.
@Suite struct TimelineReadingTests {
  /// `time kind text` of each row, times in UTC without seconds where these are none.
  private func rows(_ document: String, _ reading: TimelineReading = TimelineReading()) throws -> [String] {
    try reading.timeline(of: document).rows.map { row in
      let at = row.at.rfc3339
      let time = at.hasSuffix(":00.000Z") ? at.prefix(16) : at.prefix(19)
      return "\(time) \(row.kind.rawValue) \(row.text)"
    }
  }

  private func row(_ line: String) throws -> String? {
    let reading = TimelineReading(day: CivilDate(year: 2024, month: 6, day: 5), zone: .gmt)
    return try rows("## Timeline\n\n\(line)\n", reading).first
  }

  @Test(arguments: [
    ("10:00 AM: cart slow", "10:00"), ("* 14:30: cart slow", "14:30"), ("+ 14:00 UTC: cart slow", "14:00"),
    ("14.30 cart slow", "14:30"), ("- 2:05pm cart slow", "14:05"), ("2 pm – cart slow", "14:00"),
    ("1400Z cart slow", "14:00"), ("1400h cart slow", "14:00"), ("14h30: cart slow", "14:30"),
    ("14:30 (UTC+2): cart slow", "12:30"), ("10:00 a.m. EST - cart slow", "15:00"), ("[14:30] cart slow", "14:30"),
    ("(14:30) cart slow", "14:30"), ("~14:30 | cart slow", "14:30"), ("At 14:30, cart slow", "14:30"),
    ("**14:30** - cart slow", "14:30"), ("- **14:30:** cart slow", "14:30"), ("`x`14:30 cart slow", nil),
    ("- `14:30` cart slow", "14:30"), ("`14:30 UTC`: cart slow", "14:30"),
    ("1. 14:30 cart slow", "14:30"), ("- [x] 14:30 cart slow", "14:30"), ("> 14:30 cart slow", "14:30"),
    ("12:00 AM: cart slow", "00:00"), ("12:15 PM: cart slow", "12:15"), ("14:30:05 cart slow", "14:30:05"),
    ("14:30:05.250 cart slow", "14:30:05"), ("14:30+02:00 cart slow", "12:30"), ("14:30 CEST: cart slow", "12:30"),
    ("14:30 Europe/Berlin: cart slow", "12:30"), ("14:30 cart slow", "14:30"), ("24:00 cart slow", "2024-06-06T00:00"),
    ("November 15, 2023, 14:30 UTC: cart slow", "2023-11-15T14:30"),
    ("15 Nov 2023 14:30 cart slow", "2023-11-15T14:30"),
    ("Wed, Nov 15th 2023 at 2:30 PM: cart slow", "2023-11-15T14:30"), ("2024-06-05T14:30Z cart slow", "14:30"),
    ("2024-06-05T14:30:00+02:00 cart slow", "12:30"), ("2024-06-05T14:30-05:00: cart slow", "19:30"),
    ("2024-06-05 14:30 UTC - cart slow", "14:30"), ("05.06.2024 14:30 cart slow", "14:30"),
    ("13/06/2024 14:30 cart slow", "2024-06-13T14:30"), ("June 7, 14:30: cart slow", "2024-06-07T14:30"),
    ("<time>14:30</time>: cart slow", "14:30"), ("<time datetime='PT5M'>14:30</time> cart slow", "14:30"),
    (#"- <time datetime="2024-06-05T14:30:00.000Z">4:30 PM</time>: cart slow"#, "14:30"),
    (#"- **<time class="x" datetime="14:30">half past two</time>** cart slow"#, "14:30"),
    (#"<time datetime="2024-06-07">14:30</time> cart slow"#, "2024-06-07T14:30"),
    ("14:30 ½ of carts", "14:30"), ("cart slow at 14:30", nil), ("99:30 cart slow", nil), ("3 carts slow", nil),
    ("14:3 cart slow", nil),
  ])
  func aTimeIsReadInEveryForm(line: String, expected: String?) throws {
    guard let expected else {
      #expect(throws: TimelineReadingError.noTimes) { try row(line) }
      return
    }
    let time = expected.contains("T") ? expected : "2024-06-05T" + expected
    let text = line.contains("½") ? "½ of carts" : "cart slow"
    #expect(try row(line) == "\(time) note \(text)")
  }

  @Test func aTagOfATimeWithinARowIsWhatItShows() throws {
    let line = #"14:30 cart slow until <time datetime="2024-06-05T14:45Z">2:45 PM</time>"#
    #expect(try row(line) == "2024-06-05T14:30 note cart slow until 2:45 PM")
    let table = #"| Time | What |\#n| --- | --- |\#n| <time datetime="2024-06-05T14:30Z">2:30 PM</time> | cart slow |"#
    #expect(try row(table) == "2024-06-05T14:30 note cart slow")
  }

  @Test(arguments: [
    ("T+5m: cart slow", "14:05:03"), ("- T+00:05 cart slow", "14:05:03"), ("T + 1h 5min – cart slow", "15:05:03"),
    ("T0: cart slow", "14:00:03"), ("T+0 cart slow", "14:00:03"), ("t-10 min: cart slow", "13:50:03"),
    ("+00:05 cart slow", "14:05:03"), ("* +90s: cart slow", "14:01:33"), ("[+1:00:30] cart slow", "15:00:33"),
    ("| When | What |\n| --- | --- |\n| T+5m | cart slow |", "14:05:03"),
    ("T+5: cart slow", nil), ("+5 carts slow", nil), ("T5m cart slow", nil), ("-5m cart slow", nil),
    ("+5 minutest cart slow", nil), ("The cart slow", nil),
  ])
  func aTimeCountedFromTheStartIsRead(line: String, expected: String?) throws {
    let start = try #require(Timestamp(rfc3339: "2024-06-05T14:00:03Z"))
    let reading = TimelineReading(zone: .gmt, span: start...start.advanced(bySeconds: 600))
    let document = "## Timeline\n\n\(line)\n"
    guard let expected else {
      #expect(throws: TimelineReadingError.noTimes) { try reading.timeline(of: document) }
      return
    }
    let timeline = try reading.timeline(of: document)
    #expect(timeline.rows.map(\.at.rfc3339) == ["2024-06-05T\(expected).000Z"])
    #expect(timeline.rows.map(\.text) == ["cart slow"])
    #expect(timeline.remarks.first?.contains("counted from 2024-06-05T14:00:03Z, when the incident began") == true)
    // Of what is not known to have begun nothing is counted.
    let found = #expect(throws: TimelineReadingError.self) { try TimelineReading(zone: .gmt).timeline(of: document) }
    #expect(found?.localizedDescription.contains("name the incident") == true)
  }

  @Test(arguments: ["---\n\n", "---\n", "```kubectl get pods```\n\n"])
  func aRuleAcrossAndCodeInALineHideNothing(above: String) throws {
    let reading = TimelineReading(day: CivilDate(year: 2024, month: 6, day: 5), zone: .gmt)
    #expect(try rows(above + "## Timeline\n\n14:30 cart slow\n", reading) == ["2024-06-05T14:30 note cart slow"])
  }

  @Test(arguments: [
    ("14:30–14:45 checked DNS", "14:30 action checked DNS (until 14:45)"),
    ("14:30 - 14:45: checked DNS", "14:30 action checked DNS (until 14:45)"),
    ("2:30–2:45 PM checked DNS", "14:30 action checked DNS (until 2:45 PM)"),
    ("11:50 AM to 12:10 PM: checked DNS", "11:50 action checked DNS (until 12:10 PM)"),
    ("14:30 -> 14:45 UTC checked DNS", "14:30 action checked DNS (until 14:45 UTC)"),
    ("14:30 - 15 carts lost", "14:30 note 15 carts lost"),
    ("14:30 - 14.50% of carts lost", "14:30 note 14.50% of carts lost"),
  ])
  func aSpanKeepsItsEndInTheText(line: String, expected: String) throws {
    #expect(try row(line) == "2024-06-05T" + expected)
  }

  @Test func proseHeadingsWithTwelveHourClocksAndTheZoneInTheSummary() throws {
    let document = """
      Cart Outage Review
      Summary
      On March 4, 2024, between 9:15 AM and 1:05 PM CST, carts could not be opened. A third of the visitors were affected.

      Timeline
      9:15 AM: Our monitoring alerted the team.
      It paged twice.
      9:40 AM: We suspected the cache.
      12:30 PM: The cache was ruled out.
      1:05 PM: The incident was resolved.
      Corrective and Preventative Measures
      Add an index by 2024-04-01.
      """
    let timeline = try TimelineReading().timeline(of: document)
    #expect(
      try rows(document) == [
        "2024-03-04T15:15 detection Our monitoring alerted the team. It paged twice.",
        "2024-03-04T15:40 hypothesis We suspected the cache.", "2024-03-04T18:30 dead-end The cache was ruled out.",
        "2024-03-04T19:05 resolution The incident was resolved.",
      ])
    #expect(timeline.leftOut.isEmpty)
    #expect(timeline.rows.map(\.line) == [6, 8, 9, 10])
    #expect(
      timeline.remarks == [
        "CST is read as UTC-6, but it also stands for China's and Cuba's time: if another is meant, add --tz America/Chicago"
      ])
  }

  @Test func anAbbreviationMeansWhatItSaysUnlessAZoneIsGiven() throws {
    let document = "# 2 May 2024\n## Timeline\n- 10:00 AM EST: cart slow\n"
    #expect(try rows(document) == ["2024-05-02T15:00 note cart slow"])
    #expect(
      try TimelineReading().timeline(of: document).remarks == [
        "EST is read as UTC-5, but on that day clocks in America/New_York showed UTC-4: if another is meant, add --tz America/New_York"
      ])
    let given = TimelineReading(zone: TimeZone(identifier: "America/New_York"))
    #expect(try rows(document, given) == ["2024-05-02T14:00 note cart slow"])
    #expect(try given.timeline(of: document).remarks.isEmpty)
    // What has one meaning only stays as it was written.
    #expect(try rows(document.replacing("EST", with: "UTC+2"), given) == ["2024-05-02T08:00 note cart slow"])
  }

  @Test func labelsAndTheirValuesMayBeListItemsOfTheirOwn() throws {
    let document = """
      ## Timeline:

      - Issue Detected:

      - April 9, 2024, 10:15 AM (UTC)

      - The error budget alert fired.

      - Actions Taken:

      - 10:20 AM UTC: Restarted the pool.

      - The firewall was opened again.

      - Misleading Paths:

      - A broken switch: unplugged for nothing.

      - Initial assumption: The pool is too small.

      - Resolution: 11:40 AM (UTC): The pool was enlarged.

      ## Root Cause and Resolution

      ### - Resolution:

      - The pool has 200 connections.
      """
    let timeline = try TimelineReading().timeline(of: document)
    #expect(
      try rows(document) == [
        "2024-04-09T10:15 detection The error budget alert fired.", "2024-04-09T10:20 action Restarted the pool.",
        "2024-04-09T11:40 resolution The pool was enlarged.",
      ])
    #expect(timeline.leftOut.map(\.line) == [13, 17, 19])
    #expect(timeline.leftOut.allSatisfy { $0.reason == .undated })
    let undated = TimelineReading(undatedAt: Timestamp(rfc3339: "2024-04-09T12:00:00Z"))
    #expect(
      try rows(document, undated).filter { $0.hasPrefix("2024-04-09T12") } == [
        "2024-04-09T12:00 action The firewall was opened again. (undated)",
        "2024-04-09T12:00 dead-end A broken switch: unplugged for nothing. (undated)",
        "2024-04-09T12:00 hypothesis The pool is too small. (undated)",
      ])
  }

  @Test func nestedListsGiveATimeToWhatStandsUnderTheNextLabel() throws {
    let document = """
      ## Timeline
      - **Detection Time:**
        - May 7, 2024, 14:30 UTC
      - **Detection Method:**
        - A synthetic check failed.
      - **Escalation:**
        - The storage team was called.
      """
    #expect(try rows(document) == ["2024-05-07T14:30 detection A synthetic check failed."])
    #expect(try TimelineReading().timeline(of: document).leftOut.map(\.line) == [7])
  }

  @Test func aTableIsReadByItsHeadings() throws {
    let document = """
      # Postmortem (2024-06-05)

      | Time (UTC+2) | Who | What happened |
      | :--- | --- | --- |
      | 14:30 | ops | Alert fired |
      | 14:35 UTC | | Restarted `fpm` \\| twice |
      | | | and looked at it |
      | soon | | nothing |

      | Start | End |
      | --- | --- |
      | 14:00 | 15:00 |
      """
    #expect(
      try rows(document) == [
        "2024-06-05T12:30 detection Alert fired (ops)",
        "2024-06-05T14:35 action Restarted `fpm` | twice and looked at it",
      ])
    #expect(try TimelineReading().timeline(of: document).leftOut.map(\.line) == [8])
  }

  @Test func aDateColumnNamesTheDay() throws {
    let document =
      "## Timeline (UTC)\n| Date | Time | Event |\n|--|--|--|\n| 5 June 2024 | 23:50 | one |\n| | 00:10 | two |\n"
    #expect(try rows(document) == ["2024-06-05T23:50 note one", "2024-06-06T00:10 note two"])
  }

  @Test func headingsNameDaysAndMidnightBringsTheNext() throws {
    let document = """
      ## Timeline (all times UTC)
      ### Friday, June 7, 2024
      - 23:40: one
      - 23:55: two
      - 00:05: three
      ### June 9
      - 08:00: four
      **June 10:**
      - 09:00: five
      - 08:55: six
      """
    let timeline = try TimelineReading().timeline(of: document)
    #expect(
      timeline.rows.map(\.at.rfc3339).map { $0.prefix(16) } == [
        "2024-06-07T23:40", "2024-06-07T23:55", "2024-06-08T00:05", "2024-06-09T08:00", "2024-06-10T09:00",
        "2024-06-10T08:55",
      ])
    #expect(timeline.remarks == ["line 10 is earlier than the row before it"])
  }

  @Test func rowsHaveAsManyLinesAsTheyNeed() throws {
    let document = """
      ## Timeline
      * 2024-06-05 14:30 UTC: Escalated
        to the storage team.
        * bridge opened
        * two joined
      * Somebody had lunch.

      **14:45 UTC**

      The disk was full.

      - logs had not rotated

      ### Later
      14:50 UTC <!-- never shown --> Space was freed.
      ```
      15:00 UTC this is code
      ```
      """
    let timeline = try TimelineReading().timeline(of: document)
    #expect(
      timeline.rows.map(\.text) == [
        "Escalated to the storage team. bridge opened; two joined", "The disk was full. logs had not rotated",
        "Space was freed.",
      ])
    #expect(timeline.leftOut.map(\.line) == [6])
  }

  @Test func theFrontMatterIsTheLastToAsk() throws {
    let document = "---\ntitle: \"Carts\"\ndate: 2024-06-05\ntimezone: Europe/Berlin\n---\n\n14:30 one\n"
    #expect(try rows(document) == ["2024-06-05T12:30 note one"])
    #expect(
      try rows(document.replacing("14:30 one", with: "# On 6 June 2024\n\n14:30 one")) == ["2024-06-06T12:30 note one"])
  }

  @Test func timesOutsideOfTheTimelineAreNoRowsButAreNamed() throws {
    let document = """
      ## Summary
      Start: 2024-06-05 14:00 UTC
      14:20 UTC was the worst minute
      ## Timeline
      - 14:00: one
      ## Action items
      - 10:00 every Friday: look at the disk
      """
    let timeline = try TimelineReading().timeline(of: document)
    #expect(timeline.rows.map(\.text) == ["one"])
    #expect(timeline.leftOut.map(\.line) == [3, 7])
    #expect(timeline.leftOut.allSatisfy { $0.reason == .elsewhere })
  }

  @Test func whatIsNotKnownIsAnErrorThatNamesTheLine() throws {
    func error(_ document: String, _ reading: TimelineReading = TimelineReading()) -> String {
      do {
        _ = try reading.timeline(of: document)
        return ""
      } catch {
        return error.localizedDescription
      }
    }
    #expect(
      error("## Timeline\n\n- 14:30 UTC: one\n")
        == "line 3: the day of '14:30' is not known: add --date YYYY-MM-DD, name it in the file, or name the incident")
    #expect(
      error("On August 10th it broke.\n\n## Timeline\n- 14:30 UTC: one\n")
        == "line 4: the day of '14:30' is not known: add --date YYYY-MM-DD; line 1 has 'August 10'")
    #expect(
      error("## Timeline\n- 2024-06-05 14:30: one\n")
        == "line 2: the zone of 'June 5, 2024 14:30' is not known: add --tz ZONE (as UTC, +02:00 or Europe/Berlin), or name it in the file"
    )
    #expect(
      error("## Timeline\n- 05/06/2024 14:30 UTC: one\n")
        == "line 2: 'May 6, 2024' may have the month or the day first: write it as 2024-06-05 or add --date YYYY-MM-DD")
    #expect(error("# Carts\n\nThey were slow.\n").hasPrefix("no row of a timeline was found"))
    let given = TimelineReading(day: CivilDate(year: 2024, month: 6, day: 5), zone: .gmt)
    #expect(error("## Timeline\n- 05/06/2024 14:30 UTC: one\n", given) == "")
  }

  @Test func noTextMakesTheReaderFail() {
    let pieces = [
      "14:30", "|", "#", "- ", "\n", "*", "`", "[", "](", "<!--", "-->", "---", "UTC+", "June ", ":", "32.13.2024 ",
      "\\",
      "😀", "\u{301}", "| Time |\n|-|\n", "99:99", "–", "EST",
    ]
    var state: UInt64 = 7
    for _ in 0..<400 {
      var document = ""
      for _ in 0..<30 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        document += pieces[Int(state >> 33) % pieces.count]
      }
      _ = try? TimelineReading(day: CivilDate(year: 2024, month: 6, day: 5), zone: .gmt).timeline(of: document)
    }
  }
}
