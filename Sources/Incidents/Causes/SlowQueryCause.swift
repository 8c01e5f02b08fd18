import Records

/// Database statements that took more time in the incident than in the run-up.
struct SlowQueryCause: CauseEvidence {
  let kinds: Set<CauseKind> = [.slowQuery]
  static let ceiling = 0.8

  func candidates(_ facts: IncidentFacts) -> [CauseCandidate] {
    let all = facts.statements.reduce(0) { $0 + extra($1) }
    guard all > 0 else { return [] }
    let worst = facts.statements.sorted { a, b in
      extra(a) != extra(b) ? extra(a) > extra(b) : a.statement < b.statement
    }
    return worst.prefix(3).compactMap { statement in
      guard extra(statement) >= 1 else { return nil }
      return candidate(statement, share: extra(statement) / all, facts)
    }
  }

  private func extra(_ statement: StatementFacts) -> Double {
    max(0, statement.totalSeconds - max(0, statement.usualSeconds))
  }

  /// Many statements slowed down at once point at what they share, one that stands out points at itself.
  private func candidate(_ statement: StatementFacts, share: Double, _ facts: IncidentFacts) -> CauseCandidate {
    let extra = extra(statement)
    let novelty = extra / max(0.001, statement.totalSeconds)
    let volume = 0.5 + 0.5 * min(1, extra / 60)
    let score = Self.ceiling * volume * (0.4 + 0.6 * novelty) * (0.4 + 0.6 * min(1, share / 0.6))
    let text = Wording.oneLine(statement.statement, atMost: 300)
    return CauseCandidate(
      .slowQuery, text, at: statement.firstAt, onset: facts.startedAt,
      score: score * SignatureFindings.promptness(statement.firstAt, facts),
      summary: "`\(Wording.oneLine(statement.statement, atMost: 160))` was logged as slow "
        + "\(Wording.count(statement.count, "time")) and took \(Wording.duration(statement.totalSeconds)) in all "
        + "(\(Wording.duration(statement.usualSeconds)) would be usual), the longest "
        + "\(Wording.milliseconds(statement.longestSeconds * 1000)), first "
        + "\(Wording.relative(statement.firstAt, toOnset: facts.startedAt)).",
      evidence: statement.samples.prefix(4).map(\.evidence))
  }
}
