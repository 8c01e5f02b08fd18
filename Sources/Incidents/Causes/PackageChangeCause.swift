/// A package operation that no restart followed: a library, an unattended upgrade.
struct PackageChangeCause: CauseEvidence {
  let kinds: Set<CauseKind> = [.packageChange]

  func candidates(_ facts: IncidentFacts) -> [CauseCandidate] {
    let changes = ChangeLog(facts.events).changes
    let deployed = changes.filter { $0.kind == .deploy }.flatMap(\.events)
    return changes.compactMap { change in
      guard let package = change.package, change.kind == .packageChange || change.kind == .command,
        !change.events.contains(where: deployed.contains)
      else { return nil }
      let name = package.name.isEmpty ? change.subject : package.name
      var named = change
      named.subject = name
      let what = package.version.isEmpty ? name : "\(name) \(package.version)"
      let when = Wording.relative(change.at, toOnset: facts.startedAt)
      return CauseCandidate(
        .packageChange, name, at: change.at, onset: facts.startedAt,
        score: ChangeScore.of(named, ceiling: 0.85, facts: facts, unrelated: 0.7),
        summary: "Package \(Wording.oneLine(what)) was changed, \(when).", evidence: change.events.map(\.evidence))
    }
  }
}
