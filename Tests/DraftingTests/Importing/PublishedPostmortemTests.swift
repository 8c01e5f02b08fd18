import Foundation
import Incidents
import Records
import Testing

@testable import Drafting

/// The five examples of the lab, where it is there: each of their timed rows at the time that was meant.
@Suite struct PublishedPostmortemTests {
  private static let folder =
    URL(fileURLWithPath: #filePath).pathComponents.dropLast(5).joined(separator: "/")
    .replacing("//", with: "/") + "/shared/postmortems"

  static var isAbsent: Bool { !FileManager.default.fileExists(atPath: folder) }

  @Test(
    .disabled(if: isAbsent, "the lab's examples are not here"),
    arguments: [
      (
        "classic.md", nil,
        "15:00 15:05 15:30 16:00 16:15 16:30 17:30 18:00 19:00",
        "detection action action detection dead-end action note escalation resolution", "2023-05-01"
      ),
      (
        "brief.md", "2023-08-10", "12:30 12:32 12:45 13:00 13:30 14:00 14:15 14:30 15:00 15:30 15:45",
        "detection action hypothesis dead-end dead-end escalation hypothesis escalation note action resolution",
        "2023-08-10"
      ),
      (
        "illustrated.md", nil, "14:00 14:05 14:15 14:30 14:40 14:50 15:00 15:10 15:20 15:30",
        "detection action hypothesis dead-end hypothesis dead-end escalation note action resolution", "2024-06-05"
      ),
      ("responder.md", nil, "14:30", "detection", "2023-11-15"),
      ("sectioned.md", nil, "10:15", "detection", "2023-04-15"),
    ] as [(String, String?, String, String, String)])
  func eachRowIsReadAtItsTime(file: String, date: String?, times: String, kinds: String, day: String) throws {
    let document = try String(contentsOfFile: Self.folder + "/" + file, encoding: .utf8)
    let timeline = try TimelineReading(day: date.flatMap(TimelineReading.day)).timeline(of: document)
    #expect(timeline.rows.map { String($0.at.rfc3339.dropFirst(11).prefix(5)) }.joined(separator: " ") == times)
    #expect(timeline.rows.map(\.kind.rawValue).joined(separator: " ") == kinds)
    #expect(timeline.rows.allSatisfy { $0.at.rfc3339.hasPrefix(day) })
  }

  @Test(.disabled(if: isAbsent, "the lab's examples are not here"))
  func aDateWithoutAYearIsAskedFor() throws {
    let document = try String(contentsOfFile: Self.folder + "/brief.md", encoding: .utf8)
    #expect {
      _ = try TimelineReading().timeline(of: document)
    } throws: {
      $0.localizedDescription
        == "line 8: the day of '14:30' is not known: add --date YYYY-MM-DD; line 37 has 'August 10'"
    }
  }
}
