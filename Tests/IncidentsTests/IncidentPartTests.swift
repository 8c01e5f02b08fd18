import Records
import SampleIncidents
import Testing

@testable import Incidents

/// What each part of a split incident says of causes, rows and findings.
@Suite struct IncidentPartTests {
  private let time = Story.at(1800)

  private func parts(_ story: Story) -> (before: Incident, after: Incident) {
    story.assembled().parts(at: time, into: "20240605-1430")
  }

  /// Two phases with a pause between, in which the incident is split.
  private var relapsing: Story {
    var story = Story()
    story.facts.phases = [
      Phase(startedAt: Story.onset, endedAt: Story.at(1500)), Phase(startedAt: Story.at(2100), endedAt: Story.at(3600)),
    ]
    return story
  }

  @Test func whatWasDoneInTheFirstPartIsACandidateOfTheSecond() throws {
    var story = relapsing
    story.deploy("shop-web.service", "shop-web", "5.0.0", at: -300)
    story.restart("nginx.service", at: 1900)
    let (before, after) = parts(story)
    #expect(before.causes.map(\.kind) == [.deploy] && before.causes[0].leadSeconds == 300)
    let restart = try #require(after.causes.first)
    #expect(restart.kind == .restart && restart.subject == "nginx.service" && restart.leadSeconds == 200)
    #expect(restart.summary.hasSuffix("3 min before the onset."))
    let deploy = try #require(after.causes.last)
    #expect(deploy.kind == .deploy && deploy.leadSeconds == 2400 && deploy.score < before.causes[0].score)
    #expect(deploy.summary.contains("40 min before the onset") && !deploy.summary.contains("5 min"))
    #expect(after.causes.map(\.rank) == [1, 2])
    #expect(after.timeline.contains { $0.kind == .restart })
  }

  @Test func whatWasDoneShortlyBeforeTheSecondOnsetStandsInItsTimeline() {
    var story = relapsing
    story.restart("nginx.service", at: 1400)
    let (before, after) = parts(story)
    #expect(before.timeline.contains { $0.kind == .restart } && after.timeline.contains { $0.kind == .restart })
    #expect(after.causes.map(\.leadSeconds) == [700])
  }

