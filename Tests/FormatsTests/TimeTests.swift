import Records
import Testing

@testable import Formats

@Suite struct TimeTests {
  /// Noon of 2024-06-05.
  private static let newest: Int64 = 1_717_588_800

  private static func read(_ text: String, zone: ZoneRules = .utc, newest: Int64 = newest) -> TimeMatch? {
    let bytes = Array(text.utf8)
    var times = TimeReader(zone: zone, newest: newest)
    return unsafe times.any(bytes.span.bytes, 0)
  }

  @Test(arguments: [
    ("2024-06-05T14:00:00Z", "2024-06-05T14:00:00.000Z"),
    ("2024-06-05T14:00:00.123456789Z x", "2024-06-05T14:00:00.123Z"),
    ("2024-06-05 14:00:00,5+02:00", "2024-06-05T12:00:00.500Z"),
    ("2024-06-05T14:00:00-0530", "2024-06-05T19:30:00.000Z"),
    ("2024-06-05 14:00:00 +0200", "2024-06-05T12:00:00.000Z"),
    ("2024-06-05 14:00:00.250 UTC [1]", "2024-06-05T14:00:00.250Z"),
    ("2024-06-05 14:00:00 CEST", "2024-06-05T12:00:00.000Z"),
    ("2024/06/05 14:00:00 [error]", "2024-06-05T14:00:00.000Z"),
    ("2024-06-05 14:00:00 ERROR", "2024-06-05T14:00:00.000Z"),
    ("Wed Jun 05 14:00:00.123456 2024]", "2024-06-05T14:00:00.123Z"),
    ("Wed Jun  5 14:00:00 2024", "2024-06-05T14:00:00.000Z"),
    ("Jun  5 11:00:00 web1", "2024-06-05T11:00:00.000Z"),
    ("Jun 5 2023 11:00:00 fw", "2023-06-05T11:00:00.000Z"),
    ("05/Jun/2024:14:00:00.123] fe", "2024-06-05T14:00:00.123Z"),
    ("05/Jun/2024:14:00:00 +0200", "2024-06-05T12:00:00.000Z"),
    ("1717596000", "2024-06-05T14:00:00.000Z"),
    ("1717596000.25 x", "2024-06-05T14:00:00.250Z"),
    ("1717596000250 x", "2024-06-05T14:00:00.250Z"),
    ("1717596000250999 x", "2024-06-05T14:00:00.250Z"),
    ("1717596000250999111 x", "2024-06-05T14:00:00.250Z"),
  ])
  func reads(text: String, expected: String) {
    #expect(TimeTests.read(text).map { Timestamp(microseconds: $0.micros).rfc3339 } == expected)
  }

  @Test(arguments: [
    "2026-00-10 12:00:00 x", "0000-00-00 00:00:00 x", "2024-02-30 12:00:00 x", "31/Feb/2024:12:00:00 +0000",
    "31 Feb 2024 12:00:00", "Feb 30 12:00:00 x", "2024-6-0 9:00:03",
  ])
  func aDayThatIsNoneIsNoTime(text: String) {
    #expect(TimeTests.read(text) == nil)
  }

  /// What cannot be a zone stays in the message; a longer number behind `UTC` is that of a process.
  @Test(arguments: [
    ("2024-06-05 14:00:03 UTC+99 INFO a", " UTC+99 INFO a", true),
    ("2024-06-05 14:00:03 UTC+15:00 a", " UTC+15:00 a", true),
    ("2024-06-05 14:00:03 +15:00 a", " +15:00 a", true), ("2024-06-05 14:00:03 UTC-12345 a", "-12345 a", false),
    ("2024-06-05 14:00:03 UTC+14 a", " a", false), ("2024-06-05 14:00:03 GMT-9 a", " a", false),
  ])
  func noZoneIsFartherThanFourteenHours(text: String, rest: String, isAssumed: Bool) throws {
    let match = try #require(TimeTests.read(text))
    #expect(String(decoding: text.utf8.dropFirst(match.end), as: UTF8.self) == rest)
    #expect(match.flags.contains(.zoneAssumed) == isAssumed)
  }

  @Test(arguments: [
    "Wed, 05 Jun 2024 14:00:03", "Wed, 05-Jun-2024 14:00:03", "Wed, 05/Jun/2024 14:00:03", "Wed, 05.Jun 2024 14:00:03",
  ])
  func aDayAndItsMonthAreApart(text: String) throws {
    let match = try #require(TimeTests.read(text))
    #expect(Timestamp(microseconds: match.micros).rfc3339 == "2024-06-05T14:00:03.000Z")
    #expect(TimeTests.read(text.replacing("05" + text.dropFirst(7).prefix(1), with: "05x")) == nil)
  }

