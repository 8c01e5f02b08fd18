import Records

/// Something that was done to a host or befell it, folded from the context events that tell of it:
/// a stop and a start are one restart, a package operation and a restart are one deploy.
struct Change: Sendable, Equatable {
  enum Kind: Sendable {
    case deploy, restart, reload, start, stop, failure, packageChange, command, oom, reboot, suppressed, note
  }

  var kind: Kind
  /// When it was done: a restart's start, a kill's time.
  var at: Timestamp
  /// When it began to matter: a restart's stop.
  var began: Timestamp
  /// Unit, package, process or user.
  var subject: String
  /// Command line, note, process, whatever else is known.
  var detail = ""
  var package: PackageOperation?
  /// The events that tell of it, in time order.
  var events: [ObservedEvent]
  /// When the unit was started again after a failure or kill.
  var recoveredAt: Timestamp?
  /// Done by a timer all day long: neither a cause nor worth an entry.
  var routine = false
}
