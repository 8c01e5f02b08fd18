package import Incidents
package import Records

/// Which incidents a list asks for; what is nil or empty asks for nothing.
package struct IncidentFilter: Sendable, Equatable {
  /// Incidents that were not yet over then.
  package var since: Timestamp?
  /// Incidents that had begun by then.
  package var until: Timestamp?
  /// A service with a signal in the incident.
  package var service: String?
  package var status: IncidentStatus?
  package var severity: IncidentSeverity?

  package init(
    since: Timestamp? = nil, until: Timestamp? = nil, service: String? = nil, status: IncidentStatus? = nil,
    severity: IncidentSeverity? = nil
  ) {
    self.since = since
    self.until = until
    self.service = service
    self.status = status
    self.severity = severity
  }
}