  @Test func aRecordOfADayThatIsNoneHasNoTime() throws {
    let read = try #require(Reading("0000-00-00 00:00:00 ERROR no clock", by: "text-log"))
    #expect(read.record.time == LogRecord.absentTime)
    #expect(read.record.severity == .error && read.text(\.message) == "no clock")
  }

  /// Forms of servers, loggers and languages beyond ISO 8601 and syslog.
  @Test(arguments: [
    // Years first.
    ("2024-6-5 9:00:03", "2024-06-05T09:00:03.000Z"),
    ("2024-06-05  9:00:03 8 [Note]", "2024-06-05T09:00:03.000Z"),
    ("2024-06-05-14.00.03.675872 R02", "2024-06-05T14:00:03.675Z"),
    ("2024:06:05-14:00:03: x", "2024-06-05T14:00:03.000Z"),
    ("2024-Jun-05 14:00:03.5 x", "2024-06-05T14:00:03.500Z"),
    ("2024-06-05 02:00:03 PM x", "2024-06-05T14:00:03.000Z"),
    ("2024-06-05_14:00:03.123 x", "2024-06-05T14:00:03.123Z"),
    // No separators.
    ("20240605T140003Z", "2024-06-05T14:00:03.000Z"),
    ("20240605T140003.250+0200", "2024-06-05T12:00:03.250Z"),
    ("20240605.140003,672:DEBUG", "2024-06-05T14:00:03.672Z"),
    ("20240605-14:00:03 x", "2024-06-05T14:00:03.000Z"),
    ("20240605-9:0:3:606|Step", "2024-06-05T09:00:03.606Z"),
    ("20240605140003 x", "2024-06-05T14:00:03.000Z"),
    // Days first.
    ("05-Jun-2024 14:00:03 +0200] x", "2024-06-05T12:00:03.000Z"),
    ("05-Jun-24 14:00:03 x", "2024-06-05T14:00:03.000Z"),
    ("5 Jun 2024 14:00:03 x", "2024-06-05T14:00:03.000Z"),
    ("05 Jun 11:00:03.119 * Ready", "2024-06-05T11:00:03.119Z"),
    ("05/Jun/2024 14:00:03] x", "2024-06-05T14:00:03.000Z"),
    ("25-06-2023 14:00:03 +0300 x", "2023-06-25T11:00:03.000Z"),
    ("25.06.2023 14:00:03 x", "2023-06-25T14:00:03.000Z"),
    ("06/05/2024:14:00:03 -0000] x", "2024-06-05T14:00:03.000Z"),
    // Months first.
    ("06/25/2023-14:00:03.860293 x", "2023-06-25T14:00:03.860Z"),
    ("06/25/2023 - 14:00:03: x", "2023-06-25T14:00:03.000Z"),
    ("06/05/2024, 2:00:03 PM x", "2024-06-05T14:00:03.000Z"),
    ("06/05/2024, 12:00:03\u{202F}AM x", "2024-06-05T00:00:03.000Z"),
    ("6/5/24 2:00:03 PM x", "2024-06-05T14:00:03.000Z"),
    ("24-06-05 14:00:03.123 x", "2024-06-05T14:00:03.123Z"),
    ("05/sept./2023:00:11:31 +0200] x", "2023-09-04T22:11:31.000Z"),
    ("06/25/23 14:00:03.393003 x", "2023-06-25T14:00:03.393Z"),
    ("Jun-05-24 14:00:03 x", "2024-06-05T14:00:03.000Z"),
    ("Jun 5, 2024 2:00:03 PM x", "2024-06-05T14:00:03.000Z"),
    ("June 5, 2024 at 2:00:03 PM x", "2024-06-05T14:00:03.000Z"),
    ("Jun 05 14:00:03 2023] x", "2023-06-05T14:00:03.000Z"),
    // Java's loggers.
    ("24/06/05 14:00:03 INFO", "2024-06-05T14:00:03.000Z"),
    // Days of the week.
    ("Wed Jun  5 14:00:03 EST 2024 x", "2024-06-05T19:00:03.000Z"),
    ("Wed Jun  5 14:00:03 UTC 2024 x", "2024-06-05T14:00:03.000Z"),
    ("Wed Jun  5 14:00:03 2024 +0200 x", "2024-06-05T12:00:03.000Z"),
    ("Wed, 05 Jun 2024 14:00:03 GMT", "2024-06-05T14:00:03.000Z"),
    ("Wednesday, 05-Jun-24 14:00:03 UTC", "2024-06-05T14:00:03.000Z"),
    // Other languages.
    ("août 19 11:08:37 web1", "2023-08-19T11:08:37.000Z"),
    ("févr. 19 11:08:37 web1", "2024-02-19T11:08:37.000Z"),
    ("Mär  5 11:08:37 web1", "2024-03-05T11:08:37.000Z"),
    ("Mai  5 11:08:37 web1", "2024-05-05T11:08:37.000Z"),
    ("5 dic 2023 11:08:37 web1", "2023-12-05T11:08:37.000Z"),
    ("мая 5 11:08:37 web1", "2024-05-05T11:08:37.000Z"),
    // Since the epoch.
    ("1717596003.250: x", "2024-06-05T14:00:03.250Z"),
    ("1717596003250ms x", "2024-06-05T14:00:03.250Z"),
    ("1717596003250999us x", "2024-06-05T14:00:03.250Z"),
    ("1717596003250999111ns x", "2024-06-05T14:00:03.250Z"),
    ("1717596003s x", "2024-06-05T14:00:03.000Z"),
    ("@4000000066606f6d0ee6b280 x", "2024-06-05T14:00:03.250Z"),
  ])
  func readsRarerForms(text: String, expected: String) {
    #expect(TimeTests.read(text).map { Timestamp(microseconds: $0.micros).rfc3339 } == expected)
    let bytes = Array(text.utf8)
    #expect(unsafe TimeReader.begins(bytes.span.bytes, 0))
  }

