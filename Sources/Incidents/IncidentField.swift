/// What of an incident a person may set; all else is measured.
public enum IncidentField: String, Codable, Sendable, CaseIterable {
  case title, severity, status
  case startedAt = "started_at"
  case detectedAt = "detected_at"
  case endedAt = "ended_at"

  /// Whether its value is a time, RFC 3339.
  public var isTime: Bool {
    switch self {
    case .title, .severity, .status: false
    case .startedAt, .detectedAt, .endedAt: true
    }
  }
}
