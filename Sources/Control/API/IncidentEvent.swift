package import Incidents

/// What happened to an incident.
package enum IncidentChange: String, Codable, Sendable, CaseIterable {
  case opened
  /// Anything but the two next: new evidence, more impact, a person's correction.
  case updated
  case severityChanged = "severity-changed"
  case ended
}

/// Says that incidents or timeline entries may have changed, and nothing more: read again what you show.
package struct StoreChange: Codable, Sendable, Equatable {
  package init() {}
}

/// An incident that has just changed, as the event stream tells it.
package struct IncidentEvent: Codable, Sendable, Equatable {
  package var change: IncidentChange
  /// The incident as it is now, without its series: events wait for slow clients in memory.
  package var incident: Incident

  package init(change: IncidentChange, incident: Incident) {
    self.change = change
    self.incident = incident
    self.incident.series = []
  }
}