  /// Read only where a text log's lines have them in one place.
  @Test(arguments: [
    ("240605 14:00:03 x", "2024-06-05T14:00:03.000Z"),
    ("240605  9:00:03 x", "2024-06-05T09:00:03.000Z"),
    ("240605-14:00:03 x", "2024-06-05T14:00:03.000Z"),
    ("240605 140003 148 INFO", "2024-06-05T14:00:03.000Z"),
    ("06-05 11:00:03.811  1702", "2024-06-05T11:00:03.811Z"),
    ("10.30 16:49:06] x", "2023-10-30T16:49:06.000Z"),
    ("11:37:23.568 x", "2024-06-05T11:37:23.568Z"),
    ("18:37:23.568 x", "2024-06-04T18:37:23.568Z"),
  ])
  func readsWeakFormsOnlyWhereTheyAreExpected(text: String, expected: String) {
    let bytes = Array(text.utf8)
    var times = TimeReader(zone: .utc, newest: TimeTests.newest)
    #expect(TimeTests.read(text) == nil)
    let match = unsafe times.any(bytes.span.bytes, 0, weak: true)
    #expect(match.map { Timestamp(microseconds: $0.micros).rfc3339 } == expected)
    #expect(unsafe !TimeReader.begins(bytes.span.bytes, 0))
  }

  @Test func aDateThatMayBeMeantInTwoWaysSaysSo() {
    #expect(TimeTests.read("05/06/2024 14:00:03")?.flags == [.zoneAssumed, .dateAssumed])
    #expect(TimeTests.read("05/25/2024 14:00:03")?.flags == .zoneAssumed)
    #expect(TimeTests.read("05.05.2024 14:00:03")?.flags == .zoneAssumed)
  }

  @Test func aTimeOfDayAloneIsOfTheFilesLastDay() {
    func read(_ text: String, zone: ZoneRules) -> TimeMatch? {
      let bytes = Array(text.utf8)
      // 2024-06-05T00:10:00Z
      var times = TimeReader(zone: zone, newest: 1_717_546_200)
      return unsafe times.any(bytes.span.bytes, 0, weak: true)
    }
    let before = read("23:59:59.5 x", zone: .utc)
    #expect(before.map { Timestamp(microseconds: $0.micros).rfc3339 } == "2024-06-04T23:59:59.500Z")
    #expect(before?.flags == [.zoneAssumed, .dateAssumed])
    let behind = read("00:09:59 x", zone: .utc)
    #expect(behind.map { Timestamp(microseconds: $0.micros).rfc3339 } == "2024-06-05T00:09:59.000Z")
    let east = read("02:09:59 x", zone: ZoneRules(fixed: 7200))
    #expect(east.map { Timestamp(microseconds: $0.micros).rfc3339 } == "2024-06-05T00:09:59.000Z")
  }

