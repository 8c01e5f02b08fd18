import Records

/// Folds context events into changes.
///
/// A unit's events within `window` of each other are one change: what opened it (an OOM kill before a failure before
/// a stop) gives its kind, the start that follows closes it. A start that nothing preceded is a start; a unit
/// that starts again and again without ever being stopped is a timer's and routine.
struct ChangeLog: Sendable {
  /// In time order.
  let changes: [Change]

  /// Seconds within which a unit's events, and the lines of a package operation, belong together.
  static let window = 120.0
  /// The kernel tells of a kill, systemd of the unit it hit a moment later.
  static let killWindow = 5.0

  init(_ events: [ObservedEvent]) {
    var folding = ChangeFolding()
    for event in Self.ordered(events) { folding.add(event) }
    let folded = folding.finish()
    // A unit that a boot started was not deployed by it.
    let deployed = Deploys.join(Reboots.absorb(folded).sorted(by: Self.before))
    changes = RoutineStarts.mark(deployed).sorted(by: Self.before)
  }

  /// Those that may explain trouble elsewhere.
  var suspects: [Change] { changes.filter { !$0.routine && !OwnChanges.contains($0) } }

  /// One order whatever the order of arrival, without what two sources both tell.
  private static func ordered(_ events: [ObservedEvent]) -> [ObservedEvent] {
    let sorted = events.sorted { a, b in
      if a.event.time != b.event.time { return a.event.time < b.event.time }
      if a.event.kind != b.event.kind { return a.event.kind.rawValue < b.event.kind.rawValue }
      if a.event.subject != b.event.subject { return a.event.subject < b.event.subject }
      if a.source != b.source { return a.source < b.source }
      return a.event.position.text < b.event.position.text
    }
    var recent: [String: ObservedEvent] = [:]
    return sorted.filter { observed in
      let event = observed.event
      // Who wrote a note is known to the journal only.
      let subject = event.kind == .note ? "" : event.subject
      let key = "\(event.kind.rawValue)\u{0}\(subject)\u{0}\(event.detail)"
      if let twin = recent[key], twin.source != observed.source, event.time.seconds(since: twin.event.time) < 1 {
        return false
      }
      recent[key] = observed
      return true
    }
  }

  static func before(_ a: Change, _ b: Change) -> Bool {
    if a.at != b.at { return a.at < b.at }
    if a.subject != b.subject { return a.subject < b.subject }
    return a.detail < b.detail
  }
}
