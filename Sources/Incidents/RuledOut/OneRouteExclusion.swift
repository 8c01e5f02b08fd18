/// The trouble was spread over routes.
struct OneRouteExclusion: Exclusion {
  func finding(_ facts: IncidentFacts, causes: [CauseCandidate]) -> RuledOut? {
    let routes = facts.traffic.routes.map { (name: $0.route, bad: $0.failed + $0.slow) }.filter { $0.bad > 0 }
    let bad = routes.reduce(0) { $0 + $1.bad }
    guard routes.count >= 2, bad >= 10, let worst = routes.max(by: { ($0.bad, $1.name) < ($1.bad, $0.name) }) else {
      return nil
    }
    let share = Double(worst.bad) / Double(bad)
    guard share < 0.75 else { return nil }
    return RuledOut(
      hypothesis: "one route",
      finding: "\(Wording.count(routes.count, "route")) had failed or slow requests; "
        + "\(Wording.oneLine(worst.name, atMost: 80)) had the most, \(Wording.percent(share: share)) of them.")
  }
}
