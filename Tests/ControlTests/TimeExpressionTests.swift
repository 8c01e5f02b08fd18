import Control
import Foundation
import Records
import Testing

@Suite struct TimeExpressionTests {
  /// A Wednesday, 16:40:41.5 in Zurich.
  private let now = Timestamp(microseconds: 1_717_598_441_500_000)

  private func expression(_ zone: String = "Europe/Zurich") throws -> TimeExpression {
    TimeExpression(now: now, zone: try #require(TimeZone(identifier: zone)))
  }

  @Test(arguments: [
    ("2024-06-05T14:00:00Z", "2024-06-05T14:00:00.000Z"), ("2024-06-05T14:00:00.25+02:00", "2024-06-05T12:00:00.250Z"),
    ("2024-06-05 14:00", "2024-06-05T12:00:00.000Z"), ("2024-06-05T14:00:05", "2024-06-05T12:00:05.000Z"),
    ("2024-01-05 14:00:05.125", "2024-01-05T13:00:05.125Z"), ("2024-06-05", "2024-06-04T22:00:00.000Z"),
    ("14:00", "2024-06-05T12:00:00.000Z"), ("yesterday", "2024-06-03T22:00:00.000Z"),
    ("today", "2024-06-04T22:00:00.000Z"), ("tomorrow", "2024-06-05T22:00:00.000Z"),
    ("yesterday 9:30", "2024-06-04T07:30:00.000Z"), ("now", "2024-06-05T14:40:41.500Z"),
    ("-2h", "2024-06-05T12:40:41.500Z"), ("-1d12h", "2024-06-04T02:40:41.500Z"),
    ("+30s", "2024-06-05T14:41:11.500Z"), ("@1717587041", "2024-06-05T11:30:41.000Z"),
    ("@1717587041.25", "2024-06-05T11:30:41.250Z"),
    // Skipped by the clocks of 31 March, repeated on 27 October.
    ("2024-03-31 02:30", "2024-03-31T01:30:00.000Z"), ("2024-10-27 02:30", "2024-10-27T00:30:00.000Z"),
  ])
  func reads(text: String, time: String) throws {
    #expect(try expression().time(text).rfc3339 == time)
  }

  @Test func aTimeWithoutAZoneIsOfTheGivenOne() throws {
    #expect(try expression("UTC").time("2024-06-05 14:00").rfc3339 == "2024-06-05T14:00:00.000Z")
    #expect(try expression("Asia/Kolkata").time("00:10").rfc3339 == "2024-06-04T18:40:00.000Z")
  }

  @Test(arguments: [
    "", "soon", "2024-02-30", "2024-13-01 10:00", "25:00", "14:60", "14", "--2h", "-2y", "@", "@x", "@12.", "-h",
    "2024-06-05 14:00 extra", "2024-02-30T10:00:00Z", "-99999999999h", "14:00:99", "yesterday noon", "noon 14:00",
  ])
  func refuses(text: String) throws {
    #expect(throws: TimeExpressionError(text)) { try expression().time(text) }
  }

  @Test func anErrorShowsNoControlCharacters() {
    #expect(TimeExpressionError("\u{1b}[2J").localizedDescription.hasPrefix("'\\x1b[2J' is no time"))
  }
}
