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
enum IncidentSeverityRule {
  static func of(_ facts: IncidentFacts) -> IncidentSeverity {
    let seconds = (facts.endedAt ?? facts.observedUntil).seconds(since: facts.startedAt)
    let impact = facts.impact
    let bad = 100 * Double(impact.failed + impact.slow) / Double(max(1, impact.requests))
    let affected = impact.clients > 0 ? impact.affectedClientsPercent : bad
    let failed = impact.failedPercent
    let gone = facts.signals.contains { fact in
      let signal = fact.signal
      return (signal.kind == .trafficDrop || signal.kind == .silence) && signal.peak <= 0.1 * signal.baseline
    }
    if seconds >= 60, affected >= 50 || bad >= 33 { return .critical }
    if seconds >= 300, affected >= 25 || failed >= 20 || gone { return .critical }
    if seconds >= 30, affected >= 20 || bad >= 10 { return .major }
    if seconds >= 120, affected >= 5 || failed >= 2 { return .major }
    if seconds >= 1800, affected >= 1 || failed >= 1 { return .major }
    return gone ? .major : .minor
  }
}
