import Records

/// The trouble was not one host's: it stands in the logs of others, too. Only where a service is read from several logs;
/// whether these are of several hosts or of several sites of one, requests do not tell.
struct OneLogExclusion: Exclusion {
  func finding(_ facts: IncidentFacts, causes: [CauseCandidate]) -> RuledOut? {
    let logs = facts.impact.logs
    let bad = logs.reduce(0) { $0 + $1.bad }
    guard bad >= 10, let worst = logs.first else { return nil }
    let rate = { (log: LogImpact) in Double(log.bad) / Double(log.requests) }
    // As bad as it gets somewhere else, by half.
    let others = logs.dropFirst().filter { $0.bad >= 5 && rate($0) * 2 >= rate(worst) }
    guard !others.isEmpty else { return nil }
    let all = logs.reduce(0) { $0 + $1.requests }
    return RuledOut(
      hypothesis: "one log",
      finding:
        "Failed or slow requests of \(worst.service) stand in \(logs.count { $0.bad > 0 }) of \(logs.count) logs; "
        + "\(Wording.oneLine(worst.source, atMost: 80)) has the most, "
        + "\(Wording.percent(share: Double(worst.bad) / Double(bad))) of them and "
        + "\(Wording.percent(share: Double(worst.requests) / Double(all))) of the requests. Where each host has a log of its own, it was not one host."
    )
  }
}
