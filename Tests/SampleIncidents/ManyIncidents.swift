package import Incidents
import Records

extension SampleIncidents {
  /// The same incident again, so many hours later: its entries have ids of their own but for the first, which it shares
  /// with the incident an hour before.
  package static func shop(hoursLater hours: Int) -> Incident {
    func later(_ time: Timestamp) -> Timestamp { time.advanced(bySeconds: Double(hours) * 3600) }
    var incident = shop
    incident.startedAt = later(incident.startedAt)
    incident.detectedAt = later(incident.detectedAt)
    incident.endedAt = incident.endedAt.map(later)
    incident.phases = incident.phases.map { Phase(startedAt: later($0.startedAt), endedAt: $0.endedAt.map(later)) }
    for index in incident.signals.indices {
      incident.signals[index].startedAt = later(incident.signals[index].startedAt)
      incident.signals[index].detectedAt = later(incident.signals[index].detectedAt)
      incident.signals[index].endedAt = incident.signals[index].endedAt.map(later)
    }
    for index in incident.severitySpans.indices {
      incident.severitySpans[index].startedAt = later(incident.severitySpans[index].startedAt)
      incident.severitySpans[index].endedAt = later(incident.severitySpans[index].endedAt)
    }
    for index in incident.timeline.indices {
      incident.timeline[index].at = later(incident.timeline[index].at)
      incident.timeline[index].until = incident.timeline[index].until.map(later)
      incident.timeline[index].id += "-\(hours)"
    }
    if hours % 2 == 1 { incident.timeline[0] = shop(hoursLater: hours - 1).timeline[0] }
    incident.id = IncidentID.of(incident.startedAt)
    return incident
  }
}
