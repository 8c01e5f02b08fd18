import Incidents
import SampleIncidents
import Testing

@testable import hindcast

/// A replay of fewer logs than before.
@Suite struct FewerLogsTests {
  private let sources: Set = ["/logs/access.log", "/logs/error.log", "journal"]

  private func incident(of sources: some Sequence<String>) -> Incident {
    var incident = SampleIncidents.shop
    incident.causes = []
    incident.ruledOut = []
    incident.timeline = sources.sorted().enumerated().map { number, source in
      TimelineEntry(
        id: "e\(number)", at: SampleIncidents.at(Double(number)), kind: .error, origin: .observed, summary: "failed",
        evidence: [SampleIncidents.evidence("failed", source: source)])
    }
    return incident
  }

  private func remarks(after: [String], read: Set<String>) -> [String] {
    FewerLogs.remarks(before: [incident(of: sources)], after: [incident(of: after)], read: read)
  }

  @Test func namesTheLogsThatAreToldNoMore() {
    let remarks = remarks(after: ["/logs/error.log"], read: ["/logs/error.log"])
    #expect(
      remarks == [
        "20240605-1400 rested on more logs before, which this replay did not read: /logs/access.log, journal; "
          + "replay all of them together to have it whole again"
      ])
  }

  /// They were rotated or moved meanwhile, or say nothing of it any more.
  @Test func logsThatWereReadAgainAreNotMissed() {
    #expect(remarks(after: ["/logs/error.log"], read: sources).isEmpty)
    #expect(remarks(after: ["/old/access.log", "/old/error.log", "/old/journal"], read: ["/old/access.log"]).isEmpty)
  }

  @Test func aNewIncidentMissesNothing() {
    #expect(FewerLogs.remarks(before: [], after: [incident(of: ["a.log"])], read: ["a.log"]).isEmpty)
  }
}
