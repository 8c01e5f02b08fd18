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
  /// Usual and worst value, in `unit`: `ratio` (share of requests), `ms` (95th percentile), `per_minute`.
  public var baseline: Double
  public var peak: Double
  public var unit: String
  /// Bad events between start and end.
  public var observations: Int

  public init(
    id: String, kind: SignalKind, service: String, route: String?, startedAt: Timestamp, detectedAt: Timestamp,
    endedAt: Timestamp?, baseline: Double, peak: Double, unit: String, observations: Int
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
    self.unit = unit
    self.observations = observations
  }

  enum CodingKeys: String, CodingKey {
    case id, kind, service, route, baseline, peak, unit, observations
    case startedAt = "started_at"
    case detectedAt = "detected_at"
    case endedAt = "ended_at"
  }

  /// `route` and `ended_at` are null where there is none, not left out.
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
    try c.encode(unit, forKey: .unit)
    try c.encode(observations, forKey: .observations)
  }
}

public enum CauseKind: String, Codable, Sendable, CaseIterable {
  case deploy, restart
  case configChange = "config-change"
  case packageChange = "package-change"
  case slowQuery = "slow-query"
  case saturation, oom
  case diskFull = "disk-full"
  case dns, tls, dependency
  case trafficSurge = "traffic-surge"
  case newError = "new-error"
  case reboot
}

/// A candidate for the cause, never a finding: a person decides.
public struct CauseCandidate: Codable, Sendable, Equatable {
  public var rank: Int
  public var kind: CauseKind
  public var subject: String
  public var summary: String
  public var at: Timestamp
  /// Seconds from the candidate to the onset; negative where it came after.
  public var leadSeconds: Double
  /// 0..1, for ranking only.
  public var score: Double
  public var evidence: [Evidence]

  public init(
    rank: Int, kind: CauseKind, subject: String, summary: String, at: Timestamp, leadSeconds: Double, score: Double,
    evidence: [Evidence]
  ) {
    self.rank = rank
    self.kind = kind
    self.subject = subject
    self.summary = summary
    self.at = at
    self.leadSeconds = leadSeconds
    self.score = score
    self.evidence = evidence
  }

  enum CodingKeys: String, CodingKey {
    case rank, kind, subject, summary, at, score, evidence
    case leadSeconds = "lead_seconds"
  }
}

/// A hypothesis that was checked and found not so.
public struct RuledOut: Codable, Sendable, Equatable {
  public var hypothesis: String
  public var finding: String
  public var evidence: [Evidence]

  public init(hypothesis: String, finding: String, evidence: [Evidence] = []) {
    self.hypothesis = hypothesis
    self.finding = finding
    self.evidence = evidence
  }
}

/// Where a timeline entry comes from.
public enum Origin: String, Codable, Sendable, CaseIterable {
  /// Computed from records.
  case measured
  /// One record says it.
  case observed
  /// A person wrote it.
  case noted
}

public enum EntryKind: String, Codable, Sendable, CaseIterable {
  // measured
  case onset, detected, peak, recovery, relapse, end
  // observed
  case deploy, restart, reload, start, stop, failure
  case packageChange = "package-change"
  case command, oom, reboot, error
  case slowQuery = "slow-query"
  case suppressed
  // noted
  case note, detection, action, hypothesis
  case deadEnd = "dead-end"
  case escalation, mitigation, communication, resolution
}

public struct TimelineEntry: Codable, Sendable, Equatable {
  /// Stable: derives from source and position, or from what was measured.
  public var id: String
  public var at: Timestamp
  public var kind: EntryKind
  public var origin: Origin
  public var service: String?
  public var summary: String
  /// How many records this entry stands for.
  public var count: Int
  /// Time of the last of them.
  public var until: Timestamp?
  public var starred: Bool
  /// Who wrote it, where a person did with `hindcast note`.
  public var by: String?
  public var evidence: [Evidence]

  public init(
    id: String, at: Timestamp, kind: EntryKind, origin: Origin, service: String? = nil, summary: String,
    count: Int = 1, until: Timestamp? = nil, starred: Bool = false, by: String? = nil, evidence: [Evidence] = []
  ) {
    self.id = id
    self.at = at
    self.kind = kind
    self.origin = origin
    self.service = service
    self.summary = summary
    self.count = count
    self.until = until
    self.starred = starred
    self.by = by
    self.evidence = evidence
  }
}

/// A line that a statement rests on; its text is kept, redacted, so that it outlives log rotation.
public struct Evidence: Codable, Sendable, Equatable {
  public var source: String
  /// Byte offset in the (decompressed) file, or journal cursor.
  public var position: String
  /// Line number where it is known.
  public var line: Int?
  /// SHA-256 of the line's original bytes, hexadecimal.
  public var sha256: String
  public var text: String

  public init(source: String, position: String, line: Int? = nil, sha256: String, text: String) {
    self.source = source
    self.position = position
    self.line = line
    self.sha256 = sha256
    self.text = text
  }
}

/// What was read of one source, and what could not be.
public struct SourceCoverage: Codable, Sendable, Equatable {
  public var source: String
  public var format: String
  public var service: String
  public var firstEventAt: Timestamp?
  public var lastEventAt: Timestamp?
  public var records: Int
  public var unparsed: Int
  public var late: Int
  public var dropped: Int
  public var gaps: [CoverageGap]
  /// What else to know, a sentence each: binary, truncated, times without a zone, a mirror of another source.
  public var remarks: [String]

  public init(
    source: String, format: String = "", service: String = "", firstEventAt: Timestamp? = nil,
    lastEventAt: Timestamp? = nil, records: Int = 0, unparsed: Int = 0, late: Int = 0, dropped: Int = 0,
    gaps: [CoverageGap] = [], remarks: [String] = []
  ) {
    self.source = source
    self.format = format
    self.service = service
    self.firstEventAt = firstEventAt
    self.lastEventAt = lastEventAt
    self.records = records
    self.unparsed = unparsed
    self.late = late
    self.dropped = dropped
    self.gaps = gaps
    self.remarks = remarks
  }

  enum CodingKeys: String, CodingKey {
    case source, format, service, records, unparsed, late, dropped, gaps, remarks
    case firstEventAt = "first_event_at"
    case lastEventAt = "last_event_at"
  }
}

public struct CoverageGap: Codable, Sendable, Equatable {
  public var from: Timestamp?
  public var to: Timestamp?
  public var reason: String
  public var lost: Int?

  public init(from: Timestamp?, to: Timestamp?, reason: String, lost: Int?) {
    self.from = from
    self.to = to
    self.reason = reason
    self.lost = lost
  }
}

/// What `replay` and `list` print.
public struct Reconstruction: Codable, Sendable, Equatable {
  /// Oldest first.
  public var incidents: [Incident]
  public var coverage: Coverage
  /// What was done to the hosts, what befell them and what people noted meanwhile, in or out of incidents. Not printed,
  /// but kept.
  public var changes: [TimelineEntry] = []

  enum CodingKeys: CodingKey { case incidents, coverage }

  public init(incidents: [Incident], coverage: Coverage, changes: [TimelineEntry] = []) {
    self.incidents = incidents
    self.coverage = coverage
    self.changes = changes
  }
}

public struct Coverage: Codable, Sendable, Equatable {
  public var sources: [SourceCoverage]

  public init(sources: [SourceCoverage]) { self.sources = sources }
}
