/// The trouble was not one client's.
struct OneClientExclusion: Exclusion {
  func finding(_ facts: IncidentFacts, causes: [CauseCandidate]) -> RuledOut? {
    guard let worst = facts.traffic.worstClientShare, worst < 0.2, let clients = facts.impact.affectedClients,
      clients >= 10
    else {
      return nil
    }
    var finding =
      "\(Wording.count(clients, "client")) had failed or slow requests; the worst of them had "
      + "\(Wording.percent(share: worst)) of these"
    if let busiest = facts.traffic.busiestClientShare {
      finding += ", and the busiest client sent \(Wording.percent(share: busiest)) of all requests"
    }
    return RuledOut(hypothesis: "one client", finding: finding + ".")
  }
}
