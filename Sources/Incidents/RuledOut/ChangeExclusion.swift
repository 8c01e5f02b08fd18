import Records

/// No change was made shortly before. Only where a journal was read: its events are the only witness.
struct ChangeExclusion: Exclusion {
  static let hypothesis = "a change shortly before"

  func finding(_ facts: IncidentFacts, causes: [CauseCandidate]) -> RuledOut? {
    guard !facts.events.isEmpty else { return nil }
    let from = facts.startedAt.advanced(bySeconds: -ChangeScore.near)
    let to = facts.startedAt.advanced(bySeconds: 5)
    let found = ChangeLog(facts.events).suspects.contains { change in
      change.at >= from && change.at <= to && change.kind != .note && change.kind != .suppressed
        && change.kind != .oom
    }
    guard !found else { return nil }
    return RuledOut(
      hypothesis: Self.hypothesis,
      finding: "The events that were read name no deploy, restart, reload, package change or command in the "
        + "\(Wording.duration(ChangeScore.near)) before the onset.")
  }
}
