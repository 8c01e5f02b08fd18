import Incidents
import Records
import Testing

@Suite struct IncidentWordsTests {
  @Test func titleSaysWhatHappenedToWhichService() {
    #expect(Story().assembled().title == "nginx: 5xx and slow responses on 2 routes, 24 % of clients affected")
  }

  @Test func titleOfATotalOutageSaysHowManyCouldNotCome() {
    var story = Story()
    story.facts.signals = []
    (story.facts.impact.requests, story.facts.impact.lostRequests) = (10, 2990)
    story.signal(.silence, nil, service: "nginx", unit: "per_minute", baseline: 600, peak: 0)
    #expect(story.assembled().title == "nginx: no requests, 2,990 did not come")
    story.facts.signals = []
    story.signal(.silence, nil, service: "nginx", unit: "per_minute", baseline: 600, peak: 2)
    #expect(story.assembled().title == "nginx: hardly any requests, 2,990 did not come")
  }

  @Test func titleOfErrorsThatNoRequestShows() {
    var story = Story()
    story.facts.signals = []
    story.facts.impact.affectedClients = 0
    story.facts.impact.failed = 0
    story.signal(.errorBurst, "deadlock detected", service: "postgres", unit: "per_minute", baseline: 0, peak: 40)
    #expect(story.assembled().title == "postgres: burst of the message `deadlock detected`")
  }

  @Test(arguments: [
    (3600.0, 24.0, 8.0, IncidentSeverity.major), (3600, 25, 8, .critical), (3600, 3, 20, .critical),
    (105, 99, 16, .critical), (60, 50, 0, .critical), (59, 99, 80, .major), (29, 99, 80, .minor), (299, 49, 20, .major),
    (100, 19, 80, .minor), (600, 1, 1, .minor), (1800, 1, 0.1, .major),
  ])
  func severityFollowsShareAndLength(length: Double, affected: Double, failed: Double, expected: IncidentSeverity) {
    var story = Story(length: length)
    story.facts.impact.affectedClientsPercent = affected
    story.facts.impact.failedPercent = failed
    (story.facts.impact.failed, story.facts.impact.slow) = (0, 0)
    #expect(story.assembled().severity == expected)
  }

  @Test(arguments: [(60.0, 33, IncidentSeverity.critical), (59, 33, .major), (30, 10, .major), (60, 9, .minor)])
  func requestsStandForClientsThatAreNotKnown(length: Double, badPercent: Int, expected: IncidentSeverity) {
    var story = Story(length: length)
    story.facts.impact.clients = 0
    story.facts.impact.failedPercent = 0
    story.facts.impact.failed = 0
    story.facts.impact.slow = story.facts.impact.requests * badPercent / 100
    #expect(story.assembled().severity == expected)
  }

  @Test func idIsTheMinuteOfTheOnsetAndTheNextOneIsNumbered() {
    let incident = Story().assembled()
    #expect(incident.id == "20240605-1400")
    #expect(
      IncidentID.disambiguate([incident, incident, incident]).map(\.id) == [
        "20240605-1400", "20240605-1400-2", "20240605-1400-3",
      ])
  }

  @Test func caveatsSayWhatIsNotKnown() {
    var story = Story()
    #expect(story.assembled().caveats.isEmpty)
    story.facts.runUpSeconds = 40
    story.facts.endedAt = nil
    story.facts.impact.clients = 0
    story.facts.latencyKnown = false
    let incident = story.assembled()
    #expect(incident.status == .open)
    #expect(incident.caveats.count == 4)
    #expect(incident.caveats[0].hasPrefix("Only 40 s before the onset were seen"))
  }
}
