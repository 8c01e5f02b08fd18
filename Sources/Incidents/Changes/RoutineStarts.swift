import Records

/// Marks what timers do all day long: what the reader of the journal called routine, known housekeeping units, and units that were started three times or more
/// without ever having been stopped, failed or killed.
enum RoutineStarts {
  static func mark(_ changes: [Change]) -> [Change] {
    var starts: [String: Int] = [:]
    var handled: Set<String> = []
    for change in changes {
      switch change.kind {
      case .start: starts[change.subject, default: 0] += 1
      case .restart, .failure, .oom, .deploy: handled.insert(change.subject)
      default: break
      }
    }
    return changes.map { change in
      var marked = change
      switch change.kind {
      case .start:
        let often = starts[change.subject, default: 0] >= 3 && !handled.contains(change.subject)
        marked.routine = often || HousekeepingUnits.contains(change.subject)
      case .stop, .restart, .reload:
        marked.routine = HousekeepingUnits.contains(change.subject)
      default: break
      }
      if change.events.allSatisfy(\.event.routine) { marked.routine = true }
      return marked
    }
  }
}
