import Records

/// A reboot stops and starts every unit: those are the reboot's, not changes of their own.
enum Reboots {
  /// Seconds before a shutdown and after a boot.
  static let before = 60.0
  static let after = 180.0
  /// Seconds from a shutdown to the boot that belongs to it, at most.
  static let longest = 1800.0

  static func absorb(_ changes: [Change]) -> [Change] {
    let reboots = changes.filter { $0.kind == .reboot }
    guard !reboots.isEmpty else { return changes }
    return changes.filter { change in
      guard change.kind == .start || change.kind == .stop || change.kind == .restart else { return true }
      return !reboots.contains { reboot in
        change.at >= reboot.began.advanced(bySeconds: -before) && change.at <= reboot.at.advanced(bySeconds: after)
      }
    }
  }
}
