import Records

/// Neither memory nor disk is said to have run out.
struct HostResourcesExclusion: ExclusionOfParts {
  let hypothesis = "host resources"

  func finding(_ facts: IncidentFacts, causes: [CauseCandidate]) -> RuledOut? {
    let signs = facts.messages.contains { message in
      let sense = MessageMeaning.of(message).sense
      return sense == .cause(.oom) || sense == .cause(.diskFull)
    }
    let near = facts.events.filter { $0.event.time >= facts.startedAt.advanced(bySeconds: -900) }
    let kills = near.contains { $0.event.kind == .oomKill }
    guard !facts.events.isEmpty, !signs, !kills else { return nil }
    return RuledOut(
      hypothesis: hypothesis,
      finding:
        "No event from \(Wording.duration(900)) before the onset to the end (\(Wording.count(near.count)) looked at) is an "
        + "OOM kill, and no warning or error logged in the incident "
        + "(\(Wording.count(facts.messages.count, "kind")) of them) speaks of memory or disk running out.")
  }
}