  @Test(arguments: [
    (["05/06/24", "05/25/24"], DateOrder.monthFirst), (["05/06/24", "25/06/24"], .dayFirst),
    (["24/06/05", "24/06/25"], .yearFirst), (["05/06/2024", "06/06/2024", "07/06/2024"], .dayFirst),
    (["06/05/2024", "06/06/2024", "06/07/2024"], .monthFirst), (["05/06/2024"], nil), (["05/05/2024"], nil),
  ])
  func theDatesOfAFileTellTheirOrder(dates: [String], order: DateOrder?) {
    let numeric = dates.compactMap { text in
      let bytes = Array(text.utf8)
      return unsafe NumericDate(bytes.span.bytes, 0)
    }
    #expect(numeric.count == dates.count)
    #expect(DateOrder.proven(by: numeric) == order)
  }

  @Test(arguments: [
    "2024-13-05T14:00:00Z", "2024-02-30T14:00:00Z", "2023-02-29T14:00:00Z", "2024-06-05T24:00:00Z",
    "2024-06-05T14:60:00Z", "31/Jun/2024:14:00:00", "Jun 31 14:00:00 host", "Foo  5 14:00:00 host", "2024-06-05T1",
    "171759600 x", "1717596000x", "20241305T140003Z", "20240605 text", "2024-06-05 text", "06/31/2024 14:00:03",
    "13/13/2024 14:00:03", "06/05/2024 text", "5 Jun text 14:00:03", "Jun 5 text", "Wed Jun text", "Wed 14:00:03",
    "May this be", "@4000000066606", "10.0.0.1 14:00:03", "203.0.113.7:14:00:03", "192.0.2.1 - - x", "12:34:56:78:9a",
  ])
  func rejects(text: String) { #expect(TimeTests.read(text) == nil) }

  @Test func aTimeWithoutAZoneSaysSo() {
    #expect(TimeTests.read("2024-06-05 14:00:00", zone: ZoneRules(fixed: 7200))?.flags == .zoneAssumed)
    #expect(TimeTests.read("2024-06-05 14:00:00", zone: ZoneRules(fixed: 7200))?.micros == 1_717_588_800_000_000)
    #expect(TimeTests.read("2024-06-05 14:00:00Z")?.flags == [])
  }

  @Test func case55ATimeThatExistsTwiceIsFlagged() {
    let zone = ZoneRules(periods: [
      .init(start: Int64.min, offset: 7200), .init(start: 1_729_990_800, offset: 3600),
    ])
    #expect(TimeTests.read("2024-10-27 02:30:00", zone: zone)?.flags == [.zoneAssumed, .ambiguousTime])
    #expect(TimeTests.read("2024-10-27 01:30:00", zone: zone)?.flags == .zoneAssumed)
    #expect(TimeTests.read("2024-10-27 03:30:00", zone: zone)?.flags == .zoneAssumed)
  }

  @Test func case56ADecember31ThatArrivesOnJanuary1IsOfTheYearBefore() {
    // 2025-01-01T00:10:00Z
    let newYear: Int64 = 1_735_690_200
    func year(_ text: String) -> String? {
      TimeTests.read(text, newest: newYear).map { Timestamp(microseconds: $0.micros).rfc3339 }
    }
    #expect(year("Dec 31 23:59:59 web1") == "2024-12-31T23:59:59.000Z")
    #expect(year("Jan  1 00:00:01 web1") == "2025-01-01T00:00:01.000Z")
    #expect(year("Jan  2 00:00:01 web1") == "2025-01-02T00:00:01.000Z")
    #expect(year("Jan  3 00:00:01 web1") == "2024-01-03T00:00:01.000Z")
    #expect(year("Feb 29 12:00:00 web1") == "2024-02-29T12:00:00.000Z")
  }

  @Test func theSameSecondReadTwiceIsTheSame() {
    let bytes = Array("2024-06-05 14:00:00.100 2024-06-05 14:00:00.200".utf8)
    var times = TimeReader(zone: ZoneRules(fixed: 3600), newest: TimeTests.newest)
    let first = unsafe times.iso(bytes.span.bytes, 0)
    let second = unsafe times.iso(bytes.span.bytes, 24)
    #expect(second.map(\.micros) == first.map { $0.micros + 100_000 })
    #expect(second?.flags == .zoneAssumed)
  }
}
