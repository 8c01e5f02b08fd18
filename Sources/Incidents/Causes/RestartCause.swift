import Records

/// A unit that was restarted, stopped or that failed before the onset.
///
/// A unit the kernel killed for lack of memory is no restart: the kill explains it (`ChangeLog` folds them).
struct RestartCause: CauseEvidence {
  let kinds: Set<CauseKind> = [.restart]

  func candidates(_ facts: IncidentFacts) -> [CauseCandidate] {
    ChangeLog(facts.events).suspects.compactMap { change in
      guard let ceiling = Self.ceiling(change) else { return nil }
      return CauseCandidate(
        .restart, change.subject, at: change.at, onset: facts.startedAt,
        score: ChangeScore.of(change, ceiling: ceiling, facts: facts)
          * ChangeScore.freshness(change, facts, grace: 120),
        summary: Self.summary(change) + ", " + Wording.relative(change.at, toOnset: facts.startedAt) + ".",
        evidence: change.events.prefix(4).map(\.evidence))
    }
  }

  /// A unit that stays down explains more than one that came back at once.
  private static func ceiling(_ change: Change) -> Double? {
    switch change.kind {
    case .restart: 0.8
    case .stop: 0.85
    case .failure: change.recoveredAt == nil ? 0.88 : 0.82
    case .start: 0.4
    default: nil
    }
  }

  static func summary(_ change: Change) -> String {
    switch change.kind {
    case .restart: "\(change.subject) was restarted"
    case .stop: "\(change.subject) was stopped"
    case .start: "\(change.subject) was started"
    default:
      if let back = change.recoveredAt {
        "\(change.subject) failed and was started again \(Wording.duration(back.seconds(since: change.at))) later"
      } else {
        "\(change.subject) failed"
      }
    }
  }
}
