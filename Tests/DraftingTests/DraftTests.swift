import Foundation
import Incidents
import SampleIncidents
import Testing

@testable import Drafting

@Suite struct DraftTests {
  private func draft(_ incident: Incident = SampleIncidents.shop) throws -> String {
    Draft.markdown(of: incident, style: try DraftStyle.named("standard", folder: "/nonexistent"))
  }

  private func section(_ title: String, of draft: String) throws -> Substring {
    let start = try #require(draft.range(of: "## \(title)\n"))
    return draft[start.upperBound...].split(separator: "\n## ", maxSplits: 1)[0]
  }

  @Test func hasTheSectionsInOrder() throws {
    let headings = try draft().split(separator: "\n").filter { $0.hasPrefix("#") }
    #expect(
      headings == [
        "# Postmortem: 5xx and latency on nginx, GET /product/\\* worst (2024-06-05)", "## Issue Summary",
        "## Timeline",
        "## Root Cause and Resolution", "## Misleading Paths", "## Corrective and Preventative Measures", "## Evidence",
      ])
  }

  @Test func theSummarySaysWhenHowLongAndWhomItHurt() throws {
    let summary = try section("Issue Summary", of: draft())
    for text in [
      "| Start | 2024-06-05 14:00:03 UTC", "| End | 2024-06-05 14:31:40 UTC", "| Duration | 31 min 37 s, in 2 phases",
      "at 2024-06-05 14:00:19 UTC, 16 s after the start", "1,234 of 20,000 failed (6.17 %), 812 more were slow",
      "301 of 1,200 (25.08 %)", "distinct addresses", "**TODO (product owner):**",
    ] {
      #expect(summary.contains(text), "\(text)")
    }
  }

  @Test func timelineRowsHaveTimeOriginCountAndEvidence() throws {
    let timeline = try section("Timeline", of: draft())
    #expect(timeline.contains("| 13:59:51 | observed | deploy: shop 1.4.2 deployed | shop | [^e"))
    #expect(timeline.contains("statement timeout (×455 until 14:31:23) | shop |"))
    #expect(timeline.contains("| 14:25:03 | measured | relapse: Failing again | nginx |  |"))
  }

  @Test func aLongTimelineIsCutToTheImportantRows() throws {
    var incident = SampleIncidents.shop
    for second in 0..<500 {
      incident.timeline.insert(
        TimelineEntry(
          id: "x\(second)", at: SampleIncidents.at(40 + Double(second) / 100), kind: .error, origin: .observed,
          summary: "error \(second)"),
        at: 4)
    }
    let timeline = try section("Timeline", of: draft(incident))
    #expect(timeline.split(separator: "\n").count(where: { $0.hasPrefix("| ") }) == 42)
    #expect(timeline.contains("471 less important entries are left out"))
    #expect(timeline.contains("relapse: Failing again"))
  }

  @Test func causesAreCandidatesAndThePersonDecides() throws {
    let causes = try section("Root Cause and Resolution", of: draft())
    #expect(causes.contains("1. Candidate: deploy shop 1.4.2, at 13:59:51, 12 s before the onset (score 0.82)"))
    #expect(causes.contains("none of them is a finding"))
    #expect(causes.contains("**TODO (incident lead):** which of these"))
    #expect(
      causes.contains(
        "- Recorded shortly before a recovery, at 14:15:03 (observed): restart: shop restarted by anna (sudo)[^e"))
  }

  @Test func aSubjectThatTheSummaryRepeatsIsLeftOut() throws {
    var incident = SampleIncidents.shop
    incident.causes[1].summary = "`\(incident.causes[1].subject)` was slow 12 times"
    let causes = try section("Root Cause and Resolution", of: draft(incident))
    #expect(causes.contains("2. Candidate: slow-query, at 14:00:04"))
    #expect(causes.contains("`select * from product where name like ?` was slow 12 times"))
  }

  @Test func rowsDoNotSayTheirKindTwice() throws {
    var incident = SampleIncidents.shop
    incident.timeline[1].summary = "It began: 5xx of nginx"
    incident.timeline[3].summary = "shop began to log `x` (3 times)"
    let timeline = try section("Timeline", of: draft(incident))
    #expect(timeline.contains("| 14:00:03 | measured | It began: 5xx of nginx |"))
    #expect(timeline.contains("| observed | shop began to log `x` (3 times)"))
    #expect(timeline.contains("| measured | detected: Noticed |"))
  }

  @Test func messagesThatWereMeasuredAreCodeOnOneLine() throws {
    var incident = SampleIncidents.shop
    incident.signals[2].route = "request failed\napp.Timeout " + String(repeating: "x", count: 200)
    let summary = try section("Issue Summary", of: draft(incident))
    #expect(summary.contains("- new-error, shop `request failed app.Timeout xxx"))
    #expect(summary.contains("…`: usually 0 a minute, at worst 75 a minute, from 14:00:38 with no end that was"))
    incident.endedAt = nil
    #expect(try draft(incident).contains("from 14:00:38 and still going on"))
  }

  @Test func noticedAtOnceIsSaidSo() throws {
    var incident = SampleIncidents.shop
    incident.detectedAt = incident.startedAt
    let text = try draft(incident)
    #expect(text.contains("| Detection | The logs held enough evidence from the start."))
    #expect(!text.contains(", 0 s after"))
  }

  @Test func misleadingPathsHoldNotesAndWhatWasRuledOut() throws {
    let paths = try section("Misleading Paths", of: draft())
    #expect(paths.contains("(hypothesis): hypothesis: the load balancer"))
    #expect(paths.contains("(dead-end): dead end: load balancer is fine"))
    #expect(paths.contains("Checked by measurement: traffic surge."))
  }

  @Test func everyMeasureLacksAnOwnerAndADueDate() throws {
    let rows = try section("Corrective and Preventative Measures", of: draft()).split(separator: "\n").dropFirst(2)
    #expect(rows.count == 4)
    for row in rows {
      #expect(row.hasPrefix("| **TODO (incident lead):** measure |"))
      #expect(row.hasSuffix("| **TODO (incident lead):** owner | **TODO (owner):** due date |"))
    }
  }

  @Test func everyFootnoteIsDefinedOnce() throws {
    let text = try draft()
    let defined = text.split(separator: "\n").filter { $0.hasPrefix("[^e") }
    #expect(defined.count == 5)
    #expect(defined[0].contains("In journal, position 1260, line 7, SHA-256 0f0f"))
    for definition in defined {
      let mark = definition.prefix { $0 != ":" }
      #expect(text.components(separatedBy: "\(mark):").count == 2)
      #expect(text.components(separatedBy: mark).count > 2)
    }
  }

  @Test func aFootnoteKeepsItsLabelWhenOthersComeBeforeIt() throws {
    func labels(_ text: String) -> [Substring] {
      text.split(separator: "\n").filter { $0.hasPrefix("[^e") }.map { $0.prefix { $0 != ":" } }
    }
    var incident = SampleIncidents.shop
    incident.timeline[0].evidence.insert(SampleIncidents.evidence("an earlier line", line: 2), at: 0)
    let (before, after) = (labels(try draft()), labels(try draft(incident)))
    #expect(after.count == before.count + 1)
    #expect(Set(before).isSubset(of: Set(after)))
  }

  @Test func theLastLineSaysWhatTheDraftWasMadeOf() throws {
    let options = DraftOptions(zone: try #require(TimeZone(identifier: "Europe/Berlin")), evidence: .appendix)
    let text = Draft.markdown(
      of: SampleIncidents.shop, style: try DraftStyle.named("standard", folder: "/nonexistent"), options: options)
    #expect(
      text.hasSuffix(
        "\n<!-- hindcast draft of 20240605-1400, style standard, times Europe/Berlin, evidence appendix -->\n"))
    let stamp = try #require(DraftStamp(of: text + "\nWritten below it.\n"))
    #expect(stamp.incident == "20240605-1400" && stamp.style == "standard")
    #expect(stamp.zone == options.zone && stamp.evidence == .appendix)
    #expect(DraftStamp(of: "# A text of somebody's own") == nil)
    #expect(try draft().hasSuffix("times UTC, evidence footnotes -->\n"))
  }

  @Test func anIncidentThatSaysLittleHasMoreToDo() throws {
    var incident = SampleIncidents.shop
    incident.endedAt = nil
    incident.status = .open
    (incident.causes, incident.timeline, incident.ruledOut, incident.signals) = ([], [], [], [])
    incident.impact = Impact(
      requests: 0, failed: 0, slow: 0, failedPercent: 0, clients: 0, affectedClients: 0, affectedClientsPercent: 0,
      method: "")
    let text = try draft(incident)
    #expect(text.contains("No candidate for the cause was found"))
    #expect(text.contains("**TODO (service owner):** how many users were affected."))
    #expect(text.contains("not over when the logs ended. **TODO (responders):**"))
  }

  @Test func isTheSameEveryTime() throws {
    #expect(try draft() == draft())
  }

  @Test(arguments: [
    "![](http://evil)", "[x](javascript:alert(1))", "a | b", "`code`", "<details><summary>", "<img onerror=alert(1)>",
    "{{title}}{{#causes}}", "{{{id}}}", "\n## Injected", "\u{1b}]8;;http://evil\u{07}", "a\u{202e}b", "https://evil/",
  ])
  func logTextStaysText(text: String) throws {
    let plain = try draft(SampleIncidents.shop(withLogText: "plain"))
    let hostile = try draft(SampleIncidents.shop(withLogText: text))
    #expect(hostile.contains(MarkdownText.escape(text)))
    let without = hostile.replacing(MarkdownText.escape(text), with: "plain")
    #expect(without == plain)
  }
}
