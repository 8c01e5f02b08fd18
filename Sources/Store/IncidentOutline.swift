import Incidents
package import Records

/// Which incident it is and when it was, without all that is known of it.
package struct IncidentOutline: Sendable, Equatable {
  package var id: String
  package var isOpen: Bool
  package var startedAt: Timestamp
  package var endedAt: Timestamp?

  package init(id: String, isOpen: Bool, startedAt: Timestamp, endedAt: Timestamp?) {
    self.id = id
    self.isOpen = isOpen
    self.startedAt = startedAt
    self.endedAt = endedAt
  }

  init(_ incident: Incident) {
    self.init(
      id: incident.id, isOpen: incident.status == .open, startedAt: incident.startedAt, endedAt: incident.endedAt)
  }
}
