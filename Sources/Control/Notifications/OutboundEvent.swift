package import Incidents
package import Records

/// What is told outside when an incident opens, changes severity or ends.
///
/// It holds figures and the sentences that Hindcast words itself, but no line of a log: those stay on the host, and
/// `hindcast show` has them.
package struct OutboundEvent: Codable, Sendable, Equatable {
  /// The same however often it is tried: receivers know by it what they have had already.
  package var id: String
  package var change: IncidentChange
  package var at: Timestamp
  /// The host that tells it.
  package var host: String
  package var incident: OutboundIncident

  package init(id: String, change: IncidentChange, at: Timestamp, host: String, incident: Incident) {
    self.id = id
    self.change = change
    self.at = at.published
    self.host = host
    self.incident = OutboundIncident(incident)
  }
}

/// An incident in brief; the fields are those of `show --json`.
package struct OutboundIncident: Codable, Sendable, Equatable {
  private static let longestText = 1000
  private static let mostServices = 20
  private static let mostCauses = 3

  package var id: String
  package var title: String
  package var severity: IncidentSeverity
  package var status: IncidentStatus
  package var startedAt: Timestamp
  package var detectedAt: Timestamp
  package var endedAt: Timestamp?
  /// The services in trouble, by name.
  package var services: [String]
  /// Without its steps.
  package var impact: Impact
  /// The best candidates, without their evidence.
  package var causes: [CauseCandidate]

  init(_ incident: Incident) {
    id = incident.id
    title = String(incident.title.prefix(Self.longestText))
    severity = incident.severity
    status = incident.status
    startedAt = incident.startedAt.published
    detectedAt = incident.detectedAt.published
    endedAt = incident.endedAt?.published
    services = Set(incident.signals.map(\.service)).sorted().prefix(Self.mostServices).map {
      String($0.prefix(Self.longestText))
    }
    impact = incident.impact
    impact.steps = nil
    causes = incident.causes.prefix(Self.mostCauses).map { cause in
      var cause = cause
      cause.at = cause.at.published
      cause.subject = String(cause.subject.prefix(Self.longestText))
      cause.summary = String(cause.summary.prefix(Self.longestText))
      cause.evidence = []
      return cause
    }
  }

  private enum CodingKeys: String, CodingKey {
    case id, title, severity, status, services, impact, causes
    case startedAt = "started_at"
    case detectedAt = "detected_at"
    case endedAt = "ended_at"
  }

  /// `ended_at` is null while the incident is open, not left out.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(title, forKey: .title)
    try container.encode(severity, forKey: .severity)
    try container.encode(status, forKey: .status)
    try container.encode(startedAt, forKey: .startedAt)
    try container.encode(detectedAt, forKey: .detectedAt)
    try container.encode(endedAt, forKey: .endedAt)
    try container.encode(services, forKey: .services)
    try container.encode(impact, forKey: .impact)
    try container.encode(causes, forKey: .causes)
  }
}
