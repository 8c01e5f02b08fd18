import Foundation
import Incidents
import Records
import SampleIncidents
import Testing

/// What is worked out of an incident: how long it was how bad, what preceded its recoveries, what it resembles.
@Suite struct MeasuredFieldsTests {
  private let shop = SampleIncidents.shop

  private func step(_ from: Double, _ until: Double, requests: Int, failed: Int, gone: Bool = false) -> StepFacts {
    StepFacts(
      startedAt: Story.at(from), endedAt: Story.at(until), phaseSeconds: until, requests: requests, failed: failed,
      slow: 0, isGone: gone)
  }

  private func spans(_ steps: [StepFacts]) -> [String] {
    var story = Story()
    story.facts.steps = steps
    return story.assembled().severitySpans.map {
      "\($0.severity.rawValue) \(Int($0.startedAt.seconds(since: Story.onset)))-\(Int($0.endedAt.seconds(since: Story.onset)))"
    }
  }

  @Test func stepsThatAreEquallyBadAreOneStretch() {
    let steps = [
      step(0, 60, requests: 100, failed: 1), step(60, 120, requests: 100, failed: 40),
      step(120, 180, requests: 100, failed: 50), step(180, 240, requests: 100, failed: 0),
    ]
    #expect(spans(steps) == ["minor 0-60", "critical 60-180", "minor 180-240"])
  }

  @Test func aStepIsJudgedByHowLongItsPhaseHadLasted() {
    let steps = [step(0, 60, requests: 100, failed: 3), step(60, 120, requests: 100, failed: 3)]
    #expect(spans(steps) == ["minor 0-60", "major 60-120"])
  }

  @Test func aServiceThatGetsNoRequestsIsInTrouble() {
    #expect(spans([step(0, 60, requests: 0, failed: 0, gone: true)]) == ["major 0-60"])
    #expect(spans([step(300, 360, requests: 0, failed: 0, gone: true)]) == ["critical 300-360"])
  }

  @Test func secondsOfEachSeverityAddUpToThePhases() {
    #expect(shop.severitySeconds == SeveritySeconds(critical: 720, major: 300, minor: 397))
  }

