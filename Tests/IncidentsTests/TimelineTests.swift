import Incidents
import Records
import Testing

@Suite struct TimelineTests {
  private func entry(_ incident: Incident, _ kind: EntryKind) -> TimelineEntry? {
    incident.timeline.first { $0.kind == kind }
  }

  @Test func tellsTheIncidentInOrder() {
    var story = Story()
    story.facts.phases = [
      Phase(startedAt: Story.onset, endedAt: Story.at(1200)),
      Phase(startedAt: Story.at(1700), endedAt: Story.at(3600)),
    ]
    story.timeouts()
    story.event(.note, "ops", "dead end: network looks normal", at: 900)
    let incident = story.assembled { $0.hasPrefix("dead end") ? .deadEnd : .note }
    let told = incident.timeline.map(\.kind).filter { $0 != .error }
    #expect(told == [.onset, .detected, .peak, .peak, .deadEnd, .recovery, .relapse, .end])
    #expect(entry(incident, .relapse)?.summary == "It began again after 8 min")
    #expect(entry(incident, .deadEnd)?.origin == .noted)
    #expect(incident.timeline.map(\.at) == incident.timeline.map(\.at).sorted())
  }

  @Test func peakNamesTheWorstRouteInFigures() {
    let peak = entry(Story().assembled(), .peak)
    #expect(peak?.summary == "5xx share of nginx /product/{id} reached 34 % (usual 0.1 %)")
    #expect(peak?.evidence.isEmpty == false)
  }

