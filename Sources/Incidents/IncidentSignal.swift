public import Records

/// What kind of observable left its baseline.
public enum SignalKind: String, Codable, Sendable, CaseIterable {
  case serverErrors = "5xx"
  case latency
  case errorBurst = "error-burst"
  case newError = "new-error"
  case trafficDrop = "traffic-drop"
  case silence
}

/// One observable of one series that left its baseline, as it is published.
public struct IncidentSignal: Codable, Sendable, Equatable {
  public var id: String
  public var kind: SignalKind
  public var service: String
  /// The route, or for error signals the message template; nil where the signal is of the whole service.
  public var route: String?
  public var startedAt: Timestamp
  public var detectedAt: Timestamp
  public var endedAt: Timestamp?
  /// Usual and worst value, in `unit`: `ratio` (share of requests), `ms` (95th percentile), `per_minute`. The worst is nil
  /// where an incident was split and the one of this part is not known.
  public var baseline: Double
  public var peak: Double?
  /// When it was at its worst; nil where that is not known.
  public var peakAt: Timestamp?
  public var unit: String
  /// Bad events between start and end; nil where an incident was split and they were counted over both parts.
  public var observations: Int?

  public init(
    id: String, kind: SignalKind, service: String, route: String?, startedAt: Timestamp, detectedAt: Timestamp,
    endedAt: Timestamp?, baseline: Double, peak: Double?, peakAt: Timestamp? = nil, unit: String, observations: Int?
  ) {
    self.id = id
    self.kind = kind
    self.service = service
    self.route = route
    self.startedAt = startedAt
    self.detectedAt = detectedAt
    self.endedAt = endedAt
    self.baseline = baseline
    self.peak = peak
    self.peakAt = peakAt
    self.unit = unit
    self.observations = observations
  }

  enum CodingKeys: String, CodingKey {
    case id, kind, service, route, baseline, peak, unit, observations
    case startedAt = "started_at"
    case detectedAt = "detected_at"
    case endedAt = "ended_at"
    case peakAt = "peak_at"
  }

  /// `route`, `ended_at`, `peak` and `observations` are null where there is none, not left out.
  public func encode(to encoder: any Encoder) throws {
    var c = encoder.container(keyedBy: CodingKeys.self)
    try c.encode(id, forKey: .id)
    try c.encode(kind, forKey: .kind)
    try c.encode(service, forKey: .service)
    try c.encode(route, forKey: .route)
    try c.encode(startedAt, forKey: .startedAt)
    try c.encode(detectedAt, forKey: .detectedAt)
    try c.encode(endedAt, forKey: .endedAt)
    try c.encode(baseline, forKey: .baseline)
    try c.encode(peak, forKey: .peak)
    try c.encodeIfPresent(peakAt, forKey: .peakAt)
    try c.encode(unit, forKey: .unit)
    try c.encode(observations, forKey: .observations)
  }
}
