import Control
import Foundation
import Incidents
import Records
import SampleIncidents
import Store
import Testing

@testable import hindcast

@Suite struct TimelineExportTests {
  private let entries = SampleIncidents.shop.timeline.map { StoredEntry(entry: $0, incidents: ["20240605-1400"]) }

  /// What Timesketch asks of a file of JSON lines: these four fields, the time in both forms, and nothing nested, for every
  /// field becomes a column.
  @Test func timesketchFindsWhatItNeeds() throws {
    let lines = try TimelineExport.timesketch.text(entries).split(separator: "\n")
    #expect(lines.count == entries.count)
    let reader = ISO8601DateFormatter()
    reader.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
    for (line, stored) in zip(lines, entries) {
      let event = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(event["message"] as? String == stored.entry.attributed)
      #expect((event["timestamp_desc"] as? String)?.isEmpty == false)
      #expect(event["timestamp"] as? Int64 == stored.entry.at.microseconds)
      let written = try #require(event["datetime"] as? String)
      #expect(written.hasSuffix("+00:00"))
      let date = try #require(reader.date(from: written))
      #expect(abs(date.timeIntervalSince1970 * 1_000_000 - Double(stored.entry.at.microseconds)) < 1000)
      #expect((event["tag"] as? [String])?.contains("hindcast") == true)
      for (name, value) in event where name != "tag" { #expect(value is String || value is NSNumber, "\(name)") }
    }
  }

  /// Case 90; and what a terminal would obey.
  @Test(arguments: [
    "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "a\u{1B}[2Jb", "a\u{202E}b", "a,\"b\"", "a\nb",
  ])
  func noCellIsCalculatedOrObeyed(text: String) throws {
    var entry = entries[0]
    entry.entry.summary = text
    for export in TimelineExport.allCases {
      let written = try export.text([entry])
      for hidden in ["\u{1B}", "\u{202E}", "\t"] { #expect(!written.contains(hidden)) }
    }
    let csv = try TimelineExport.csv.text([entry])
    let row = csv.split(separator: "\r\n")[1]
    #expect(!row.split(separator: ",").contains { "=+-@\t\r".contains($0.first ?? " ") })
    #expect(csv.split(separator: "\r\n").count == 2 && !row.contains("\n"))
    if text == "a,\"b\"" { #expect(row.contains("\"a,\"\"b\"\"\"")) }
  }
}
