import Foundation
import Incidents
import SampleIncidents
import Testing

@testable import hindcast

@Suite struct IncidentRenderingTests {
  private func text(
    _ incident: Incident = SampleIncidents.shop, width: Int = 100, zone: TimeZone = .gmt, all: Bool = false
  ) -> String {
    IncidentRendering(clock: Clock(zone: zone), ink: Ink(isOn: false), width: width, showsAll: all).text(incident)
  }

  @Test func tellsTheIncidentOnAScreen() {
    let text = text()
    for part in [
      "20240605-1400  major  resolved", "started   2024-06-05 14:00:03 UTC", "(16 s after the start)",
      "(lasted 31 min 37 s, in 2 phases)", "1,234 of 20,000 requests failed (6.17 %)",
      "1. deploy shop 1.4.2  [12 s before the onset, score 0.82]", "traffic surge: requests per second",
      "14:15:03 * restart", "(×455 until 14:31:23)  <shop.log:3>", "42 ms -> 2,340.5 ms", "0.1 % -> 35.2 %",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 50)
  }

  @Test(arguments: [40, 72, 100, 200, Int.max])
  func fitsEveryWidth(width: Int) {
    #expect(!text(width: width).isEmpty)
    if width >= 72 && width < 1000 {
      #expect(text(width: width).split(separator: "\n").allSatisfy { displayWidth($0) <= width })
    }
  }

  @Test func theChartShowsThePauseBetweenPhases() throws {
    let row = try #require(text().split(separator: "\n").first { $0.contains("  phases") })
    let bar = row.filter { $0 == "█" || $0 == "·" }
    #expect(bar.hasPrefix("█") && bar.hasSuffix("█") && bar.contains("█·"))
  }

  @Test func aLongTimelineIsFoldedUnlessAllIsAskedFor() {
    var incident = SampleIncidents.shop
    incident.timeline += (0..<300).map {
      TimelineEntry(
        id: "x\($0)", at: SampleIncidents.at(1900 + Double($0)), kind: .error, origin: .observed, summary: "error \($0)"
      )
    }
    #expect(text(incident).contains("... 287 more, --all"))
    #expect(!text(incident, all: true).contains("--all"))
    #expect(text(incident, all: true).contains("error 299"))
  }

  @Test func timesAreOfTheZone() throws {
    let zone = try #require(TimeZone(identifier: "Asia/Kolkata"))
    #expect(text(zone: zone).contains("started   2024-06-05 19:30:03 +05:30"))
  }

  @Test func anIncidentWithoutAnythingIsStillShown() {
    var incident = SampleIncidents.shop
    (incident.endedAt, incident.severitySpans) = (nil, [])
    (incident.causes, incident.timeline, incident.ruledOut, incident.signals) = ([], [], [], [])
    #expect(text(incident).contains("still open, known for 16 s"))
  }
}
