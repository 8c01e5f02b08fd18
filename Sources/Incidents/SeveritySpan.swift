public import Records

/// A stretch of an incident through which it was about equally bad.
public struct SeveritySpan: Codable, Sendable, Equatable {
  public var severity: IncidentSeverity
  public var startedAt: Timestamp
  /// While the incident is open, the last stretch ends with what is known.
  public var endedAt: Timestamp

  public init(severity: IncidentSeverity, startedAt: Timestamp, endedAt: Timestamp) {
    self.severity = severity
    self.startedAt = startedAt
    self.endedAt = endedAt
  }

  enum CodingKeys: String, CodingKey {
    case severity
    case startedAt = "started_at"
    case endedAt = "ended_at"
  }
}

extension Incident {
  /// Seconds of each severity: together those of the phases; pauses between phases count for none.
  public var severitySeconds: SeveritySeconds {
    func seconds(_ severity: IncidentSeverity) -> Double {
      severitySpans.reduce(0) { $0 + ($1.severity == severity ? $1.endedAt.seconds(since: $1.startedAt) : 0) }
    }
    return SeveritySeconds(critical: seconds(.critical), major: seconds(.major), minor: seconds(.minor))
  }
}

/// How long an incident was how bad.
public struct SeveritySeconds: Codable, Sendable, Equatable {
  public var critical: Double
  public var major: Double
  public var minor: Double

  public init(critical: Double, major: Double, minor: Double) {
    self.critical = critical
    self.major = major
    self.minor = minor
  }
}

extension [SeveritySpan] {
  /// What the rule says of each step; steps that follow each other and are equally bad become one.
  init(_ steps: [StepFacts]) {
    self = []
    for step in steps where step.startedAt < step.endedAt {
      let severity = IncidentSeverityRule.of(step)
      if let last, last.severity == severity, last.endedAt == step.startedAt {
        self[count - 1].endedAt = step.endedAt
      } else {
        append(SeveritySpan(severity: severity, startedAt: step.startedAt, endedAt: step.endedAt))
      }
    }
  }

  /// Those before `time` and those from then on, cut where they last across it.
  package func split(at time: Timestamp) -> (before: [SeveritySpan], after: [SeveritySpan]) {
    var (before, after): ([SeveritySpan], [SeveritySpan]) = ([], [])
    for span in self {
      var (first, second) = (span, span)
      first.endedAt = Swift.min(span.endedAt, time)
      second.startedAt = Swift.max(span.startedAt, time)
      if first.startedAt < first.endedAt { before.append(first) }
      if second.startedAt < second.endedAt { after.append(second) }
    }
    return (before, after)
  }

  /// Both in time order; what both tell of counts once, as the worse of them.
  package func joined(with other: [SeveritySpan]) -> [SeveritySpan] {
    let severities = IncidentSeverity.allCases
    let edges = Set((self + other).flatMap { [$0.startedAt, $0.endedAt] }).sorted()
    var joined: [SeveritySpan] = []
    for (from, to) in zip(edges, edges.dropFirst()) {
      let told = (self + other).filter { $0.startedAt <= from && $0.endedAt >= to }.map(\.severity)
      guard let worst = severities.last(where: told.contains) else { continue }
      if let last = joined.last, last.severity == worst, last.endedAt == from {
        joined[joined.count - 1].endedAt = to
      } else {
        joined.append(SeveritySpan(severity: worst, startedAt: from, endedAt: to))
      }
    }
    return joined
  }
}