  @Test func whatWasCountedOverBothIsToldWithoutItsCount() throws {
    var story = Story()
    story.message("remaining connection slots are reserved for superusers", "postgres", count: 900)
    story.slowQuery("select ? from product", count: 40, seconds: 320)
    let whole = story.assembled()
    #expect(whole.causes.contains { $0.summary.contains("900 times") })
    let (before, after) = parts(story)
    for part in [before, after] {
      let told = part.timeline.filter { $0.kind == .error || $0.kind == .slowQuery }
      #expect(
        told.count == 2
          && told.allSatisfy {
            $0.count == 1 && $0.summary.hasSuffix("` began to be slow, before the split and after it")
              || $0.summary.hasSuffix("superusers`, before the split and after it")
          })
      #expect(Set(part.causes.map(\.kind)) == Set(whole.causes.map(\.kind)))
      #expect(part.causes.allSatisfy { !$0.summary.contains("900") && !$0.summary.contains("40 times") })
      #expect(part.causes.allSatisfy { $0.summary.contains("is left out") })
    }
    #expect(after.causes.allSatisfy { $0.leadSeconds > 1700 })
  }

  @Test func whatCameInOnePartAloneKeepsItsCount() throws {
    var story = Story()
    story.message("remaining connection slots are reserved for superusers", "postgres", count: 900, first: 2000)
    let (before, after) = parts(story)
    #expect(before.causes.isEmpty && !before.timeline.contains { $0.kind == .error })
    let cause = try #require(after.causes.first)
    #expect(cause.summary.contains("900 times") && cause.summary.contains("3 min after the onset"))
    #expect(after.timeline.first { $0.kind == .error }?.count == 900)
  }

  @Test func whatFiguresOfTheWholeRuledOutIsLeftOut() {
    var story = Story()
    story.noise()
    story.message("something odd", "app", count: 9)
    let whole = story.assembled()
    let hypotheses = Set(whole.ruledOut.map(\.hypothesis))
    #expect(hypotheses.isSuperset(of: ["traffic surge", "one client", "one route", "name resolution"]))
    let (before, after) = parts(story)
    let kept: Set = ["host resources", "name resolution", "certificates"]
    #expect(Set(before.ruledOut.map(\.hypothesis)) == kept.union(["a change shortly before"]))
    #expect(Set(after.ruledOut.map(\.hypothesis)) == kept)
    #expect(after.ruledOut.allSatisfy { $0.finding.hasPrefix("Of the whole incident, before it was split: ") })
  }

  @Test func anImpactWhoseStepsAreNotKnownIsLeftOut() {
    let (before, after) = parts(Story())
    for part in [before, after] {
      #expect(part.impact.requests == 0 && part.impact.failed == 0 && part.impact.clients == nil)
      #expect(part.caveats.contains(IncidentCaveats.severityOfTheWhole))
      #expect(part.impact.method.contains("replay the logs"))
      #expect(part.title == "nginx: 5xx and slow responses on 2 routes")
    }
  }

  @Test func aTitleThatAPersonSetStaysWithTheFirstPartAndASeverityWithBoth() {
    var whole = Story().assembled()
    (whole.title, whole.severity, whole.setBy) = ("Shop down", .critical, [.title: "ann", .severity: "ann"])
    let (before, after) = whole.parts(at: time, into: "x")
    #expect([before, after].allSatisfy { $0.severity == .critical })
    #expect(before.title == "Shop down" && after.title == after.generatedTitle && after.setBy[.title] == nil)
  }

  @Test func aSplitWithinAPhaseEndsNothing() {
    let (before, after) = parts(Story())
    #expect(before.endedAt == time && !before.timeline.contains { $0.kind == .end })
    #expect(after.startedAt == time && !after.timeline.contains { $0.kind == .onset || $0.kind == .detected })
    #expect(after.timeline.last?.summary == "All signals were back at their baselines for good, 30 min after the onset")
  }

  // MARK: Peaks

  /// Half of the requests fail from the split on, one of a hundred before; the worst minute begins ten seconds before it.
  private func peaking(step: Int, split: Double) -> (before: Incident, after: Incident) {
    var whole = SampleIncidents.shop
    let time = whole.startedAt.advanced(bySeconds: split)
    whole.signals[1].peakAt = time.advanced(bySeconds: -10)
    whole.timeline.append(
      TimelineEntry(
        id: "peak", at: time.advanced(bySeconds: -10), kind: .peak, origin: .measured, service: "nginx",
        summary: "5xx share of nginx reached 35.2 %"))
    let count = 2400 / step
    whole.series = [SampleIncidents.minutes]
    whole.series[0].from = Timestamp(seconds: whole.startedAt.second / 60 * 60)
    whole.series[0].stepSeconds = step
    whole.series[0].requests = Array(repeating: 100, count: count)
    whole.series[0].failed = (0..<count).map { Double($0 * step) < split ? 1 : 50 }
    let none = [Double?](repeating: nil, count: count)
    (whole.series[0].p50, whole.series[0].p95, whole.series[0].p99) = (none, none, none)
    return whole.parts(at: time, into: "x")
  }

  @Test func aPeakWhoseMinuteLiesInTheOtherPartIsNotKept() throws {
    let (before, after) = peaking(step: 60, split: 600)
    let (own, other) = (before.signals[1], after.signals.first { $0.kind == .serverErrors })
    #expect(own.peak == 0.01 && own.peakAt.map { $0 < Story.at(540) } == true)
    #expect(other?.peak == 0.5)
    #expect(![before, after].contains { $0.timeline.contains { $0.kind == .peak } })
  }

  @Test func aPeakThatEndsWithItsSignalIsKept() throws {
    var whole = SampleIncidents.shop
    let peakAt = SampleIncidents.at(1000)
    (whole.signals[1].peakAt, whole.signals[1].endedAt) = (peakAt, SampleIncidents.at(1020))
    whole.timeline.append(
      TimelineEntry(id: "peak", at: peakAt, kind: .peak, origin: .measured, service: "nginx", summary: "reached"))
    let (before, _) = whole.parts(at: SampleIncidents.at(1030), into: "x")
    #expect(before.signals[1].peak == 0.352 && before.timeline.contains { $0.kind == .peak })
  }

  @Test func theWorstMinuteOfAPartIsAWholeOne() throws {
    // Until the minute's end only ten seconds are left, and every request of these fails.
    var signal = SampleIncidents.shop.signals[1]
    var series = SampleIncidents.minutes
    (signal.startedAt, signal.peakAt) = (Timestamp(seconds: 1_717_596_000), Timestamp(seconds: 1_717_596_000))
    (signal.endedAt, series.from, series.stepSeconds) = (Timestamp(seconds: 1_717_597_000), signal.startedAt, 10)
    series.requests = Array(repeating: 10, count: 100)
    series.failed = (0..<100).map { $0 == 11 ? 10 : $0 < 40 ? 2 : 1 }
    let time = signal.startedAt.advanced(bySeconds: 110)
    let later = try #require(signal.part(from: time, until: nil, series: [series]))
    #expect(later.peak == 0.3333 && later.peakAt == time)
    let short = time.advanced(bySeconds: 20)
    #expect(signal.part(from: time, until: short, series: [series])?.peak == nil)
  }

  @Test func theSecondPartOfAnOpenIncidentGoesOn() {
    var story = Story()
    (story.facts.endedAt, story.facts.phases[0].endedAt, story.facts.observedUntil) = (nil, nil, Story.at(3600))
    story.facts.impact.steps = ImpactSteps(
      from: Story.onset, ends: (1...60).map { $0 * 60 }, requests: Array(repeating: 100, count: 60),
      failed: (0..<60).map { $0 < 30 ? 0 : 50 }, slow: Array(repeating: 0, count: 60))
    let (before, after) = parts(story)
    #expect(before.status == .resolved && before.endedAt == time && after.status == .open && after.endedAt == nil)
    #expect(before.impact.requests == 3000 && before.impact.failed == 0)
    #expect(after.impact.requests == 3000 && after.impact.failed == 1500 && after.impact.failedPercent == 50)
    #expect(after.caveats.contains { $0.hasPrefix("It was not over") })
    #expect(!before.caveats.contains { $0.hasPrefix("It was not over") })
  }

  @Test func aSeverityThatIsNotTheWorstOneSaysWhoseItIs() {
    var shop = SampleIncidents.shop
    shop.severity = .critical
    #expect(shop.severityCourse == "critical for 12 min, major for 5 min, minor for 6 min 37 s")
    (shop.severity, shop.setBy) = (.minor, [.severity: "ann"])
    #expect(shop.severityCourse?.hasSuffix("6 min 37 s; minor as a whole, as ann set it") == true)
    shop.setBy = [:]
    #expect(
      shop.severityCourse?.hasSuffix("; minor as a whole, by the shares of all requests and how long it lasted") == true
    )
  }

  @Test func whatCameAfterTheEndIsNoCandidate() {
    var story = Story(length: 100)
    story.message("remaining connection slots are reserved for superusers", "postgres", count: 900, first: 110)
    #expect(story.assembled().causes.isEmpty)
  }

  @Test func whatOnlyOneOfTwoRuledOutIsNotRuledOutOfBoth() {
    func ruled(_ hypothesis: String, _ finding: String) -> RuledOut {
      RuledOut(hypothesis: hypothesis, finding: finding)
    }
    let common = [ruled("one client", "A."), ruled("one route", "B."), ruled("certificates", "C.")]
      .common(with: [ruled("one client", "D."), ruled("certificates", "C.")], "i", "j")
    #expect(common == [ruled("one client", "In i: A. In j: D."), ruled("certificates", "C.")])
  }
}