  @Test func burstsOfManyMessagesAreOneEntryThatNamesTheWorst() {
    var story = Story()
    for i in 0..<5 {
      story.signal(
        .errorBurst, "job <*> failed: \(i)", service: "app", unit: "per_minute", baseline: 0, peak: 10 + Double(i),
        at: 300)
    }
    let later = story.assembled().timeline.filter { $0.kind == .onset }.dropFirst()
    #expect(
      later.map(\.summary) == [
        "Also rate of the message `job <*> failed: 4` of app and of 4 more rose (usual 0 a minute)"
      ])
  }

  @Test func restartAndDeployAreOneEntryEachAtTheirStart() {
    var story = Story()
    story.restart("nginx.service", at: 600)
    story.deploy("shop-web.service", "shop-web", "5.0.0", at: -180)
    let incident = story.assembled()
    let changes = incident.timeline.filter { $0.origin == .observed && $0.kind != .command }
    #expect(changes.map(\.kind) == [.deploy, .restart])
    #expect(changes.map(\.at) == [Story.at(-180), Story.at(600)])
    #expect(changes[0].summary.contains("shop-web.service") && changes[0].summary.contains("5.0.0"))
    #expect(changes[1].summary.contains("nginx.service"))
  }

  @Test(arguments: [
    (
      "Suppressed 1234 messages from shop.service", "shop.service",
      "At least 1,234 messages of shop.service were left out of the journal by its rate limit"
    ),
    ("Missed 3 kernel messages", "", "At least 3 messages were lost on the way to the journal"),
  ])
  func case39SuppressedMessagesAreCountedAsALowerBound(detail: String, unit: String, summary: String) {
    var story = Story()
    story.event(.suppressed, unit, detail, at: 300)
    #expect(entry(story.assembled(), .suppressed)?.summary == summary)
  }

  @Test func killStandsAtItsTimeAndNamesUnitAndProcess() {
    var story = Story()
    story.oomKill("shop-worker.service", at: 100)
    story.oomKill("shop-worker.service", at: 400)
    let kills = story.assembled().timeline.filter { $0.origin == .observed }
    #expect(kills.map(\.kind) == [.oom, .oom])
    #expect(kills.map(\.at) == [Story.at(100), Story.at(400)])
    #expect(kills.allSatisfy { $0.summary.contains("shop-worker.service") && $0.summary.contains("gunicorn") })
    #expect(kills.allSatisfy { $0.summary.hasSuffix("started again 2 s later") })
  }

  @Test func commandsAndNotesAreKeptWhole() {
    let command = "/usr/sbin/nft add rule inet filter input " + String(repeating: "x", count: 3000) + " ip saddr drop"
    var story = Story()
    story.event(.command, "ops", command, at: 200)
    story.event(.note, "ops", "escalated to the database team", at: 300)
    let incident = story.assembled()
    #expect(entry(incident, .command)?.summary.contains(command) == true)
    #expect(entry(incident, .note)?.summary == "escalated to the database team")
  }

  @Test func timersAreNotToldAndNothingFarAway() {
    var story = Story()
    story.noise()
    story.restart("nginx.service", at: -901)
    story.restart("nginx.service", at: 3661)
    story.restart("nginx.service", at: 3655)
    let observed = story.assembled().timeline.filter { $0.origin == .observed }
    #expect(observed.map(\.at) == [Story.at(3655)])
  }

  @Test func whatTheJournalCalledRoutineIsNotTold() {
    var story = Story()
    story.event(.unitStarted, "report.service", at: -30, routine: true)
    story.event(.unitStopped, "report.service", at: -20)
    let incident = story.assembled()
    #expect(incident.timeline.filter { $0.origin == .observed }.map(\.kind) == [.stop])
  }

  @Test func rebootIsOneEntryWhateverUnitsItStarts() {
    var story = Story()
    story.event(.shutdown, "shop-1", at: 300)
    for i in 0..<30 {
      story.event(.unitStopped, "unit-\(i).service", at: 301)
      story.event(.unitStarted, "unit-\(i).service", at: 370)
    }
    story.event(.reboot, "shop-1", at: 360)
    let observed = story.assembled().timeline.filter { $0.origin == .observed }
    #expect(observed.map(\.summary) == ["The host shut down and booted again 60 s later"])
  }

  @Test func daemonThatEndsWithAnErrorWhenStoppedIsStillRestarted() {
    var story = Story()
    story.event(.unitFailed, "tomcat9.service", at: 100)
    story.event(.unitStopped, "tomcat9.service", at: 100.2)
    story.event(.unitStarted, "tomcat9.service", at: 101)
    story.event(.unitFailed, "shop-web.service", at: 200)
    story.event(.unitRestarted, "shop-web.service", at: 200.1)
    story.event(.unitStopped, "shop-web.service", at: 200.2)
    story.event(.unitStarted, "shop-web.service", at: 201)
    let observed = story.assembled().timeline.filter { $0.origin == .observed }
    #expect(observed.map(\.kind) == [.restart, .failure])
    #expect(observed.map(\.at) == [Story.at(101), Story.at(200)])
  }

  @Test func packageCommandItsLinesAndTheRestartAreCommandAndDeploy() throws {
    var story = Story()
    story.event(.packageChange, "shop-web", "/usr/bin/apt-get install shop-web", at: -20)
    story.event(.packageChange, "shop-web", "upgrade shop-web:amd64 4.9.7 5.0.0", at: -18)
    story.event(.packageChange, "libfoo", "install libfoo:amd64 <none> 1.0", at: -17)
    story.restart("shop-web.service", at: -10)
    let incident = story.assembled()
    let observed = incident.timeline.filter { $0.origin == .observed }
    #expect(observed.map(\.kind) == [.packageChange, .deploy])
    #expect(observed[0].summary.contains("/usr/bin/apt-get install shop-web"))
    #expect(observed[1].summary == "shop-web.service was deployed with package shop-web 5.0.0")
    #expect(incident.causes.map(\.kind) == [.deploy])
  }

  @Test func firstErrorsAndSlowStatementsCarryTheirCounts() {
    var story = Story()
    story.timeouts()
    story.slowQuery("select ?", count: 300, seconds: 2400)
    let incident = story.assembled()
    #expect(incident.timeline.filter { $0.kind == .error }.map(\.count).contains(3000))
    let slow = entry(incident, .slowQuery)
    #expect(slow?.count == 300)
    #expect(slow?.until == Story.at(3500))
  }

  @Test func sameFactsInAnyOrderGiveTheSameIncident() {
    var story = Story()
    story.noise()
    story.timeouts()
    story.oomKill("shop-worker.service", at: 100)
    story.deploy("shop-web.service", "shop-web", "5.0.0", at: -180)
    var other = story
    other.facts.events.reverse()
    other.facts.signals.reverse()
    #expect(story.assembled() == other.assembled())
  }

  @Test func idsAreUniqueAndStayWhenTheIncidentGrows() {
    var story = Story()
    story.timeouts()
    story.deploy("shop-web.service", "shop-web", "5.0.0", at: -180)
    let before = story.assembled().timeline.filter { $0.kind != .end }.map(\.id)
    story.facts.endedAt = nil
    story.restart("nginx.service", at: 3000)
    let after = story.assembled().timeline.map(\.id)
    #expect(Set(after).count == after.count)
    #expect(Set(before).isSubset(of: Set(after)))
  }

  @Test func everyTextFromALogIsRedactedAndItsHashIsNot() {
    var story = Story()
    story.event(.command, "ops", "mysql -psecret", at: 10)
    story.event(.command, "ops", "mysql -psecret", at: -60)
    story.message("login of secret failed", "app", count: 50)
    let incident = IncidentAssembler.assemble(story.facts, redact: { _ in "***" })
    #expect(incident.timeline.allSatisfy { $0.summary == "***" && $0.evidence.allSatisfy { $0.text == "***" } })
    #expect(incident.causes.allSatisfy { $0.summary == "***" && $0.evidence.allSatisfy { $0.text == "***" } })
    #expect(Set(incident.timeline.flatMap(\.evidence).map(\.sha256)).count == 3)
  }
}
