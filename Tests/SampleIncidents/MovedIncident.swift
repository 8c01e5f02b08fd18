package import Incidents
package import Records

extension SampleIncidents {
  /// The incident with its chart, at another time.
  package static func shop(onset: Timestamp) -> Incident {
    let shift = onset.seconds(since: self.onset)
    func moved(_ time: Timestamp) -> Timestamp { time.advanced(bySeconds: shift) }
    var incident = finelyCharted
    incident.startedAt = onset
    incident.detectedAt = moved(incident.detectedAt)
    incident.endedAt = incident.endedAt.map(moved)
    incident.phases = incident.phases.map { Phase(startedAt: moved($0.startedAt), endedAt: $0.endedAt.map(moved)) }
    for index in incident.signals.indices {
      incident.signals[index].startedAt = moved(incident.signals[index].startedAt)
      incident.signals[index].endedAt = incident.signals[index].endedAt.map(moved)
    }
    for index in incident.causes.indices { incident.causes[index].at = moved(incident.causes[index].at) }
    for index in incident.timeline.indices {
      incident.timeline[index].at = moved(incident.timeline[index].at)
      incident.timeline[index].until = incident.timeline[index].until.map(moved)
    }
    for index in incident.series.indices { incident.series[index].from = moved(incident.series[index].from) }
    return incident
  }
}
