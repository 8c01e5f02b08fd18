public import Records

/// A reconstructed incident, in the shape that `--json` prints (field names are the JSON's, see `CodingKeys`).
public struct Incident: Codable, Sendable, Equatable {
  /// `YYYYMMDD-HHMM` of the first onset estimate, UTC; `-2`, `-3` where taken.
  public var id: String
  public var title: String
  public var severity: IncidentSeverity
  public var status: IncidentStatus
  /// Onset, dated back to when it began.
  public var startedAt: Timestamp
  /// Event time at which the evidence sufficed.
  public var detectedAt: Timestamp
  /// When the last phase was over; nil while open.
  public var endedAt: Timestamp?
  public var phases: [Phase]
  public var signals: [IncidentSignal]
  public var impact: Impact
  /// Candidates, best first.
  public var causes: [CauseCandidate]
  public var ruledOut: [RuledOut]
  /// In time order.
  public var timeline: [TimelineEntry]
  /// What the reader must know of the reconstruction itself: a short run-up, a source that ended inside it.
  public var caveats: [String]
  /// How bad it was when, in time order: what `IncidentSeverityRule` says of each stretch of the phases.
  public var severitySpans: [SeveritySpan]
  /// How the requests to the services in trouble went: of at most four, the one with the most failed and slow requests
  /// first. Left out of lists.
  public var series: [IncidentSeries]
  /// Who set what was set by a person; all else is measured.
  public var setBy: [IncidentField: String] = [:]
  /// What was measured of the times that a person set.
  public var measured: [IncidentField: Timestamp] = [:]

  public init(
    id: String, title: String, severity: IncidentSeverity, status: IncidentStatus, startedAt: Timestamp,
    detectedAt: Timestamp, endedAt: Timestamp?, phases: [Phase], signals: [IncidentSignal], impact: Impact,
    causes: [CauseCandidate], ruledOut: [RuledOut], timeline: [TimelineEntry], caveats: [String] = [],
    severitySpans: [SeveritySpan] = [], series: [IncidentSeries] = []
  ) {
    self.id = id
    self.title = title
    self.severity = severity
    self.status = status
    self.startedAt = startedAt
    self.detectedAt = detectedAt
    self.endedAt = endedAt
    self.phases = phases
    self.signals = signals
    self.impact = impact
    self.causes = causes
    self.ruledOut = ruledOut
    self.timeline = timeline
    self.caveats = caveats
    self.severitySpans = severitySpans
    self.series = series
  }

  enum CodingKeys: String, CodingKey {
    case id, title, severity, status, phases, signals, impact, causes, timeline, caveats, series, recoveries
    case severitySpans = "severity_spans"
    case severitySeconds = "severity_seconds"
    case startedAt = "started_at"
    case detectedAt = "detected_at"
    case endedAt = "ended_at"
    case ruledOut = "ruled_out"
    case setBy = "set_by"
    case measured
  }

  /// What a store or a daemon of an earlier version does not tell is empty.
  public init(from decoder: any Decoder) throws {
    let c = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      id: try c.decode(String.self, forKey: .id), title: try c.decode(String.self, forKey: .title),
      severity: try c.decode(IncidentSeverity.self, forKey: .severity),
      status: try c.decode(IncidentStatus.self, forKey: .status),
      startedAt: try c.decode(Timestamp.self, forKey: .startedAt),
      detectedAt: try c.decode(Timestamp.self, forKey: .detectedAt),
      endedAt: try c.decodeIfPresent(Timestamp.self, forKey: .endedAt),
      phases: try c.decode([Phase].self, forKey: .phases),
      signals: try c.decode([IncidentSignal].self, forKey: .signals),
      impact: try c.decode(Impact.self, forKey: .impact),
      causes: try c.decode([CauseCandidate].self, forKey: .causes),
      ruledOut: try c.decode([RuledOut].self, forKey: .ruledOut),
      timeline: try c.decode([TimelineEntry].self, forKey: .timeline),
      caveats: try c.decode([String].self, forKey: .caveats),
      severitySpans: try c.decodeIfPresent([SeveritySpan].self, forKey: .severitySpans) ?? [],
      series: try c.decodeIfPresent([IncidentSeries].self, forKey: .series) ?? [])
    for (name, person) in try c.decodeIfPresent([String: String].self, forKey: .setBy) ?? [:] {
      // One that a later version knows is none of ours.
      if let field = IncidentField(rawValue: name) { setBy[field] = person }
    }
    for (name, time) in try c.decodeIfPresent([String: Timestamp].self, forKey: .measured) ?? [:] {
      if let field = IncidentField(rawValue: name) { measured[field] = time }
    }
  }

  /// `ended_at` is null while the incident is open, not left out. `severity_seconds` and `recoveries` follow from the
  /// rest.
  public func encode(to encoder: any Encoder) throws {
    var c = encoder.container(keyedBy: CodingKeys.self)
    try c.encode(id, forKey: .id)
    try c.encode(title, forKey: .title)
    try c.encode(severity, forKey: .severity)
    try c.encode(status, forKey: .status)
    try c.encode(startedAt, forKey: .startedAt)
    try c.encode(detectedAt, forKey: .detectedAt)
    try c.encode(endedAt, forKey: .endedAt)
    try c.encode(phases, forKey: .phases)
    try c.encode(signals, forKey: .signals)
    try c.encode(impact, forKey: .impact)
    try c.encode(causes, forKey: .causes)
    try c.encode(ruledOut, forKey: .ruledOut)
    try c.encode(timeline, forKey: .timeline)
    try c.encode(caveats, forKey: .caveats)
    try c.encode(severitySpans, forKey: .severitySpans)
    try c.encode(severitySeconds, forKey: .severitySeconds)
    try c.encode(recoveries, forKey: .recoveries)
    if !setBy.isEmpty {
      try c.encode(Dictionary(uniqueKeysWithValues: setBy.map { ($0.key.rawValue, $0.value) }), forKey: .setBy)
    }
    if !measured.isEmpty {
      try c.encode(Dictionary(uniqueKeysWithValues: measured.map { ($0.key.rawValue, $0.value) }), forKey: .measured)
    }
    if !series.isEmpty { try c.encode(series, forKey: .series) }
  }
}

public enum IncidentSeverity: String, Codable, Sendable, CaseIterable {
  case minor, major, critical
}

public enum IncidentStatus: String, Codable, Sendable, CaseIterable {
  case open, resolved
}

/// A stretch of trouble; a relapse begins the next one.
public struct Phase: Codable, Sendable, Equatable {
  public var startedAt: Timestamp
  public var endedAt: Timestamp?

  public init(startedAt: Timestamp, endedAt: Timestamp?) {
    self.startedAt = startedAt
    self.endedAt = endedAt
  }

  enum CodingKeys: String, CodingKey {
    case startedAt = "started_at"
    case endedAt = "ended_at"
  }

  public func encode(to encoder: any Encoder) throws {
    var c = encoder.container(keyedBy: CodingKeys.self)
    try c.encode(startedAt, forKey: .startedAt)
    try c.encode(endedAt, forKey: .endedAt)
  }
}