  @Test func theLastChangeBeforeAPhaseEndedIsNamed() {
    #expect(
      shop.recoveries == [
        Recovery(
          at: SampleIncidents.at(1020), entry: "e7", kind: .restart, summary: "shop restarted by anna (sudo)",
          gapSeconds: 120),
        Recovery(
          at: SampleIncidents.at(1897), entry: "e10", kind: .mitigation, summary: "index on product(name) created",
          gapSeconds: 47),
      ])
  }

  @Test func aCommandIsNamedOnlyWhereNothingElseWasChanged() {
    var incident = shop
    incident.timeline = [
      TimelineEntry(id: "c", at: SampleIncidents.at(1000), kind: .command, origin: .observed, summary: "make undo")
    ]
    #expect(incident.recoveries.map(\.entry) == ["c"])
    incident.timeline[0].at = SampleIncidents.at(400)
    #expect(incident.recoveries.isEmpty)
  }

  @Test func whatIsDerivedIsInTheJSON() throws {
    let encoder = JSONEncoder()
    let json = try #require(
      try JSONSerialization.jsonObject(with: encoder.encode(SampleIncidents.chartedByMinute)) as? [String: Any])
    #expect((json["severity_seconds"] as? [String: Double])?["critical"] == 720)
    #expect((json["recoveries"] as? [[String: Any]])?.first?["gap_seconds"] as? Double == 120)
    #expect((json["series"] as? [[String: Any]])?.first?["p95_ms"] as? [Any] != nil)
    #expect((json["impact"] as? [String: Any])?["lost_requests"] as? Int == 0)
  }

  @Test func jsonOfAnEarlierVersionIsRead() throws {
    var json = try #require(
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(SampleIncidents.chartedByMinute)) as? [String: Any])
    for key in ["series", "severity_spans", "severity_seconds", "recoveries"] { json[key] = nil }
    var impact = json["impact"] as? [String: Any]
    impact?["lost_requests"] = nil
    json["impact"] = impact
    let read = try JSONDecoder().decode(Incident.self, from: JSONSerialization.data(withJSONObject: json))
    #expect(read.series.isEmpty && read.severitySpans.isEmpty && read.impact.lostRequests == 0)
    #expect(read.timeline.count == shop.timeline.count)
  }

  // MARK: Resemblance

  private func past(_ days: Double, _ change: (inout Incident) -> Void = { _ in }) -> Incident {
    var incident = shop
    incident.id = "past\(Int(days))"
    incident.startedAt = shop.startedAt.advanced(bySeconds: -86_400 * days)
    change(&incident)
    return incident
  }

  @Test func thoseBeforeThatAreAlikeEnoughAreNamedTheNewestFirst() {
    let others = [
      past(3), past(1),
      past(2) { incident in for i in incident.signals.indices { incident.signals[i].service = "mail" } },
      past(-1), shop,
    ]
    let found = PastIncident.resembling(shop, among: others)
    #expect(found.map(\.id) == ["past1", "past3"])
    #expect(found.allSatisfy { $0.similarity == 1 })
    #expect(found[0].shared.contains("latency of nginx") && found[0].shared.contains("first cause deploy shop 1.4.2"))
  }

  @Test func theSameTroubleOfAnotherCauseIsAlikeAndOtherTroubleIsNot() {
    let otherCause = past(1) { $0.causes.removeFirst() }
    let found = PastIncident.resembling(shop, among: [otherCause])
    #expect(found.count == 1 && found[0].similarity < 0.8)
    let otherTrouble = past(2) { $0.signals = [$0.signals[1]] }
    let alike = PastIncident.resembling(shop, among: [otherTrouble])
    #expect(alike.isEmpty || alike[0].similarity < 0.5)
    #expect(PastIncident.resembling(shop, among: (1...9).map { past(Double($0)) }).count == 5)
  }

  // MARK: Steps

  @Test func stepsWithAPauseBetweenAreJoinedAndCutAgain() throws {
    let first = ImpactSteps(
      from: Timestamp(seconds: 600), ends: [60, 90], requests: [10, 5], failed: [1, 2], slow: [0, 1], lost: [3, 4])
    let second = ImpactSteps(from: Timestamp(seconds: 900), ends: [60], requests: [8], failed: [4], slow: [2])
    let whole = first.joined(with: second, .larger)
    #expect(whole.ends == [60, 90, 300, 360] && whole.requests == [10, 5, 0, 8] && whole.lost == [3, 4, 0, 0])
    #expect(whole.failed == [1, 2, 0, 4] && whole.slow == [0, 1, 0, 2])
    #expect(whole.part(from: first.from, until: first.until) == first)
    #expect(whole.part(from: second.from, until: second.until)?.failed == [4])
    #expect(second.joined(with: first, .added) == whole)
    // Of the same time: other requests, or perhaps the same. No stretch is cut where only the other one ends.
    let near = ImpactSteps(
      from: Timestamp(seconds: 660), ends: [20, 60], requests: [8, 1], failed: [4, 1], slow: [2, 0])
    #expect(
      first.joined(with: near, .added)
        == ImpactSteps(
          from: first.from, ends: [60, 120], requests: [10, 14], failed: [1, 7], slow: [0, 3], lost: [3, 4]))
    #expect(near.joined(with: first, .larger).requests == [10, 9])
  }

  // MARK: Series

  @Test func aSeriesIsCutAndJoinedAgain() throws {
    let series = SampleIncidents.minutes
    let time = series.from.advanced(bySeconds: 600)
    let (before, after) = (try #require(series.cut(until: time)), try #require(series.cut(from: time)))
    #expect(before.requests.count == 10 && after.requests.count == 28 && after.from == time)
    #expect([before].joined(with: [after]) == [series])
    #expect([after].joined(with: [before]) == [series])
    #expect(series.cut(from: series.from.advanced(bySeconds: 9000)) == nil)
    #expect(series.cut(until: series.from) == nil)
  }

  @Test func aSeriesJoinsOneOfLongerSteps() throws {
    let series = SampleIncidents.minutes
    var long = series
    long.from = series.from.advanced(bySeconds: 38 * 60 - 180)
    (long.stepSeconds, long.requests, long.failed) = (300, [3000, 3000], [0, 7])
    (long.p50, long.p95, long.p99) = ([21, nil], [22, nil], [23, nil])
    let joined = [series].joined(with: [long])
    let whole = try #require(joined.first)
    #expect(joined.count == 1 && whole.stepSeconds == 300)
    #expect(whole.requests.first == series.requests[0..<5].reduce(0, +))
    #expect(whole.requests.count == whole.p99.count)
    #expect(whole.usualRequestsPerStep == 3012.5)
  }

  @Test func seriesThatDoNotMeetStayApart() {
    var later = SampleIncidents.minutes
    later.from = later.from.advanced(bySeconds: 86_400)
    #expect([SampleIncidents.minutes].joined(with: [later]).count == 2)
    var other = SampleIncidents.minutes
    other.service = "mail"
    #expect([SampleIncidents.minutes].joined(with: [other]).count == 2)
  }

  @Test func severityIsCutAndTheWorseOfTwoCounts() {
    let spans = shop.severitySpans
    let (before, after) = spans.split(at: SampleIncidents.at(600))
    #expect(before.map(\.severity) == [.major, .critical] && after.map(\.severity) == [.critical, .minor])
    #expect(before.joined(with: after) == spans)
    let worst = SeveritySpan(
      severity: .critical, startedAt: SampleIncidents.onset, endedAt: SampleIncidents.at(1020))
    #expect(spans.joined(with: [worst]) == [worst, spans[2]])
  }
}
