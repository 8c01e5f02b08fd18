import Records

/// A restart within two minutes after a package operation is a deploy of that unit.
enum Deploys {
  static func join(_ changes: [Change]) -> [Change] {
    let operations = changes.filter { $0.package != nil && ($0.kind == .packageChange || $0.kind == .command) }
    var used: Set<Int> = []
    var joined: [Change] = []
    for change in changes {
      guard change.kind == .restart || change.kind == .start || change.kind == .deploy,
        let index = best(change, operations)
      else {
        joined.append(change)
        continue
      }
      let operation = operations[index]
      // A timer's unit that happens to start after an installation is not what was deployed.
      let related = related(change, operation)
      if change.kind == .start && !related {
        joined.append(change)
        continue
      }
      used.insert(index)
      var deploy = change
      deploy.kind = .deploy
      deploy.package = operation.package
      deploy.events = operation.events + change.events
      joined.append(deploy)
    }
    let swallowed = used.map { operations[$0] }.filter { $0.kind == .packageChange }
    return joined.filter { change in !(change.kind == .packageChange && swallowed.contains(change)) }
  }

  /// The last operation before the change, one on the unit's own package preferred.
  private static func best(_ change: Change, _ operations: [Change]) -> Int? {
    let near = operations.indices.filter {
      let lead = change.at.seconds(since: operations[$0].at)
      return lead >= 0 && lead <= ChangeLog.window
    }
    return near.last { related(change, operations[$0]) && operations[$0].package?.version != "" }
      ?? near.last { related(change, operations[$0]) } ?? near.last
  }

  private static func related(_ change: Change, _ operation: Change) -> Bool {
    guard let package = operation.package else { return false }
    return !UnitName.words(change.subject).isDisjoint(with: UnitName.words(package.name))
  }
}
