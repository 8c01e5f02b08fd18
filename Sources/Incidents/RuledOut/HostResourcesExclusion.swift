import Records

/// Neither memory nor disk is said to have run out.
struct HostResourcesExclusion: Exclusion {
  func finding(_ facts: IncidentFacts, causes: [CauseCandidate]) -> RuledOut? {
    let signs = facts.messages.contains { message in
      let sense = MessageMeaning.of(message).sense
      return sense == .cause(.oom) || sense == .cause(.diskFull)
    }
    let kills = facts.events.contains {
      $0.event.kind == .oomKill && $0.event.time >= facts.startedAt.advanced(bySeconds: -900)
    }
    guard !facts.events.isEmpty, !signs, !kills else { return nil }
    return RuledOut(
      hypothesis: "host resources",
      finding: "The logs that were read hold no OOM kill and no message of memory or disk running out.")
  }
}
