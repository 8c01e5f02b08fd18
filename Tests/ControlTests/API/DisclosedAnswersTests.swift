import DaemonLab
import Foundation
import Incidents
import LogLab
import SampleIncidents
import Store
import Testing

@testable import Control

/// What the daemon answers where a request says how personal data leaves the house; its key does not leave at all.
@Suite struct DisclosedAnswersTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var incident: Incident {
    var incident = SampleIncidents.shop
    incident.timeline[1].evidence = [SampleIncidents.evidence("203.0.113.7 - anna [05/Jun/2024:14:00:03 +0000] x")]
    return incident
  }

  @Test func theDaemonAndTheStoreGiveTheSamePseudonyms() async throws {
    let store = folder.file("hindcast.db")
    let texts = try await withServer(folder, incidents: [incident]) { path, _ in
      try await offPool {
        try [DaemonClient(path: path) as any IncidentAccess, IncidentLibrary(store: store, environment: [:])].map {
          place in
          let disclosed = try place.disclosed(by: try place.redaction())
          let document = try disclosed.document(SampleIncidents.shop.id, includingHidden: false)
          let entries = try disclosed.entries(EntryQuery(text: "203.0.113"))
          _ = try disclosed.coverage()
          return [document.incident.timeline[1].evidence[0].text] + entries.flatMap { $0.entry.evidence.map(\.text) }
        }
      }
    }
    #expect(texts[0] == texts[1])
    #expect(texts[0].count == 2 && texts[0].allSatisfy { $0.hasPrefix("client-") && $0.contains("- user-") })
  }

  @Test func aPolicyIsOfEachKindAndOneThatIsNoneIsRefused() async throws {
    let texts = try await withServer(folder, incidents: [incident]) { path, _ in
      try await offPool {
        var policy = RedactionPolicy.keepingAll
        policy.users = .mask
        let client = DaemonClient(path: path)
        return try [client, client.disclosed(by: policy)].map {
          try $0.document(SampleIncidents.shop.id, includingHidden: false).incident.timeline[1].evidence[0].text
        }
      }
    }
    #expect(
      texts == [
        "203.0.113.7 - anna [05/Jun/2024:14:00:03 +0000] x", "203.0.113.7 - [user] [05/Jun/2024:14:00:03 +0000] x",
      ])
  }
}
