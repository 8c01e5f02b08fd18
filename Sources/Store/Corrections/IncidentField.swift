import Incidents
import Records

extension IncidentField {
  /// The value as it is kept.
  func checked(_ value: String) throws(CorrectionError) -> String {
    switch self {
    case .title:
      let words = value.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      guard !words.isEmpty, words.count <= 200 else {
        throw .badValue(field: self, allowed: "one line of at most 200 characters")
      }
      return words
    case .severity: return try oneOf(IncidentSeverity.allCases.map(\.rawValue), value)
    case .status: return try oneOf(IncidentStatus.allCases.map(\.rawValue), value)
    case .startedAt, .detectedAt, .endedAt:
      guard let time = Timestamp(rfc3339: value) else {
        throw .badValue(field: self, allowed: "a time such as 2024-06-05T14:00:00Z")
      }
      return time.rfc3339
    }
  }

  private func oneOf(_ values: [String], _ value: String) throws(CorrectionError) -> String {
    guard values.contains(value) else {
      throw .badValue(field: self, allowed: "one of " + values.joined(separator: ", "))
    }
    return value
  }

  /// Puts a checked value into the incident, and who set it. Its times stay in order: what would lie outside is cut to
  /// its span.
  /// - Parameter now: when the value was set; an incident that a person ends without a time ended then.
  func set(_ value: String, by person: String, at now: Timestamp, in incident: inout Incident) {
    switch self {
    case .title: incident.title = value
    case .severity: incident.severity = IncidentSeverity(rawValue: value) ?? incident.severity
    case .status:
      guard let status = IncidentStatus(rawValue: value) else { return }
      incident.status = status
      let end = status == .open ? nil : incident.endedAt ?? now
      if end != incident.endedAt { incident.setBy[.endedAt] = person }
      resize(&incident, from: incident.startedAt, to: end)
    case .startedAt:
      guard let time = Timestamp(rfc3339: value) else { return }
      resize(&incident, from: time, to: incident.endedAt)
    case .detectedAt:
      guard let time = Timestamp(rfc3339: value) else { return }
      incident.detectedAt = max(incident.startedAt, time)
    case .endedAt:
      guard let time = Timestamp(rfc3339: value) else { return }
      incident.status = .resolved
      resize(&incident, from: incident.startedAt, to: time)
    }
    incident.setBy[self] = person
  }

  private func resize(_ incident: inout Incident, from start: Timestamp, to end: Timestamp?) {
    let end = end.map { max($0, start) }
    guard start != incident.startedAt || end != incident.endedAt else { return }
    let counted = "\(incident.startedAt) to \(incident.endedAt?.rfc3339 ?? "then")"
    let caveat = "A person corrected when it began or ended; the impact was counted from \(counted)."
    if !incident.caveats.contains(where: { $0.hasPrefix("A person corrected when") }) {
      incident.caveats.append(caveat)
    }
    var phases = incident.phases.filter { phase in
      (end.map { phase.startedAt < $0 } ?? true) && (phase.endedAt.map { $0 > start } ?? true)
    }
    if phases.isEmpty { phases = [Phase(startedAt: start, endedAt: end)] }
    phases[0].startedAt = start
    phases[phases.count - 1].endedAt = end
    incident.phases = phases
    incident.causes = incident.causes.map { $0.counted(from: incident.startedAt, to: start) }.ranked(until: end)
    incident.severitySpans = incident.severitySpans.part(from: start, until: end)
    incident.startedAt = start
    incident.endedAt = end
    incident.detectedAt = max(start, incident.detectedAt)
  }
}
