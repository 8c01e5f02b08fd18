/// Requests came at their usual rate.
struct TrafficSurgeExclusion: Exclusion {
  func finding(_ facts: IncidentFacts, causes: [CauseCandidate]) -> RuledOut? {
    let traffic = facts.traffic
    guard facts.runUpSeconds >= 30, traffic.usualRate > 0, traffic.rate < 1.25 * traffic.usualRate,
      !causes.contains(where: { $0.kind == .trafficSurge })
    else { return nil }
    return RuledOut(
      hypothesis: "traffic surge",
      finding: "Requests came at \(Wording.decimal(traffic.rate))/s in the incident and "
        + "\(Wording.decimal(traffic.usualRate))/s in the \(Wording.duration(facts.runUpSeconds)) before it.")
  }
}
