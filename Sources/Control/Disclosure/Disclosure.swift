import Formats
import Foundation
package import Incidents
package import Store

/// What leaves the house, as the policy wants it: drafts, exports, bundles, webhooks. What is asked for on the host is shown
/// as it is stored: who is to block an address must see it.
///
/// A pseudonym is a hash under the store's own key (HMAC, RFC 2104), so that nobody finds out who it is by hashing all
/// addresses there are. For the same reason the hash of a line is keyed as well where the line itself is changed.
package struct Disclosure: Sendable, Equatable {
  package var policy: RedactionPolicy
  /// Of the store, which it never leaves: with it all addresses can be tried until one fits.
  private let key: PseudonymKey

  package init(policy: RedactionPolicy, key: PseudonymKey) {
    self.policy = policy
    self.key = key
  }

  package func text(_ text: String) -> String { PersonalData.replace(in: text, name) }

  /// The path of a log, which names a file from its beginning on.
  private func source(_ path: String) -> String { PersonalData.replace(in: path, isFile: true, name) }

  /// What stands in the place of personal data; nil where it stays.
  private func name(_ data: PersonalData) -> String? {
    switch treatment(of: data.kind) {
    case .keep: nil
    case .pseudonym: "\(data.kind.rawValue)-\(hash("\(data.kind.rawValue):\(data.value)").prefix(8))"
    case .mask: "[\(data.kind.rawValue)]"
    }
  }

  package func incident(_ incident: Incident) -> Incident {
    incident.mapping(text: text, source: source, evidence: evidence)
  }

  package func entry(_ stored: StoredEntry) -> StoredEntry {
    StoredEntry(entry: stored.entry.mapping(text: text, evidence: evidence), incidents: stored.incidents)
  }

  package func entries(_ stored: [StoredEntry]) -> [StoredEntry] { policy.keepsAll ? stored : stored.map(entry) }

  /// An incident and what it resembles. What people corrected is in the incident, and does not leave as they wrote it.
  package func document(_ document: IncidentDocument) -> IncidentDocument {
    IncidentDocument(incident: incident(document.incident), corrections: [], similar: similar(document.similar))
  }

  package func similar(_ incidents: [PastIncident]) -> [PastIncident] {
    incidents.map { incident in
      var incident = incident
      incident.title = text(incident.title)
      incident.shared = incident.shared.map(text)
      return incident
    }
  }

  package func coverage(_ coverage: Coverage) -> Coverage {
    var coverage = coverage
    for index in coverage.sources.indices { coverage.sources[index].source = source(coverage.sources[index].source) }
    return coverage
  }

  private func evidence(_ line: Evidence) -> Evidence {
    var disclosed = line
    disclosed.source = source(line.source)
    disclosed.text = text(line.text)
    // A plain hash of the whole line would let what is masked in it be found by trying.
    if disclosed.text != line.text || line.text.contains("[redacted]") {
      disclosed.sha256 = hash("line:\(line.sha256)")
    }
    return disclosed
  }

  private func treatment(of kind: PersonalData.Kind) -> RedactionPolicy.Treatment {
    switch kind {
    case .client: policy.clients
    case .email: policy.emails
    case .user: policy.users
    }
  }

  private func hash(_ text: String) -> String { Hashes.hmacSHA256(Array(text.utf8), key: Array(key.bytes)) }
}
