package import Records

/// What was done between two phases of an incident, as candidates for the relapse that followed.
///
/// They explain a part of the incident, so they weigh less than they would before its onset, and stand behind the best
/// candidate for that.
enum RelapseCauses {
  static let weight = 0.6

  private static let evidence: [any CauseEvidence] = [
    DeployCause(), RestartCause(), ConfigChangeCause(), PackageChangeCause(), RebootCause(),
  ]

  /// - Parameter causes: the candidates for the onset, in their order.
  /// - Parameter end: what came after it brought nothing about.
  static func added(to causes: [CauseCandidate], _ facts: IncidentFacts, until end: Timestamp) -> [CauseCandidate] {
    let found = facts.phases.indices.dropFirst().flatMap { candidates(forPhase: $0, facts) }
      .filter { one in one.at <= end && !causes.contains { $0.kind == one.kind && $0.at == one.at } }
    guard !found.isEmpty else { return causes }
    let most = causes.first.map { (($0.score - 0.001) * 1000).rounded() / 1000 } ?? 1
    return CauseRanking.ordered(
      causes
        + found.map { candidate in
          var candidate = candidate
          candidate.score = min(candidate.score, most)
          return candidate
        })
  }

  private static func candidates(forPhase index: Int, _ facts: IncidentFacts) -> [CauseCandidate] {
    guard let over = facts.phases[index - 1].endedAt else { return [] }
    let start = facts.phases[index].startedAt
    var relapse = facts
    relapse.startedAt = start
    return evidence.flatMap { $0.candidates(relapse) }
      .filter { $0.at > over && $0.at <= start.advanced(bySeconds: 15) }
      .map { $0.moved(from: (1, start), to: (index + 1, start)) }
  }
}

extension CauseCandidate {
  /// The start of a phase, counted from 1; the first is the onset.
  package typealias PhaseStart = (number: Int, at: Timestamp)

  /// Whether it is of something that was done, not of messages that were counted.
  package var isOfChange: Bool {
    switch kind {
    case .deploy, .restart, .configChange, .packageChange, .reboot: true
    case .slowQuery, .saturation, .oom, .diskFull, .dns, .tls, .dependency, .trafficSurge, .newError: false
    }
  }

  /// `12 s before the onset`, `12 s before the second phase began`: its lead, which is given in words.
  package func leadInWords(_ lead: String) -> String {
    "\(lead) \(leadSeconds < 0 ? "after" : "before") \(Wording.start(ofPhase: phase ?? 1))"
  }

  /// The same of an incident that has other phases now; nil where the phase that it led to is in none of them.
  package func moved(from old: [Phase], to new: [Phase]) -> CauseCandidate? {
    guard isOfChange, let first = old.first, let onset = new.first else { return self }
    let number = phase ?? 1
    guard old.indices.contains(number - 1) else { return nil }
    let led = old[number - 1]
    let place = new.firstIndex { $0.startedAt == led.startedAt || ($0.endedAt != nil && $0.endedAt == led.endedAt) }
    guard let place else {
      return phase == nil ? moved(from: (1, first.startedAt), to: (1, onset.startedAt)) : nil
    }
    return moved(from: (number, led.startedAt), to: (place + 1, new[place].startedAt))
  }

  /// The same, counted to the start of another phase.
  func moved(from old: PhaseStart, to new: PhaseStart) -> CauseCandidate {
    guard old != new else { return self }
    var moved = self
    moved.phase = new.number == 1 ? nil : new.number
    moved.leadSeconds = new.at.seconds(since: at)
    if let words = summary.ranges(of: Wording.relative(at, toPhase: old.number, from: old.at)).last {
      moved.summary.replaceSubrange(words, with: Wording.relative(at, toPhase: new.number, from: new.at))
    }
    if old.at != new.at { moved = moved.scored(from: old.at, to: new.at) }
    if old.number == 1, new.number > 1 { moved.score *= RelapseCauses.weight }
    if old.number > 1, new.number == 1 { moved.score = min(1, moved.score / RelapseCauses.weight) }
    moved.score = (moved.score * 1000).rounded() / 1000
    return moved
  }

  /// The same, weighed by how close it is to another start; 0 where it came after that.
  func scored(from old: Timestamp, to start: Timestamp) -> CauseCandidate {
    let was = ChangeScore.closeness(lead: old.seconds(since: at))
    let now = ChangeScore.closeness(lead: start.seconds(since: at))
    var scored = self
    scored.score = was > 0 ? (min(1, score * now / was) * 1000).rounded() / 1000 : 0
    return scored
  }
}
