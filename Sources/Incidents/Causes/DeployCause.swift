/// A new version of a unit shortly before the onset: the strongest of the changes.
struct DeployCause: CauseEvidence {
  let kinds: Set<CauseKind> = [.deploy]
  static let ceiling = 0.97
  /// Whatever a deployed unit is called, it was deployed to serve.
  static let unrelated = 0.93

  func candidates(_ facts: IncidentFacts) -> [CauseCandidate] {
    let deploys = ChangeLog(facts.events).suspects.filter { $0.kind == .deploy }
    return deploys.map { change in
      CauseCandidate(
        .deploy, change.subject, at: change.at, onset: facts.startedAt,
        score: ChangeScore.of(change, ceiling: Self.ceiling, facts: facts, unrelated: Self.unrelated),
        summary: Self.summary(change) + " " + Wording.relative(change.at, toOnset: facts.startedAt) + ".",
        evidence: change.events.prefix(8).map(\.evidence))
    }
  }

  /// `shop-web.service was restarted after package shop-web 5.0.0 was installed`
  static func summary(_ change: Change) -> String {
    guard let package = change.package, !package.packages.isEmpty else {
      let detail = Wording.oneLine(change.detail)
      return detail.isEmpty ? "\(change.subject) was deployed" : "\(change.subject) logged a deploy, `\(detail)`,"
    }
    let name = package.version.isEmpty ? package.name : "\(package.name) \(package.version)"
    return "\(change.subject) was deployed with package \(Wording.oneLine(name))"
  }
}
