import Records

/// A suggestion how bad it was; a person may set another. The shares decide, then how long it lasted.
///
/// | severity | at least so long | and one of |
/// | --- | --- | --- |
/// | critical | 1 min | half of the clients affected; a third of the requests bad |
/// | critical | 5 min | a quarter of the clients affected; a fifth of the requests failed; a service fell to a tenth of its usual requests |
/// | major | 30 s | a fifth of the clients affected; a tenth of the requests bad |
/// | major | 2 min | 5 % of the clients affected; 2 % of the requests failed |
/// | major | 30 min | 1 % of the clients affected; 1 % of the requests failed |
/// | major | 0 s | a service fell to a tenth of its usual requests |
/// | minor | | all else |
///
/// Bad: failed or slow. Where clients are not known the share of bad requests stands for theirs.
///
/// A step of an incident is judged by its own requests, and by how long the phase it lies in had lasted at its end;
/// clients are not counted by the step, so bad requests stand for them.
enum IncidentSeverityRule {
  static func of(_ facts: IncidentFacts) -> IncidentSeverity {
    of(
      facts.impact, isGone: facts.signals.contains { $0.signal.leavesNearlyNothing },
      lasting: (facts.endedAt ?? facts.observedUntil).seconds(since: facts.startedAt))
  }

  /// Of a part of an incident.
  static func of(_ impact: Impact, lasting seconds: Double) -> IncidentSeverity {
    of(impact, isGone: impact.lostRequests >= 9 * max(1, impact.requests), lasting: seconds)
  }

  private static func of(_ impact: Impact, isGone: Bool, lasting seconds: Double) -> IncidentSeverity {
    let bad = 100 * Double(impact.failed + impact.slow) / Double(max(1, impact.requests))
    return of(
      Shares(
        bad: bad, failed: impact.failedPercent,
        affected: impact.clients ?? 0 > 0 ? impact.affectedClientsPercent ?? bad : bad, isGone: isGone),
      lasting: seconds)
  }

  static func of(_ step: StepFacts) -> IncidentSeverity {
    let requests = Double(max(1, step.requests))
    let bad = 100 * Double(step.failed + step.slow) / requests
    return of(
      Shares(bad: bad, failed: 100 * Double(step.failed) / requests, affected: bad, isGone: step.isGone),
      lasting: step.phaseSeconds)
  }

  /// Percentages, and whether a service fell to a tenth of its usual requests.
  private struct Shares {
    var bad: Double
    var failed: Double
    var affected: Double
    var isGone: Bool
  }

  private static func of(_ shares: Shares, lasting seconds: Double) -> IncidentSeverity {
    if seconds >= 60, shares.affected >= 50 || shares.bad >= 33 { return .critical }
    if seconds >= 300, shares.affected >= 25 || shares.failed >= 20 || shares.isGone { return .critical }
    if seconds >= 30, shares.affected >= 20 || shares.bad >= 10 { return .major }
    if seconds >= 120, shares.affected >= 5 || shares.failed >= 2 { return .major }
    if seconds >= 1800, shares.affected >= 1 || shares.failed >= 1 { return .major }
    return shares.isGone ? .major : .minor
  }
}

extension IncidentSignal {
  /// Whether a service fell to a tenth of its usual requests.
  fileprivate var leavesNearlyNothing: Bool {
    (kind == .trafficDrop || kind == .silence) && (peak ?? baseline) <= 0.1 * baseline
  }
}
