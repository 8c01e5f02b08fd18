import SampleIncidents
import Testing

@testable import Incidents

@Suite struct ImpactWordsTests {
  private var incident = SampleIncidents.shop

  @Test func tellWhatFailedWasSlowAndWhomItHurt() {
    #expect(
      incident.impactInWords
        == "1,234 of 20,000 requests failed (6.17 %), 812 more were slow; 301 of 1,200 clients affected (25.08 %)")
  }

  @Test mutating func tellFirstWhatDidNotCome() {
    incident.impact.lostRequests = 40
    incident.impact.slow = 1
    #expect(
      incident.requestsInWords
        == "40 of about 20,040 usual requests did not come; of those that came, 1,234 of 20,000 failed (6.17 %), 1 more was slow"
    )
    incident.impact.requests = 0
    #expect(incident.impactInWords == "40 of about 40 usual requests did not come")
  }

  @Test mutating func clientsThatCameDoNotStandForThoseThatCouldNot() {
    incident.impact.lostRequests = 20_001
    #expect(!incident.impactInWords.contains("clients"))
  }

  @Test mutating func whatLogsDoNotTellIsLeftOut() {
    incident.impact.slow = 0
    incident.caveats = [IncidentCaveats.noRequestTime]
    #expect(incident.requestsInWords == "1,234 of 20,000 requests failed (6.17 %)")
    incident.impact.requests = 0
    incident.impact.clients = 0
    #expect(incident.impactInWords == "no requests were counted")
  }
}
