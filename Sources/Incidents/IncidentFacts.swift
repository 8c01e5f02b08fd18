public import Records

/// All that the engine knows of one incident, before it is put into words: the input of `IncidentAssembler`.
///
/// "Before" figures are rates over the run-up: the time before the onset that was observed and healthy, at most an hour.
public struct IncidentFacts: Sendable {
  public var startedAt: Timestamp
  public var detectedAt: Timestamp
  /// Nil while the incident is open.
  public var endedAt: Timestamp?
  /// The last instant that was judged: the end of the figures where the incident is open.
  public var observedUntil: Timestamp
  /// Seconds of run-up that were observed before the onset.
  public var runUpSeconds: Double
  public var phases: [Phase]
  public var signals: [SignalFacts]
  public var impact: Impact
  public var traffic: TrafficFacts
  /// Context events from a day before the onset until three minutes after the end: what a change made within a minute of
  /// the end still takes.
  public var events: [ObservedEvent]
  /// Database statements that were logged as slow, the most extra time first.
  public var statements: [StatementFacts]
  /// Templates of messages of severity warning and worse that occurred in the incident, the most frequent first.
  public var messages: [MessageFacts]
  /// Whether any request in the incident had a latency; nil where nobody asked.
  public var latencyKnown: Bool?
  /// What the phases consist of, in time order.
  public var steps: [StepFacts]
  public var series: [IncidentSeries]

  public init(
    startedAt: Timestamp, detectedAt: Timestamp, endedAt: Timestamp?, observedUntil: Timestamp, runUpSeconds: Double,
    phases: [Phase], signals: [SignalFacts], impact: Impact, traffic: TrafficFacts, events: [ObservedEvent],
    statements: [StatementFacts], messages: [MessageFacts], latencyKnown: Bool? = nil,
    steps: [StepFacts] = [], series: [IncidentSeries] = []
  ) {
    self.startedAt = startedAt
    self.detectedAt = detectedAt
    self.endedAt = endedAt
    self.observedUntil = observedUntil
    self.runUpSeconds = runUpSeconds
    self.phases = phases
    self.signals = signals
    self.impact = impact
    self.traffic = traffic
    self.events = events
    self.statements = statements
    self.messages = messages
    self.latencyKnown = latencyKnown
    self.steps = steps
    self.series = series
  }
}

/// A line kept for evidence: where it stands and its original text (not yet redacted, at most 4 KiB of it). What is
/// encoded of it is redacted, if the encoder can (`Encoder.redacted`), and goes with the hash of the original.
public struct LineSample: Codable, Sendable, Equatable {
  public var at: Timestamp
  public var source: String
  public var position: SourcePosition
  public var text: String
  /// SHA-256 of the original, where `text` is not it any more.
  var originalHash: String?

  public init(at: Timestamp, source: String, position: SourcePosition, text: String) {
    self.at = at
    self.source = source
    self.position = position
    self.text = text
  }
}

public struct SignalFacts: Sendable, Equatable {
  public var signal: IncidentSignal
  /// When it was at its worst.
  public var peakAt: Timestamp
  /// A few of the bad records, the first ones first.
  public var samples: [LineSample]
  /// A few of those of the minute in which it was at its worst, or those nearest to it.
  public var peakSamples: [LineSample]

  public init(
    signal: IncidentSignal, peakAt: Timestamp, samples: [LineSample], peakSamples: [LineSample]? = nil
  ) {
    self.signal = signal
    self.peakAt = peakAt
    self.samples = samples
    self.peakSamples = peakSamples ?? samples
  }
}

/// A short stretch of a phase: its requests, by the time they began.
public struct StepFacts: Sendable, Equatable {
  public var startedAt: Timestamp
  public var endedAt: Timestamp
  /// How long the phase had lasted at the step's end.
  public var phaseSeconds: Double
  public var requests: Int
  public var failed: Int
  public var slow: Int
  /// Whether a service whose requests fell away got at most a tenth of its usual ones.
  public var isGone: Bool

  public init(
    startedAt: Timestamp, endedAt: Timestamp, phaseSeconds: Double, requests: Int, failed: Int, slow: Int, isGone: Bool
  ) {
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.phaseSeconds = phaseSeconds
    self.requests = requests
    self.failed = failed
    self.slow = slow
    self.isGone = isGone
  }
}

