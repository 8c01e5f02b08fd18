import Records

/// Processes that the kernel killed for lack of memory, and messages that say memory ran out.
struct OutOfMemoryCause: CauseEvidence {
  let kinds: Set<CauseKind> = [.oom]

  func candidates(_ facts: IncidentFacts) -> [CauseCandidate] {
    let kills = ChangeLog(facts.events).suspects.filter { $0.kind == .oom }
    let earliest = facts.startedAt.advanced(bySeconds: -ChangeScore.near)
    var units: [String: [Change]] = [:]
    for kill in kills where kill.at >= earliest { units[kill.subject, default: []].append(kill) }
    let fromEvents = units.keys.sorted().compactMap { unit in
      units[unit].flatMap { candidate(unit, $0, facts) }
    }
    return fromEvents + SignatureCause(.outOfMemory).candidates(facts)
  }

  private func candidate(_ unit: String, _ kills: [Change], _ facts: IncidentFacts) -> CauseCandidate? {
    guard let first = kills.first else { return nil }
    let lead = facts.startedAt.seconds(since: first.at)
    let timing =
      lead >= 0 ? ChangeScore.closeness(lead: lead) : SignatureFindings.promptness(first.at, facts)
    let process = kills.lazy.map(\.detail).first { !$0.isEmpty && $0.utf8.count < 64 } ?? ""
    let times = Wording.count(kills.count, "time")
    let what = process.isEmpty || process == unit ? "" : " (\(Wording.oneLine(process, atMost: 40)))"
    return CauseCandidate(
      .oom, unit, at: first.at, onset: facts.startedAt, score: (kills.count > 1 ? 0.96 : 0.93) * timing,
      summary: "The kernel killed \(unit)\(what) \(times) for lack of memory, first "
        + "\(Wording.relative(first.at, toOnset: facts.startedAt)).",
      evidence: kills.prefix(4).flatMap { $0.events.prefix(2) }.map(\.evidence))
  }
}
