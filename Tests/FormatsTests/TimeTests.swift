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
    "2024-13-05T14:00:00Z", "2024-02-30T14:00:00Z", "2023-02-29T14:00:00Z", "2024-06-05T24:00:00Z",
    "2024-06-05T14:60:00Z", "31/Jun/2024:14:00:00", "Jun 31 14:00:00 host", "Foo  5 14:00:00 host", "2024-06-05T1",
    "171759600 x", "1717596000x",
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
