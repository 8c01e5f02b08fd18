import Foundation
import Incidents
import Records
import SampleIncidents
import Testing

@testable import Drafting

/// An incident of half an hour over which the clocks are turned: every time that is printed says which one is meant.
@Suite struct ClockChangeTests {
  /// Zones, the onset, and the offsets before and after.
  static let changes = [
    ("Europe/Berlin", "2026-10-25T00:45:00Z", "UTC+2", "UTC+1"),
    ("America/New_York", "2026-11-01T05:45:00Z", "UTC-4", "UTC-5"),
    ("Australia/Lord_Howe", "2026-04-04T14:45:00Z", "UTC+11", "UTC+10:30"),
    ("Europe/Berlin", "2026-03-29T00:45:00Z", "UTC+1", "UTC+2"),
  ]
  static let styles = DraftStyle.all(folder: "/nonexistent").map(\.name)

  private func draft(_ style: String, _ zone: TimeZone, _ onset: String) throws -> String {
    let incident = SampleIncidents.shop(onset: try #require(Timestamp(rfc3339: onset)))
    let charts = ChartFiles(IncidentChart.charts(of: incident, zone: zone), beside: "draft.md")
    return Draft.markdown(
      of: incident, style: try DraftStyle.named(style, folder: "/nonexistent"),
      options: DraftOptions(zone: zone, evidence: .none, charts: charts.links))
  }

  @Test(arguments: styles) func everyTimeHasItsOffsetBesideItOnce(style: String) throws {
    for (name, onset, before, after) in Self.changes {
      let text = try draft(style, try #require(TimeZone(identifier: name)), onset)
      let zoned = text.replacing(/[ ](UTC)?[+-]\d{1,2}(:\d\d)?/, with: " Z")
      let bare = zoned.matches(of: /\d{1,2}:\d\d(:\d\d)?( [AP]M)?( Z)?/).map(\.output.0).filter { !$0.hasSuffix(" Z") }
      #expect(bare.isEmpty, "\(style), \(name)")
      for offset in [before, after] { #expect(text.contains("\(offset)"), "\(style), \(name)") }
      #expect(text.firstMatch(of: /UTC[+-]\d{1,2}(:\d\d)?\)? \(?UTC/) == nil, "\(style), \(name): twice")
      #expect(text.contains("31 min 37 s") == (try plain(style).contains("31 min 37 s")), "\(style), \(name)")
    }
  }

  private func plain(_ style: String) throws -> String { try draft(style, .gmt, "2026-10-24T12:00:00Z") }

  @Test(arguments: styles) func withoutAChangeTheZoneIsNamedOnce(style: String) throws {
    let text = try draft(style, try #require(TimeZone(identifier: "Europe/Berlin")), "2026-10-24T12:00:00Z")
    #expect(text.contains("UTC+2") && !text.contains("UTC+1"))
    if style != "illustrated" { #expect(text.components(separatedBy: "UTC+2").count < 8, "\(style)") }
  }

  @Test func aChartAndItsTextNameTheOffsets() throws {
    let incident = SampleIncidents.shop(onset: try #require(Timestamp(rfc3339: "2026-10-25T00:45:00Z")))
    let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
    let chart = try #require(IncidentChart.charts(of: incident, zone: zone).first)
    #expect(chart.alternative.contains("(2026-10-25, +02:00, then +01:00)"))
    #expect(chart.alternative.contains("began 02:45:00 +02:00, detected 02:45:16 +02:00, recovered 02:02:00 +01:00"))
    #expect(chart.svg().contains(">02:30 +02:00</text>") && chart.svg().contains(">02:30 +01:00</text>"))
  }

  /// What is printed can be read again.
  @Test(arguments: styles) func lintFindsNothingWrongWithItsTimes(style: String) throws {
    for (name, onset, _, _) in Self.changes {
      let text = try draft(style, try #require(TimeZone(identifier: name)), onset)
      let findings = Lint.findings(in: text, knowing: LintKnowledge(base: text)).filter { $0.rule != "todo" }
      #expect(findings.isEmpty, "\(style), \(name)")
    }
  }
}
