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

extension Incident {
  /// How long it was how bad, without what it never was; nil where that is not known. Where the severity of the whole is not
  /// that of the worst stretch, also why: `critical for 11 min; minor as a whole, as ann set it`.
  package var severityCourse: String? {
    let seconds = severitySeconds
    let told = [
      (IncidentSeverity.critical, seconds.critical), (.major, seconds.major), (.minor, seconds.minor),
    ].filter { $0.1 > 0 }
    guard let worst = told.first?.0 else { return nil }
    let course = told.map { "\($0.0.rawValue) for \(Duration.approximately(seconds: $0.1).inWords)" }
      .joined(separator: ", ")
    guard worst != severity else { return course }
    let reason = setBy[.severity].map { "as \($0) set it" } ?? "by the shares of all requests and how long it lasted"
    return "\(course); \(severity.rawValue) as a whole, \(reason)"
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
  /// As bad as it ever was.
  package var worst: IncidentSeverity? {
    let told = Set(map(\.severity))
    return IncidentSeverity.allCases.last(where: told.contains)
  }

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

  /// What of them lies between two times.
  package func part(from start: Timestamp, until end: Timestamp?) -> [SeveritySpan] {
    let after = split(at: start).after
    return end.map { after.split(at: $0).before } ?? after
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
