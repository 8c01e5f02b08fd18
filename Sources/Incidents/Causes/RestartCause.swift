import Records

/// A unit that was restarted, stopped or that failed before the onset.
///
/// A unit the kernel killed for lack of memory is no restart: the kill explains it (`ChangeLog` folds them).
struct RestartCause: CauseEvidence {
  let kinds: Set<CauseKind> = [.restart]
  static let grace = 120.0

  func candidates(_ facts: IncidentFacts) -> [CauseCandidate] {
    ChangeLog(facts.events).suspects.compactMap { change in
      guard let ceiling = Self.ceiling(change) else { return nil }
      return CauseCandidate(
        .restart, change.subject, at: change.at, onset: facts.startedAt,
        score: ChangeScore.of(change, ceiling: ceiling, facts: facts)
          * ChangeScore.freshness(lead: facts.startedAt.seconds(since: change.at), grace: Self.grace),
        summary: Self.summary(change) + ", " + Wording.relative(change.at, toOnset: facts.startedAt) + ".",
        evidence: change.events.prefix(4).map(\.evidence))
    }
  }

  /// A unit that stays down explains more than one that came back at once.
  private static func ceiling(_ change: Change) -> Double? {
    switch change.kind {
    case .restart: ceiling(.restart)
    case .stop: ceiling(.stop)
    case .failure: change.recoveredAt == nil ? 0.88 : ceiling(.failure)
    case .start: ceiling(.start)
    default: nil
    }
  }

  /// Of an entry, which does not tell whether a unit that failed stayed down.
  static func ceiling(_ kind: EntryKind) -> Double {
    switch kind {
    case .restart: 0.8
    case .stop: 0.85
    case .failure: 0.82
    case .start: 0.4
    default: 0
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
