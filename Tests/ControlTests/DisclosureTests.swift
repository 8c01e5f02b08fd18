import Foundation
import Incidents
import LogLab
import SampleIncidents
import Store
import Testing

@testable import Control

/// Case 93: what leaves the house, by policy.
@Suite struct DisclosureTests {
  private static let key = PseudonymKey(bytes: Data(repeating: 7, count: 32))
  private let text = "203.0.113.7 wrote to anna@shop.example, user=bert"

  private func disclosure(_ change: (inout RedactionPolicy) -> Void = { _ in }) -> Disclosure {
    var policy = RedactionPolicy()
    change(&policy)
    return Disclosure(policy: policy, key: Self.key)
  }

  @Test func eachHasANameOfItsOwn() throws {
    let words = disclosure().text(text).split(separator: " ")
    let pattern = /(client|email)-[0-9a-f]{8},?/
    #expect(words[0].wholeMatch(of: pattern) != nil && words[3].wholeMatch(of: pattern) != nil)
    #expect(words[4].wholeMatch(of: /user=user-[0-9a-f]{8}/) != nil)
    #expect(disclosure().text("x ::ffff:203.0.113.7") == "x \(words[0])")
    #expect(!disclosure().text("x 203.0.113.8").contains(words[0]))
  }

  @Test func anotherStoreGivesOtherNames() {
    let other = Disclosure(policy: RedactionPolicy(), key: PseudonymKey(bytes: Data(repeating: 8, count: 32)))
    #expect(other.text(text) != disclosure().text(text))
  }

  @Test func thePolicyIsOfEachKind() {
    #expect(
      disclosure {
        $0.clients = .keep
        $0.users = .mask
        $0.emails = .mask
      }.text(text)
        == "203.0.113.7 wrote to [email], user=[user]")
    #expect(Disclosure(policy: .keepingAll, key: Self.key).text(text) == text)
  }

  @Test func anAddressThatNamesWhoWroteIsTreatedLikeAnyOther() {
    var incident = SampleIncidents.shop
    incident.timeline[0].by = "joe@shop.example"
    incident.setBy[.severity] = "joe@shop.example"
    let disclosed = disclosure().incident(incident)
    #expect(disclosed.timeline[0].by == disclosure().text("joe@shop.example"))
    #expect(disclosed.setBy[.severity]?.contains("@") == false)
    incident.timeline[0].by = "joe"
    #expect(disclosure().incident(incident).timeline[0].by == "joe")
  }

  /// Who has a line but for an address, and its hash, has only to try all addresses.
  @Test func theHashOfAChangedLineIsKeyed() {
    var incident = SampleIncidents.shop
    incident.timeline[1].evidence = [SampleIncidents.evidence("203.0.113.7 - - GET /product/17 200 2.340")]
    let disclosed = disclosure().incident(incident)
    let (before, after) = (incident.timeline[1].evidence[0], disclosed.timeline[1].evidence[0])
    #expect(after.text != before.text && after.sha256 != before.sha256 && after.sha256.count == 64)
    #expect(disclosed.timeline[0] == incident.timeline[0])
    #expect(Disclosure(policy: .keepingAll, key: Self.key).incident(incident) == incident)
  }

  /// A password of few letters is found as fast.
  @Test func theHashOfALineWithAMaskedSecretIsKeyed() {
    var incident = SampleIncidents.shop
    incident.timeline[1].evidence = [SampleIncidents.evidence("login failed password=[redacted]")]
    let after = disclosure().incident(incident).timeline[1].evidence[0]
    let before = incident.timeline[1].evidence[0]
    #expect(after.text == before.text && after.sha256 != before.sha256 && after.sha256.count == 64)
  }

  /// The logs of an incident are named by their paths, as its evidence and the coverage are.
  @Test func pathsOfLogsAreDisclosedAsTextIs() {
    let mask = disclosure { ($0.emails, $0.users) = (.mask, .mask) }
    var incident = SampleIncidents.shop
    incident.impact.logs = ["/srv/anna@shop.example/access.log", "/home/anna/access.log"].map {
      LogImpact(service: "shop", source: $0, requests: 2, failed: 1, slow: 0)
    }
    incident.timeline[1].evidence = [SampleIncidents.evidence("slow")]
    incident.timeline[1].evidence[0].source = "/home/anna/access.log"
    let disclosed = mask.incident(incident)
    #expect(disclosed.impact.logs.map(\.source) == ["/srv/[email]/access.log", "/home/[user]/access.log"])
    #expect(disclosed.timeline[1].evidence[0].source == "/home/[user]/access.log")
    var coverage = SampleIncidents.coverage
    coverage.sources[0].source = "/home/anna/access.log"
    #expect(mask.coverage(coverage).sources[0].source == "/home/[user]/access.log")
  }

  @Test func theKeyIsOfTheStoreAndStays() throws {
    let folder = try TemporaryFolder()
    let keys = try ["a.db", "b.db", "a.db"].map { name in
      try IncidentStore(path: folder.file(name)).save(SampleIncidents.reconstruction)
      return try IncidentLibrary(store: folder.file(name), environment: [:]).pseudonymKey()
    }
    #expect(keys[0] == keys[2] && keys[0] != keys[1] && keys[0].bytes.count == 32)
  }

  @Test func theConfigurationSaysWhatIsDone() throws {
    let file = ConfigurationFile(path: "test.yaml", text: "redaction: {clients: mask, users: keep}")
    let policy = try Configuration.read([file]).redaction
    #expect((policy.clients, policy.emails, policy.users) == (.mask, .pseudonym, .keep))
    #expect(throws: ConfigurationError.self) {
      try Configuration.read([ConfigurationFile(path: "test.yaml", text: "redaction: {clients: hide}")])
    }
  }
}
