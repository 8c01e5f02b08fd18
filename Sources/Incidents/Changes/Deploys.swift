import Records

/// The first start or restart of a unit within ten minutes after its own package was changed is a deploy of that unit.
///
/// A unit that is restarted after some other package was changed stays a restart beside a package change: which of
/// them mattered is for a person to say.
enum Deploys {
  /// Seconds from the last line of a package operation: a large upgrade configures, and restarts, minutes after it unpacked.
  static let window = 600.0

  static func join(_ changes: [Change]) -> [Change] {
    let operations = changes.filter { $0.package != nil && ($0.kind == .packageChange || $0.kind == .command) }
    var deployed: [Int: [PackageOperation.Package]] = [:]
    var told: Set<Told> = []
    let joined = changes.map { change in
      guard change.kind == .restart || change.kind == .start || change.kind == .deploy,
        let index = best(change, operations), let package = operations[index].package,
        told.insert(Told(operation: index, unit: change.subject)).inserted
      else { return change }
      let own = own(change, operations[index])
      deployed[index, default: []] += own
      var deploy = change
      deploy.kind = .deploy
      deploy.package = PackageOperation(packages: own, command: package.command)
      deploy.events = events(operations[index], about: own) + change.events
      return deploy
    }
    // Who ran which command stays told beside what came of it; of bare lines what was not deployed.
    return joined.compactMap { change in
      guard change.kind == .packageChange, let index = operations.firstIndex(of: change), let own = deployed[index],
        let package = change.package, package.command.isEmpty
      else { return change }
      let rest = package.packages.filter { one in !own.contains { $0.name == one.name } }
      guard !rest.isEmpty else { return nil }
      var left = change
      left.package?.packages = rest
      left.events = events(change, about: rest)
      return left.events.isEmpty ? nil : left
    }
  }

  private struct Told: Hashable {
    var operation: Int
    var unit: String
  }

  /// The last operation before the change on the unit's own package; one that knows its version preferred.
  private static func best(_ change: Change, _ operations: [Change]) -> Int? {
    let near = operations.indices.filter { index in
      let operation = operations[index]
      let last = operation.events.last?.event.time ?? operation.at
      return operation.at <= change.at && change.at.seconds(since: last) <= window
        && !own(change, operation).isEmpty
    }
    return near.last { own(change, operations[$0]).contains { !$0.version.isEmpty } } ?? near.last
  }

  private static func own(_ change: Change, _ operation: Change) -> [PackageOperation.Package] {
    operation.package?.packages.filter { isRelated(change.subject, $0) } ?? []
  }

  /// The events of an operation that tell of these packages, and its command.
  private static func events(_ operation: Change, about packages: [PackageOperation.Package]) -> [ObservedEvent] {
    operation.events.filter { observed in
      guard observed.event.kind == .packageChange, PackageCommand.read(observed.event.detail) == nil else {
        return true
      }
      let told = PackageCommand.operation(observed.event).packages
      return told.contains { one in packages.contains { $0.name == one.name } }
    }
  }

  /// Whether a package plausibly is the unit's: it has its name, or a word of it that few others have.
  static func isRelated(_ unit: String, _ package: PackageOperation.Package) -> Bool {
    let words = UnitName.words(package.name)
    return !UnitName.words(unit).isDisjoint(with: words.subtracting(common))
      || UnitName.stem(unit) == package.name.lowercased()
  }

  /// Words in the names of packages that have nothing else to do with each other.
  private static let common: Set<String> = [
    "all", "base", "bin", "client", "common", "core", "daemon", "data", "default", "dev", "extra", "extras", "lib",
    "libs",
    "main", "manager", "mod", "module", "modules", "perl", "plugin", "plugins", "python", "python3", "server",
    "service",
    "system", "tools", "utils",
  ]
}