/// Requests before and in the incident.
public struct TrafficFacts: Sendable, Equatable {
  /// Requests a second in the run-up and in the incident, and the busiest minute of each.
  public var usualRate: Double
  public var rate: Double
  public var usualPeakRate: Double
  public var peakRate: Double
  /// Start of the first minute before or in the incident whose rate is at least 1.5 times the usual one; nil if none.
  public var surgeBeganAt: Timestamp?
  /// Share (0..1) of the bad (failed or slow) requests that the worst client has, and of all requests that the
  /// busiest client has. Nil where clients are not known.
  public var worstClientShare: Double?
  public var busiestClientShare: Double?
  /// Bad requests by route, the most first: route, requests, bad. At most 16.
  public var routes: [RouteFacts]
  public var services: [String]

  public init(
    usualRate: Double, rate: Double, usualPeakRate: Double, peakRate: Double, surgeBeganAt: Timestamp?,
    worstClientShare: Double?, busiestClientShare: Double?, routes: [RouteFacts], services: [String]
  ) {
    self.usualRate = usualRate
    self.rate = rate
    self.usualPeakRate = usualPeakRate
    self.peakRate = peakRate
    self.surgeBeganAt = surgeBeganAt
    self.worstClientShare = worstClientShare
    self.busiestClientShare = busiestClientShare
    self.routes = routes
    self.services = services
  }
}

public struct RouteFacts: Sendable, Equatable {
  public var service: String
  public var route: String
  public var requests: Int
  public var failed: Int
  public var slow: Int

  public init(service: String, route: String, requests: Int, failed: Int, slow: Int) {
    self.service = service
    self.route = route
    self.requests = requests
    self.failed = failed
    self.slow = slow
  }
}

/// A context event and the source it was read from. What is encoded of it is redacted as a `LineSample` is.
public struct ObservedEvent: Codable, Sendable, Equatable {
  public var event: ContextEvent
  public var source: String
  /// SHA-256 of the record's original text, where the event does not have it any more.
  var originalHash: String?

  public init(event: ContextEvent, source: String) {
    self.event = event
    self.source = source
  }
}

/// Use of one statement, normalised: literals replaced by `?`, case and space folded.
public struct StatementFacts: Sendable, Equatable {
  public var statement: String
  public var service: String
  /// Logged executions and their time in the incident.
  public var count: Int
  public var totalSeconds: Double
  public var longestSeconds: Double
  /// Logged executions and their time in the run-up, scaled to the incident's length.
  public var usualCount: Double
  public var usualSeconds: Double
  public var firstAt: Timestamp
  public var lastAt: Timestamp
  public var samples: [LineSample]

  public init(
    statement: String, service: String, count: Int, totalSeconds: Double, longestSeconds: Double, usualCount: Double,
    usualSeconds: Double, firstAt: Timestamp, lastAt: Timestamp, samples: [LineSample]
  ) {
    self.statement = statement
    self.service = service
    self.count = count
    self.totalSeconds = totalSeconds
    self.longestSeconds = longestSeconds
    self.usualCount = usualCount
    self.usualSeconds = usualSeconds
    self.firstAt = firstAt
    self.lastAt = lastAt
    self.samples = samples
  }
}

/// Occurrences of one message template of one service.
public struct MessageFacts: Sendable, Equatable {
  /// The template's text, variables as `<*>`; for a stack trace its first line and its exception.
  public var template: String
  public var service: String
  public var severity: Severity
  public var count: Int
  /// Occurrences in the run-up, scaled to the incident's length.
  public var usualCount: Double
  public var firstAt: Timestamp
  public var lastAt: Timestamp
  public var samples: [LineSample]

  public init(
    template: String, service: String, severity: Severity, count: Int, usualCount: Double, firstAt: Timestamp,
    lastAt: Timestamp, samples: [LineSample]
  ) {
    self.template = template
    self.service = service
    self.severity = severity
    self.count = count
    self.usualCount = usualCount
    self.firstAt = firstAt
    self.lastAt = lastAt
    self.samples = samples
  }
}
