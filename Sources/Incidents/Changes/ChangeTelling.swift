import Records

/// Tells of changes as timeline entries, each once, whether or not an incident tells of it, too.
///
/// A change is told when no event that may still come can belong to it: what comes later would give it another kind,
/// place and id. It depends on the times of events alone, so a live run tells what a replay tells.
package struct ChangeTelling: Codable, Sendable {
  /// Seconds before an event in which others lie that decide what it is a part of.
  private static let lookBack = 300.0

  /// Events of changes that have not been told.
  private var untold: [ObservedEvent] = []
  /// The second after which there may be something to tell.
  private var due = Int64.max

  package init() {}

  /// Whether something is told when time passes.
  package var isWaiting: Bool { !untold.isEmpty }

  /// Takes an event of the second that is about to be told of; housekeeping is no change.
  package mutating func note(_ event: ObservedEvent) {
    guard !event.event.routine else { return }
    untold.append(event)
    due = Int64.min
  }

  /// The entries of changes that are complete once a second is over.
  /// - Parameters:
  ///   - events: all that came so far, housekeeping included.
  ///   - noteKind: the kind of a person's note, from its text.
  package mutating func entries(
    after second: Int64, _ events: [ObservedEvent], redact: (String) -> String,
    noteKind: @escaping (String) -> EntryKind
  ) -> [TimelineEntry] {
    guard second >= due, let first = untold.map(\.event.time).min() else { return [] }
    let from = first.advanced(bySeconds: -Self.lookBack)
    let waiting = Set(untold.map(Place.init))
    let changes = ChangeLog(events.filter { $0.event.time >= from }).changes
      .filter { change in !change.routine && change.events.contains { waiting.contains(Place($0)) } }
    let entries = ChangeEntries(noteKind: noteKind)
    let complete = changes.filter { second >= $0.completeAfter.second }
    let incomplete = changes.filter { second < $0.completeAfter.second }
    // What is told is so for good, though another change may rest on it, too: a command and the deploy it led to.
    let rest = Set(incomplete.flatMap(\.events).map(Place.init))
      .subtracting(complete.flatMap(\.events).map(Place.init))
    untold.removeAll { !rest.contains(Place($0)) }
    due = incomplete.map(\.completeAfter.second).min() ?? Int64.max
    return complete.compactMap { entries.entry($0)?.redacted(redact) }
  }
}

/// Where the record of an event stands, and what it tells: a line may tell of several things.
private struct Place: Hashable {
  var source: String
  var position: SourcePosition
  var kind: ContextEvent.Kind
  var subject: String

  init(_ observed: ObservedEvent) {
    source = observed.source
    position = observed.event.position
    kind = observed.event.kind
    subject = observed.event.subject
  }
}

extension Change {
  /// When it is over that events may come that belong to it.
  fileprivate var completeAfter: Timestamp {
    guard let last = events.last?.event else { return at }
    let seconds: Double =
      switch kind {
      case .note, .suppressed, .reload: 0
      case .command where package == nil: 0
      case .deploy where events.count == 1: 0
      case .reboot where last.kind == .shutdown: Reboots.longest
      default: ChangeLog.window
      }
    let latest = events.map(\.event.time).max() ?? last.time
    return latest.advanced(bySeconds: seconds)
  }
}
