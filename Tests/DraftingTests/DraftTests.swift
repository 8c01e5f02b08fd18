import Foundation
import Incidents
import SampleIncidents
import Testing

@testable import Drafting

@Suite struct DraftTests {
  private func draft(
    _ incident: Incident = SampleIncidents.shop, style: String = "standard", options: DraftOptions = DraftOptions()
  ) throws -> String {
    Draft.markdown(of: incident, style: try DraftStyle.named(style, folder: "/nonexistent"), options: options)
  }

  private func section(_ title: String, of draft: String) throws -> Substring {
    let start = try #require(draft.range(of: "## \(title)\n"))
    return draft[start.upperBound...].split(separator: "\n## ", maxSplits: 1)[0]
  }

  private func entry(
    _ id: String, _ seconds: Double, _ kind: EntryKind, _ summary: String, origin: Origin = .noted, by: String? = nil
  ) -> TimelineEntry {
    TimelineEntry(
      id: id, at: SampleIncidents.at(seconds), kind: kind, origin: origin, summary: summary, starred: origin == .noted,
      by: by)
  }

  @Test func hasTheSectionsInOrder() throws {
    let headings = try draft().split(separator: "\n").filter { $0.hasPrefix("#") }
    #expect(
      headings == [
        "# Postmortem: 5xx and latency on nginx, GET /product/\\* worst (2024-06-05)", "## Issue Summary", "## Impact",
        "## Timeline", "## Root Cause and Resolution", "## Misleading Paths", "## Corrective and Preventative Measures",
      ])
  }

  @Test func theSummarySaysWhenAndHowLong() throws {
    let summary = try section("Issue Summary", of: draft())
    for text in [
      "| Start | 2024-06-05 14:00:03 UTC (measured", "| End | 2024-06-05 14:31:40 UTC",
      "| Duration | 31 min 37 s, in 2 phases: 14:00:03 to 14:17:03 (17 min); 14:25:03 to 14:31:40 (6 min 37 s). What",
      "The logs held enough evidence at 14:00:19, 16 s after the start",
      "| Last change before it | shop 1.4.2 deployed (observed), 12 s before the start[^e",
      "- Requests to nginx failed with 5xx: up to 35.2 % of them in a minute, usually 0.1 %.",
      "- Responses of nginx became slow: a 95th percentile of up to 2,340.5 ms in a minute, usually 42 ms, on GET /product/\\*.",
    ] {
      #expect(summary.contains(text), "\(text)")
    }
  }

  /// What a person set was not measured, and rests on no line.
  @Test func whatAPersonSetIsTheirs() throws {
    var incident = SampleIncidents.shop
    for index in incident.timeline.indices {
      switch incident.timeline[index].kind {
      case .onset, .detected: incident.timeline[index].evidence = [SampleIncidents.evidence("measured of shop.example")]
      default: incident.timeline[index].evidence = []
      }
    }
    for (field, person) in zip(IncidentField.allCases, ["tina", "sven", "olga", "stan", "dora", "ella"]) {
      incident.setBy[field] = person
    }
    for (name, style) in DraftStyle.all(folder: "/nonexistent") {
      let text = Draft.markdown(of: incident, style: try style.get())
      let head = text.components(separatedBy: "imeline").first { $0.contains("stan") } ?? ""
      #expect(text.contains("(set by stan)") && text.contains("(set by ella)"), "\(name)")
      #expect(text.contains("The title was set by tina."), "\(name)")
      #expect(!text.contains("suggested by") && !text.contains("all signals back"), "\(name)")
      #expect(!text.contains("held enough evidence"), "\(name)")
      #expect(!head.contains("[^e1]"), "\(name)")
      if ["atlassian", "google-sre", "howie", "pagerduty"].contains(name) {
        #expect(text.contains("*(measured, but for the start, set by stan, and the end, set by ella)*"), "\(name)")
      }
    }
    #expect(try draft(incident).contains("| Severity | major (set by sven) |"))
    incident.endedAt = nil
    #expect(try draft(incident).contains("not over, as set by ella"))
  }

  @Test func whereHostsLogApartTheSummarySaysWhoseRequestsFailed() throws {
    var incident = SampleIncidents.shop
    #expect(try !draft(incident).contains("by log"))
    incident.impact.logs = [
      LogImpact(service: "shop", source: "web2/access.log", requests: 10_100, failed: 1230, slow: 812),
      LogImpact(service: "shop", source: "web1/access.log", requests: 9900, failed: 4, slow: 0),
    ]
    let summary = try section("Issue Summary", of: draft(incident))
    #expect(
      summary.contains(
        "- Failed or slow requests of shop by log, since it was detected: 2,042 of 10,100 in web2/access.log and 4 of 9,900 in web1/access.log."
      ))
  }

  @Test func theImpactSaysHowItWasCounted() throws {
    let impact = try section("Impact", of: draft())
    for text in [
      "1,234 of 20,000 requests failed (6.17 %), 812 more were slow",
      "25.08 % of the clients were affected, 301 of 1,200",
      "**How this was counted:** Clients are distinct addresses", "**TODO(product owner):**",
    ] {
      #expect(impact.contains(text), "\(text)")
    }
  }

  /// Requests that did not come stand in no log, and name no client.
  @Test func aTotalOutageReadsAsOneInEveryStyle() throws {
    var incident = SampleIncidents.shop
    incident.impact = Impact(
      requests: 10, failed: 0, slow: 0, failedPercent: 0, clients: 8, affectedClients: 0, affectedClientsPercent: 0,
      lostRequests: 2990, method: "Counted against the mean of the hour before the fall.")
    for (name, style) in DraftStyle.all(folder: "/nonexistent") {
      let text = Draft.markdown(of: incident, style: try style.get())
      #expect(text.contains("2,990 of about 3,000 usual requests did not come"), "\(name)")
      #expect(!text.contains(#/ 0 % of (our|the) (users|clients)/#), "\(name)")
    }
  }

  @Test func whatTheLogsCannotTellIsLeftOutInEveryStyle() throws {
    var incident = SampleIncidents.shop
    incident.impact.slow = 0
    incident.caveats = [
      "The access logs hold no request time: slowness could not be judged, and failures count from their answers."
    ]
    var unread = incident
    unread.impact.requests = 0
    unread.impact.clients = 0
    for (name, style) in DraftStyle.all(folder: "/nonexistent") {
      #expect(!Draft.markdown(of: incident, style: try style.get()).contains("more were slow"), "\(name)")
      #expect(!Draft.markdown(of: unread, style: try style.get()).contains(#/of 0 (requests )?failed/#), "\(name)")
    }
  }

  @Test func timelineRowsHaveTimeProvenanceCountAndEvidence() throws {
    var incident = SampleIncidents.shop
    incident.timeline[4].by = "anna"
    let timeline = try section("Timeline", of: draft(incident))
    #expect(timeline.contains("| 13:59:51 | shop 1.4.2 deployed | observed | [^e"))
    #expect(timeline.contains("statement timeout (×455 until 14:31:23) | observed |"))
    #expect(timeline.contains("| 14:25:03 | relapse: Failing again | measured |  |"))
    #expect(timeline.contains("| 14:04:03 | hypothesis: the load balancer drops connections | noted by anna |"))
  }

  @Test func timesAreOnTheClocksOfTheZone() throws {
    let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
    let text = try draft(options: DraftOptions(zone: zone))
    #expect(text.contains("all times are UTC+2") && text.contains("| 16:25:03 | relapse"))
    #expect(!text.contains("14:25:03"))
  }

  /// 500 entries, no two alike, of little weight.
  private var long: Incident {
    var incident = SampleIncidents.shop
    for second in 0..<500 {
      incident.timeline.insert(
        entry("x\(second)", 40 + Double(second) / 100, .error, "error \(second)", origin: .observed), at: 4 + second)
    }
    return incident
  }

  @Test func aLongTimelineIsAPageAndTheRestAnAppendix() throws {
    let text = try draft(long)
    let timeline = try section("Timeline", of: text)
    #expect(timeline.split(separator: "\n").count(where: { $0.hasPrefix("| ") }) == 62)
    #expect(timeline.contains("relapse: Failing again"))
    let appendix = try section("Appendix: more of the timeline", of: text)
    #expect(appendix.split(separator: "\n").count(where: { $0.hasPrefix("| ") }) == 202)
    #expect(appendix.contains("Of lesser weight still and left out: 251 more"))
  }

  @Test func countsOfOneAreSaidInTheSingular() throws {
    var incident = SampleIncidents.shop
    incident.impact.slow = 1
    for style in DraftStyle.all(folder: "/nonexistent").map(\.name) {
      #expect(try !draft(incident, style: style).contains("1 more were"), "\(style)")
    }
    #expect(try draft(incident).contains("failed (6.17 %), 1 more was slow."))
  }

  @Test func timesInCaveatsHaveTheFormOfTheirStyle() throws {
    var incident = SampleIncidents.shop
    incident.caveats = ["The impact was counted from 2024-06-05T14:00:03.000Z to 2024-06-05T14:31:40.500Z."]
    #expect(try draft(incident).contains("counted from 2024-06-05 14:00:03 UTC to 2024-06-05 14:31:40 UTC."))
    for name in ["classic", "sectioned"] {
      let text = Draft.markdown(of: incident, style: try DraftStyle.named(name, folder: "/nonexistent"))
      #expect(text.contains("from June 5, 2024, 2:00:03 PM UTC to June 5, 2024, 2:31:40 PM UTC."))
    }
  }

  @Test func whatIsStarredIsAlwaysShown() throws {
    var incident = long
    for number in 0..<100 { incident.timeline[10 + number].starred = true }
    let timeline = try section("Timeline", of: draft(incident))
    for number in 6..<106 { #expect(timeline.contains(" error \(number) |")) }
  }

  @Test func repeatsBetweenOthersAreFoldedWhereThereIsLittleRoom() throws {
    var incident = SampleIncidents.shop
    for number in 0..<200 {
      incident.timeline.insert(
        entry(
          "y\(number)", 40 + Double(number), .reload, number % 2 == 0 ? "nginx was reloaded" : "cart was reloaded",
          origin: .observed), at: 4 + number)
    }
    let text = try draft(incident)
    #expect(try section("Timeline", of: text).contains("nginx was reloaded (×100 until 14:04:01)"))
    #expect(text.components(separatedBy: "nginx was reloaded").count == 2)
    #expect(!text.contains("Appendix"))
  }

  @Test func causesAreCandidatesAndThePersonDecides() throws {
    let causes = try section("Root Cause and Resolution", of: draft())
    #expect(causes.contains("1. deploy: shop was deployed 12 s before the onset[^e"))
    #expect(causes.contains("none of them a finding"))
    #expect(causes.contains("**TODO(incident lead):** what was it, what triggered it"))
  }

  @Test func theGapFromAChangeToTheOnsetIsInSeconds() throws {
    var incident = SampleIncidents.shop
    incident.causes[0].leadSeconds = 299
    #expect(try draft(incident).contains("1. deploy, 299 s (4 min 59 s) before the onset:"))
  }

  @Test func whatEndedItIsWhatPeopleNotedAndWhatTheLogsShow() throws {
    var incident = SampleIncidents.shop
    incident.timeline.insert(entry("r", 1890, .resolution, "resolved: index created", by: "anna"), at: 10)
    let causes = try section("Root Cause and Resolution", of: draft(incident))
    #expect(
      causes.contains(
        "- 14:15:03 shop restarted by anna (sudo), 2 min before the recovery at 14:17:03 *(observed)*[^e"))
    #expect(causes.contains("- 14:31:33 resolved: index created *(noted by anna)*"))
    #expect(causes.contains("- 14:31:40 end: Over *(measured)*"))
    #expect(!causes.contains("TODO(responders)"))
    #expect(try section("Root Cause and Resolution", of: draft()).contains("**TODO(responders):** what ended it?"))
  }

  @Test func aPackageThatADeployInstalledIsToldOfOnce() throws {
    var incident = SampleIncidents.shop
    var package = entry("p", -14, .packageChange, "Package shop 1.4.2 was changed", origin: .observed)
    package.evidence = incident.timeline[0].evidence
    incident.timeline.insert(package, at: 0)
    #expect(!(try draft(incident).contains("Package shop")))
    incident.timeline[0].evidence = [SampleIncidents.evidence("another", line: 5)]
    #expect(try draft(incident).contains("Package shop"))
  }

  @Test func rowsDoNotSayTheirKindTwice() throws {
    var incident = SampleIncidents.shop
    incident.timeline[1].summary = "It began: 5xx of nginx"
    incident.timeline[3].summary = "shop began to log `x` (455 times)"
    let timeline = try section("Timeline", of: draft(incident))
    #expect(timeline.contains("| 14:00:03 | It began: 5xx of nginx | measured |"))
    #expect(timeline.contains("| shop began to log `x` (455 times), until 14:31:23 | observed"))
    #expect(timeline.contains("| detected: Noticed | measured |"))
    incident.timeline[4] = entry("d", 240, .deadEnd, "ruled out: the network")
    #expect(try draft(incident).contains("| ruled out: the network | noted |"))
  }

  @Test func messagesThatWereMeasuredAreCodeOnOneLine() throws {
    var incident = SampleIncidents.shop
    incident.signals[2].route = "request failed\napp.Timeout " + String(repeating: "x", count: 200)
    let text = try draft(incident, style: "google-sre")
    #expect(text.contains("- new-error of shop `request failed app.Timeout xxx"))
    #expect(
      text.contains("…`: usually 0 a minute, at worst 75 a minute, from 14:00:38 to an end that was not measured"))
  }

  @Test func notedAtOnceIsSaidSo() throws {
    var incident = SampleIncidents.shop
    incident.detectedAt = incident.startedAt
    let text = try draft(incident)
    #expect(text.contains("The logs held enough evidence from the start"))
    #expect(!text.contains(", 0 s after"))
  }

  @Test func misleadingPathsHoldNotesAndWhatWasRuledOut() throws {
    let paths = try section("Misleading Paths", of: draft())
    #expect(paths.contains("- 14:04:03 hypothesis: the load balancer drops connections *(noted)*"))
    #expect(paths.contains("- 14:07:03 dead end: load balancer is fine"))
    #expect(paths.contains("Ruled out by the logs: traffic surge."))
    #expect(!paths.contains("TODO"))
  }

  /// A list says nothing of what it leaves out: what people noted is not among that, and stands in order.
  @Test func whatWasNotedIsListedWholeAndInOrder() throws {
    var incident = SampleIncidents.shop
    incident.timeline += (0..<15).map { entry("a\($0)", 400 + Double($0), .action, "action: step \($0)") }
    incident.timeline += (0..<15).map { entry("c\($0)", 500, .command, "anna ran `true \($0)`", origin: .observed) }
    incident.timeline.append(entry("d", 407, .deadEnd, "dead-end: step 7"))
    incident.timeline.sort { ($0.at, $0.id) < ($1.at, $1.id) }
    let response = try section("Response", of: draft(incident, style: "atlassian"))
    #expect(response.matches(of: /action: step/).count == 15)
    #expect(response.matches(of: /ran `true/).count < 15)
    let steps = ["action: step 6 ", "dead-end: step 7 ", "action: step 8 "].compactMap { response.range(of: $0) }
    #expect(steps.count == 3 && steps[0].lowerBound < steps[1].lowerBound && steps[1].lowerBound < steps[2].lowerBound)
  }

  /// Somebody notices the relapse, too: a draft passes its own check.
  @Test(arguments: ["responder", "sectioned", "atlassian", "google-sre", "standard"])
  func detectionsStandInOrder(style: String) throws {
    var incident = SampleIncidents.shop
    incident.timeline.append(entry("y", 1, .detection, "alert: errors at checkout"))
    incident.timeline.append(entry("z", 1500, .detection, "alert: errors again"))
    incident.timeline.sort { ($0.at, $0.id) < ($1.at, $1.id) }
    let draft = try draft(incident, style: style)
    #expect(draft.contains("errors at checkout") && draft.contains("errors again"))
    #expect(Lint.findings(in: draft).filter { $0.rule == "order" } == [])
  }

  /// What people noted is asked for no more.
  @Test(arguments: ["responder", "sectioned", "atlassian"])
  func notesAreInTheirPlaces(style: String) throws {
    let all = try draft(style: style)
    for question in ["who or what noticed it", "who was called in"] {
      #expect(all.contains("TODO(responders):** \(question)") || style == "atlassian")
    }
    var incident = SampleIncidents.shop
    incident.timeline += [
      entry("a", 20, .detection, "detected: a customer wrote", by: "anna"),
      entry("b", 30, .escalation, "escalated to the database team"),
      entry("c", 1896, .resolution, "resolved: index back"),
      entry("d", 40, .action, "investigating: the pool"),
    ]
    let text = try draft(incident, style: style)
    #expect(text.contains("a customer wrote *(noted by anna)*"))
    #expect(text.contains("escalated to the database team *(noted)*"))
    #expect(text.contains("resolved: index back *(noted)*"))
    let asked = text.matches(of: /TODO\(responders\):\*\* ([^?\n]*)/).map(\.output.1)
    for known in ["noticed", "called in", "ended it", "looked into and done"] {
      #expect(!asked.contains { $0.contains(known) })
    }
  }

  @Test func everyFootnoteIsDefinedOnceAndReferredTo() throws {
    for style in DraftStyle.all(folder: "/nonexistent").map(\.name) {
      let text = try draft(style: style)
      let defined = text.split(separator: "\n").filter { $0.hasPrefix("[^e") }
      #expect(!defined.isEmpty)
      for definition in defined {
        let mark = definition.prefix { $0 != ":" }
        #expect(text.components(separatedBy: "\(mark):").count == 2)
        #expect(text.components(separatedBy: mark).count > 2)
      }
      let marks = Set(defined.map { $0.prefix { $0 != ":" } })
      #expect(Set(text.matches(of: /\[\^e[0-9a-f]+\]/).map(\.output)) == marks)
    }
    #expect(try draft().contains("]: In journal, position 1260, line 7, SHA-256 0f0f"))
  }

  @Test func evidenceGoesIntoAnAppendixOrIsLeftOut() throws {
    let appendix = try draft(options: DraftOptions(evidence: .appendix))
    let labels = appendix.matches(of: /\n#### (e[0-9a-f]{7})\n/).map(\.output.1)
    #expect(!labels.isEmpty && !appendix.contains("[^e"))
    for label in labels { #expect(appendix.contains("[[\(label)]](#\(label))")) }
    let bare = try draft(options: DraftOptions(evidence: .none))
    #expect(!bare.contains("SHA-256") && !bare.contains("[^e") && !bare.contains("[[e"))
  }

  @Test func aFootnoteKeepsItsLabelWhenOthersComeBeforeIt() throws {
    func labels(_ text: String) -> [Substring] {
      text.split(separator: "\n").filter { $0.hasPrefix("[^e") }.map { $0.prefix { $0 != ":" } }
    }
    var incident = SampleIncidents.shop
    incident.causes.insert(incident.causes[0], at: 0)
    incident.causes[0].evidence = [SampleIncidents.evidence("an earlier line", line: 2)]
    let (before, after) = (labels(try draft()), labels(try draft(incident)))
    #expect(after.count == before.count + 1)
    #expect(Set(before).isSubset(of: Set(after)))
  }

  @Test func theLastLineSaysWhatTheDraftWasMadeOf() throws {
    let options = DraftOptions(zone: try #require(TimeZone(identifier: "Europe/Berlin")), evidence: .appendix)
    let text = try draft(options: options)
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
    #expect(text.contains("The logs show no candidate for the cause"))
    #expect(text.contains("**TODO(service owner):** what share of the users was affected?"))
    #expect(text.contains("not over when the logs ended; **TODO(responders):**"))
  }

  /// The logs of an incident that a person opened again may reach beyond what is known of it.
  @Test(arguments: RenderedDraftTests.styles)
  func whatAPersonOpenedAgainDidNotLastUntilTheLogsEnded(style: String) throws {
    var incident = SampleIncidents.shop
    incident.endedAt = nil
    incident.status = .open
    incident.phases[incident.phases.count - 1].endedAt = nil
    func isSaidToReachTheEnd() throws -> Bool {
      let text = try draft(incident, style: style)
      return text.contains("the end of the logs") || text.contains("when the logs ended")
    }
    #expect(try isSaidToReachTheEnd())
    for field: IncidentField in [.endedAt, .status] { incident.setBy[field] = "anna" }
    #expect(try !isSaidToReachTheEnd())
  }

  @Test func picturesAndPastIncidentsHaveTheirPlaces() throws {
    let options = DraftOptions(
      charts: [DraftChart(title: "5xx", alternative: "Share of 5xx", file: "20240605-1400/5xx.svg")],
      similar: [
        PastIncident(
          id: "20240501-1000", title: "nginx slow", severity: .major, startedAt: SampleIncidents.at(-3_000_000),
          endedAt: nil, similarity: 0.8, shared: ["slow-query"])
      ])
    for style in DraftStyle.all(folder: "/nonexistent").map(\.name) {
      let text = try draft(style: style, options: options)
      #expect(text.contains("![Share of 5xx](20240605-1400/5xx.svg)"), "\(style)")
      #expect(text.contains("20240501-1000") && text.contains("slow-query"), "\(style)")
    }
  }

  @Test func isTheSameEveryTime() throws {
    for style in DraftStyle.all(folder: "/nonexistent").map(\.name) {
      #expect(try draft(style: style) == draft(style: style))
    }
  }
}
