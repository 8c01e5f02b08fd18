import Records

/// A suggestion how bad it was, from shares and length; a person may set another.
///
/// | severity | rule |
/// | --- | --- |
/// | critical | at least 5 min long, and a quarter of the clients affected, or a fifth of the requests failed, or a service fell to a tenth of its usual requests |
/// | major | at least 2 min long, and 5 % of the clients affected or 2 % of the requests failed; or 1 % of either for half an hour; or a lost host or silent service |
/// | minor | all else |
///
/// Where clients are not known the share of bad (failed or slow) requests stands for theirs.
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
    if seconds >= 300, affected >= 25 || failed >= 20 || gone { return .critical }
    if seconds >= 120, affected >= 5 || failed >= 2 { return .major }
    if seconds >= 1800, affected >= 1 || failed >= 1 { return .major }
    return gone ? .major : .minor
  }
}
