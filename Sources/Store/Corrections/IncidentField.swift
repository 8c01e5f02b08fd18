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
      incident.setBy[self] = person
      let end = status == .open ? nil : incident.endedAt ?? now
      if end != incident.endedAt { resize(&incident, .endedAt, to: end, by: person) }
    case .startedAt:
      guard let time = Timestamp(rfc3339: value) else { return }
      resize(&incident, self, to: time, by: person)
    case .detectedAt:
      guard let time = Timestamp(rfc3339: value) else { return }
      incident.set(self, to: max(incident.startedAt, time), by: person)
    case .endedAt:
      guard let time = Timestamp(rfc3339: value) else { return }
      incident.status = .resolved
      resize(&incident, self, to: time, by: person)
    }
    if self != .status { incident.setBy[self] = person }
    if changesCourse { incident.tellCourseAnew() }
  }

  /// Whether it decides which rows of the course there are, where they stand, and what they say.
  var changesCourse: Bool { isTime || self == .status }

  /// Sets the start or the end.
  private func resize(_ incident: inout Incident, _ field: IncidentField, to time: Timestamp?, by person: String) {
    let (was, until) = (incident.startedAt, incident.endedAt)
    let counted = "\(was) to \(until?.rfc3339 ?? "then")"
    incident.set(field, to: time, by: person)
    incident.cutToStart()
    let (start, end) = (incident.startedAt, incident.endedAt)
    guard start != was || end != until else { return }
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
    let causes = incident.causes.compactMap { cause in
      cause.isOfChange ? cause.moved(from: incident.phases, to: phases) : cause.counted(from: was, to: start)
    }
    let isAsBefore = phases.map(\.startedAt) == incident.phases.map(\.startedAt)
    incident.causes = isAsBefore ? causes.numbered(until: end) : causes.ordered(until: end)
    incident.phases = phases
    incident.severitySpans = incident.severitySpans.part(from: start, until: end)
    if start != was { incident.ruledOut = incident.ruledOut.ofMeasuredOnset }
  }
}
