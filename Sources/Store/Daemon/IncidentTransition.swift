package import Incidents
package import Records

/// An incident opened, changed its severity or ended: what is told to people, and the payload in which it is told.
package struct IncidentTransition: Codable, Sendable, Equatable {
  package enum Kind: String, Codable, Sendable, CaseIterable {
    case opened, severity, ended
  }

  /// The same transition has the same key, however often it is measured or sent: receivers drop what they have.
  package var key: String
  package var transition: Kind
  /// Where the severity changed: from what.
  package var previousSeverity: IncidentSeverity?
  package var incident: String
  package var title: String
  package var severity: IncidentSeverity
  package var status: IncidentStatus
  package var startedAt: Timestamp
  package var detectedAt: Timestamp
  package var endedAt: Timestamp?
  /// Services with a signal, by name.
  package var services: [String]
  /// Without its steps.
  package var impact: Impact
  /// The first candidate for the cause, in one sentence.
  package var cause: String?

  enum CodingKeys: String, CodingKey {
    case key, transition, incident, title, severity, status, services, impact, cause
    case previousSeverity = "previous_severity"
    case startedAt = "started_at"
    case detectedAt = "detected_at"
    case endedAt = "ended_at"
  }

  private init(_ kind: Kind, of incident: Incident, key: String, from previous: IncidentSeverity? = nil) {
    self.key = key
    transition = kind
    previousSeverity = previous
    self.incident = incident.id
    title = incident.title
    severity = incident.severity
    status = incident.status
    startedAt = incident.startedAt
    detectedAt = incident.detectedAt
    endedAt = incident.endedAt
    services = Set(incident.signals.map(\.service)).sorted()
    impact = incident.impact
    impact.steps = nil
    cause = incident.causes.first.map { "\($0.headline): \($0.summary)" }
  }

  /// What happened between two readings of an incident; at most one transition.
  ///
  /// An incident opens and ends once for each of its phases, and reaches each severity once by what is measured: what is
  /// measured again from an earlier position has the keys it had. What a person changes is told each time.
  /// - Parameters:
  ///   - before: nil where there was none. One that is over when it is first seen is told of once, as ended.
  ///   - correction: the number of the correction that made the difference, where one did.
  init?(from before: Incident?, to after: Incident, correction: Int?) {
    let suffix = before == nil ? "" : correction.map { "/c\($0)" } ?? ""
    func key(_ kind: Kind, _ detail: String) -> String { "\(after.id)/\(kind.rawValue)/\(detail)\(suffix)" }
    let isOpen = after.status == .open
    if before?.status != after.status {
      let kind: Kind = isOpen ? .opened : .ended
      self.init(kind, of: after, key: key(kind, String(max(1, after.phases.count))))
    } else if let before, before.severity != after.severity {
      self.init(.severity, of: after, key: key(.severity, after.severity.rawValue), from: before.severity)
    } else {
      return nil
    }
  }

  /// The end of an incident that turned out to be none.
  init?(withdrawn incident: Incident) {
    guard incident.status == .open else { return nil }
    self.init(from: incident, to: incident.over, correction: nil)
  }
}
