/// What was done to Hindcast itself. It stays told, but reading the logs of a service does not harm the service.
enum OwnChanges {
  /// hindcastd's unit, its process and the package of both.
  private static let names: Set<String> = ["hindcast", "hindcastd"]

  static func contains(_ change: Change) -> Bool {
    switch change.kind {
    case .packageChange: isOwn(change.package)
    case .command: isOwn(change.package) || change.package == nil && concernsConfiguration(change.detail)
    case .deploy, .restart, .reload, .start, .stop, .failure, .oom: names.contains(UnitName.stem(change.subject))
    case .reboot, .suppressed, .note: false
    }
  }

  /// Whether the package is all that was asked for.
  private static func isOwn(_ operation: PackageOperation?) -> Bool {
    guard let main = operation?.main, !main.isEmpty else { return false }
    return main.allSatisfy { names.contains($0.name) }
  }

  /// Whether a command works on nothing but the configuration of Hindcast.
  private static func concernsConfiguration(_ command: String) -> Bool {
    let paths = command.split(separator: " ").dropFirst().filter { $0.contains("/etc/") }
    return !paths.isEmpty && paths.allSatisfy { $0.contains("/etc/hindcast") }
  }
}
