import Records

/// Puts candidates in order: what is explained by another comes after it.
enum CauseRanking {
  static let limit = 8
  static let leastScore = 0.08

  /// One thing that brings another with it. The consequence loses weight where its explanation is strong and
  /// was there first (within half a minute: lines of the same second may come in any order).
  private struct Explanation {
    let by: Set<CauseKind>
    let of: Set<CauseKind>
    let factor: Double
  }

  private static let explanations = [
    // A statement that hogs connections empties the pool; an empty pool slows no statement.
    Explanation(by: [.slowQuery], of: [.saturation], factor: 0.8),
    Explanation(by: [.oom, .diskFull], of: [.saturation, .slowQuery, .dependency, .newError], factor: 0.7),
    // A killed unit is restarted, and its failure is not another cause.
    Explanation(by: [.oom, .diskFull, .reboot], of: [.restart], factor: 0.6),
    Explanation(by: [.dns, .tls, .saturation, .slowQuery], of: [.dependency, .newError], factor: 0.7),
    Explanation(
      by: [.deploy, .configChange, .restart, .packageChange, .reboot], of: [.dependency, .newError], factor: 0.8),
    Explanation(by: [.dns], of: [.tls], factor: 0.9),
  ]
  private static let strong = 0.55

  static func rank(_ candidates: [CauseCandidate]) -> [CauseCandidate] {
    let weighed = candidates.map { candidate in
      var weighed = candidate
      for explanation in explanations where explanation.of.contains(candidate.kind) {
        let known = candidates.contains {
          explanation.by.contains($0.kind) && $0.score >= strong && $0.at <= candidate.at.advanced(bySeconds: 30)
        }
        if known { weighed.score *= explanation.factor }
      }
      weighed.score = (weighed.score * 1000).rounded() / 1000
      return weighed
    }
    return ordered(weighed)
  }

  /// The best of them in their order.
  static func ordered(_ candidates: [CauseCandidate]) -> [CauseCandidate] {
    let kept = candidates.filter { $0.score >= leastScore }.sorted(by: before).prefix(limit)
    return kept.enumerated().map { index, candidate in
      var ranked = candidate
      ranked.rank = index + 1
      return ranked
    }
  }

  private static func before(_ a: CauseCandidate, _ b: CauseCandidate) -> Bool {
    if a.score != b.score { return a.score > b.score }
    if a.at != b.at { return a.at < b.at }
    if a.kind != b.kind { return a.kind.rawValue < b.kind.rawValue }
    return a.subject < b.subject
  }
}
