/// A package operation that no restart followed: a library, an unattended upgrade.
struct PackageChangeCause: CauseEvidence {
  let kinds: Set<CauseKind> = [.packageChange]
  static let ceiling = 0.85
  static let unrelated = 0.7

  func candidates(_ facts: IncidentFacts) -> [CauseCandidate] {
    let log = ChangeLog(facts.events)
    let deploys = log.changes.filter { $0.kind == .deploy }
    return log.suspects.compactMap { change in
      guard var package = change.package, change.kind == .packageChange || change.kind == .command else { return nil }
      let deployed = deploys.filter { $0.events.contains(where: change.events.contains) }
        .flatMap { $0.package?.packages ?? [] }
      package.packages = package.main.filter { one in !deployed.contains { $0.name == one.name } }
      guard deployed.isEmpty || !package.packages.isEmpty else { return nil }
      let name = package.packages.isEmpty ? change.subject : package.name
      var named = change
      named.subject = name
      let what = package.version.isEmpty ? name : "\(name) \(package.version)"
      let when = Wording.relative(change.at, toOnset: facts.startedAt)
      return CauseCandidate(
        .packageChange, name, at: change.at, onset: facts.startedAt,
        score: ChangeScore.of(named, ceiling: Self.ceiling, facts: facts, unrelated: Self.unrelated),
        summary: "Package \(Wording.oneLine(what)) was changed, \(when).",
        evidence: change.events.prefix(8).map(\.evidence))
    }
  }
}
