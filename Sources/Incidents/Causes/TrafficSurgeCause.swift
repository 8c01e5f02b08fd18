import Records

/// More requests than usual, from before the onset; a surge that begins after it is people trying again.
struct TrafficSurgeCause: CauseEvidence {
  let kinds: Set<CauseKind> = [.trafficSurge]

  func candidates(_ facts: IncidentFacts) -> [CauseCandidate] {
    let traffic = facts.traffic
    guard let began = traffic.surgeBeganAt, traffic.usualRate > 0 else { return [] }
    let ratio = max(traffic.rate / traffic.usualRate, traffic.peakRate / max(traffic.usualRate, traffic.usualPeakRate))
    let lead = facts.startedAt.seconds(since: began)
    // The surge is dated to a whole minute.
    guard ratio >= 1.3, lead >= -60 else { return [] }
    let size = min(0.78, 0.45 + 0.15 * (ratio - 1))
    let closeness = lead <= 3600 ? 1.0 : 3600 / lead
    return [
      CauseCandidate(
        .trafficSurge, "traffic", at: began, onset: facts.startedAt, score: size * closeness,
        summary: "Requests came at \(Wording.decimal(traffic.rate))/s in the incident, "
          + "\(Wording.decimal(traffic.usualRate))/s before it, \(Wording.decimal(traffic.peakRate))/s in the busiest "
          + "minute; the rise began \(Wording.relative(began, toOnset: facts.startedAt)).",
        evidence: [])
    ]
  }
}
