import Records

/// The state of the fold: a unit's change stays open until the unit has been started again.
struct ChangeFolding {
  private var done: [Change] = []
  /// By unit.
  private var open: [String: Change] = [:]
  /// Kernel kills that no unit has claimed yet.
  private var kills: [Change] = []

  mutating func add(_ observed: ObservedEvent) {
    let event = observed.event
    switch event.kind {
    case .unitStopped: begin(.stop, observed)
    case .unitFailed: begin(.failure, observed)
    case .unitRestarted: begin(.failure, observed)
    case .oomKill: addKill(observed)
    case .unitStarted: start(observed)
    case .unitReloaded: done.append(single(.reload, observed))
    case .packageChange: addPackage(observed)
    case .deploy: done.append(single(.deploy, observed))
    case .command:
      var change = single(.command, observed)
      change.package = PackageCommand.read(event.detail)
      done.append(change)
    case .reboot, .shutdown: addReboot(observed)
    case .suppressed: done.append(single(.suppressed, observed))
    case .note: done.append(single(.note, observed))
    }
  }

  mutating func finish() -> [Change] { done + kills + open.keys.sorted().compactMap { open[$0] } }

  private func single(_ kind: Change.Kind, _ observed: ObservedEvent) -> Change {
    let event = observed.event
    return Change(
      kind: kind, at: event.time, began: event.time, subject: event.subject, detail: event.detail, events: [observed])
  }

  /// Opens a unit's change, or adds to it what follows from it.
  private mutating func begin(_ kind: Change.Kind, _ observed: ObservedEvent) {
    let unit = observed.event.subject
    if var change = open[unit], let last = change.events.last,
      observed.event.time.seconds(since: last.event.time) <= ChangeLog.window
    {
      change.events.append(observed)
      if change.kind == .stop, kind == .failure { change.kind = .failure }
      open[unit] = change
    } else {
      close(unit)
      open[unit] = single(kind, observed)
    }
  }

  private mutating func close(_ unit: String) {
    if let change = open.removeValue(forKey: unit) { done.append(change) }
  }

  private mutating func start(_ observed: ObservedEvent) {
    let unit = observed.event.subject
    guard var change = open[unit], let last = change.events.last,
      observed.event.time.seconds(since: last.event.time) <= ChangeLog.window
    else {
      close(unit)
      done.append(single(.start, observed))
      return
    }
    open[unit] = nil
    change.events.append(observed)
    if change.isByHand {
      change.kind = .restart
      change.at = observed.event.time
    } else {
      change.recoveredAt = observed.event.time
    }
    done.append(change)
  }

  /// A command opens an operation; the lines that dpkg and its like write while it runs are part of it.
  private mutating func addPackage(_ observed: ObservedEvent) {
    let event = observed.event
    let operation = PackageCommand.operation(event)
    let recent = done.lastIndex { $0.kind == .packageChange || $0.kind == .command && $0.package != nil }
    guard operation.command.isEmpty, let recent, let last = done[recent].events.last,
      event.time.seconds(since: last.event.time) <= ChangeLog.window
    else {
      var change = single(.packageChange, observed)
      change.package = operation
      done.append(change)
      return
    }
    done[recent].events.append(observed)
    done[recent].package?.add(operation.packages)
  }

  /// The kernel names a process, systemd the unit: together they are one kill.
  private mutating func addKill(_ observed: ObservedEvent) {
    let subject = observed.event.subject
    guard UnitName.isUnit(subject) else {
      kills.append(single(.oom, observed))
      return
    }
    let time = observed.event.time
    if var change = open[subject], change.kind == .oom, let last = change.events.last,
      time.seconds(since: last.event.time) <= ChangeLog.killWindow
    {
      change.events.append(observed)
      open[subject] = change
      return
    }
    close(subject)
    var change = single(.oom, observed)
    change.detail = ""
    let claimed = kills.indices.filter { time.seconds(since: kills[$0].at) <= ChangeLog.killWindow }
    if let first = claimed.first {
      change.at = kills[first].at
      change.began = kills[first].at
      change.detail = kills[first].subject
      change.events = claimed.flatMap { kills[$0].events } + change.events
      for index in claimed.reversed() { kills.remove(at: index) }
    }
    open[subject] = change
  }

  /// A shutdown and the boot that follows are one reboot, begun at the shutdown.
  private mutating func addReboot(_ observed: ObservedEvent) {
    if observed.event.kind == .reboot, let index = done.lastIndex(where: { $0.kind == .reboot }),
      done[index].events.last?.event.kind == .shutdown,
      observed.event.time.seconds(since: done[index].began) <= Reboots.longest
    {
      done[index].events.append(observed)
      done[index].at = observed.event.time
    } else {
      done.append(single(.reboot, observed))
    }
  }
}

extension Change {
  /// Stopped by somebody, not by a crash: a daemon that ends with an error when it is told to stop is still stopped,
  /// and systemd schedules a restart only of what it did not stop itself.
  fileprivate var isByHand: Bool {
    guard kind == .stop || kind == .failure else { return false }
    let kinds = events.map(\.event.kind)
    return kinds.contains(.unitStopped) && !kinds.contains(.unitRestarted)
  }
}
