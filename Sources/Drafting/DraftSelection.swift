import Incidents
import Records

/// Which entries of an incident's timeline a draft tells of where.
struct DraftSelection {
  /// The most rows of the timeline: about a page. Starred ones are shown beyond it, up to `mostRows`.
  static let timelineRows = 60
  static let mostRows = 240
  /// The most rows of the appendix with what the timeline leaves out, and of any other list.
  static let appendixRows = 200
  static let listRows = 12
  /// The most rows of a list with what people noted: their words are not what is left out first.
  static let notedRows = 48
  /// What people or machines did in this time before a recovery is told as having preceded it.
  static let recoveryWindow: Duration = .seconds(600)

  let rows: [TimelineEntry]
  /// What the rows leave out, in time order, up to the appendix' limit.
  let appendix: [TimelineEntry]
  /// Entries that are in neither.
  let leftOut: Int
  private let incident: Incident

  init(_ incident: Incident) {
    var incident = incident
    incident.timeline = Self.withoutInstallations(of: incident.timeline)
    self.incident = incident
    var timeline = incident.timeline.foldingRepeats
    if timeline.count > Self.timelineRows { timeline = timeline.foldingScatteredRepeats }
    let weighty = incident.timeline.lazy.filter { $0.importance == 5 }.count
    let limit = min(max(Self.timelineRows, weighty), Self.mostRows)
    // One ranking of all: the rows are the best of those that either place shows.
    let most = TimelineSelection(timeline, limit: limit + Self.appendixRows)
    leftOut = most.omitted
    rows = TimelineSelection(most.entries, limit: limit).entries
    let shown = Set(rows.map(\.id))
    appendix = most.entries.filter { !shown.contains($0.id) }
  }

  /// What a list shows of these: of what the logs show no more than any other list has.
  static func listed(_ entries: [TimelineEntry]) -> [TimelineEntry] {
    let observed = Set(entries.lazy.filter { $0.origin != .noted }.prefix(listRows).map(\.id))
    return Array(entries.lazy.filter { $0.origin == .noted || observed.contains($0.id) }.prefix(notedRows))
  }

  /// Without the changes of packages that a deploy rests on: it tells of them.
  private static func withoutInstallations(of timeline: [TimelineEntry]) -> [TimelineEntry] {
    func positions(_ entry: TimelineEntry) -> [String] { entry.evidence.map { "\($0.source)\u{0}\($0.position)" } }
    let told = Set(timeline.lazy.filter { $0.kind == .deploy }.flatMap(positions))
    return told.isEmpty
      ? timeline
      : timeline.filter { $0.kind != .packageChange || $0.starred || !positions($0).allSatisfy(told.contains) }
  }

  /// What people noted of these kinds, in time order.
  func noted(_ kinds: EntryKind...) -> [TimelineEntry] {
    incident.timeline.filter { $0.origin == .noted && kinds.contains($0.kind) }
  }

  /// What was done while it lasted, as people noted it or the logs show it.
  var actions: [TimelineEntry] {
    incident.timeline.filter { entry in
      if entry.origin == .noted { return entry.kind == .action || entry.kind == .mitigation }
      return entry.changesSystem && entry.at > incident.startedAt && entry.at <= incident.knownUntil
    }
  }

  /// What was done and suspected, in time order.
  var tried: [TimelineEntry] {
    let actions = Set(actions.map(\.id))
    return incident.timeline.filter { actions.contains($0.id) || $0.origin == .noted && $0.kind == .hypothesis }
  }

  /// What people did, suspected, handed over and told, in time order.
  var responses: [TimelineEntry] {
    let tried = Set(tried.map(\.id))
    return incident.timeline.filter { entry in
      tried.contains(entry.id)
        || entry.origin == .noted && [.deadEnd, .escalation, .communication].contains(entry.kind)
    }
  }

  /// Commands that people ran while it lasted.
  var commands: [TimelineEntry] { actions.filter { $0.kind == .command } }

  /// The last change that the logs show before the onset.
  var changeBefore: TimelineEntry? {
    incident.timeline.last { $0.origin != .noted && $0.changesSystem && $0.at <= incident.startedAt }
  }

  /// What is known of how it ended, in time order: what people noted of it, the recoveries, and what changed something
  /// in the window before one, with the recovery's time.
  var ending: [(entry: TimelineEntry, recovery: Timestamp?)] {
    let ends = incident.phases.compactMap(\.endedAt)
    return incident.timeline.compactMap { entry in
      switch entry.kind {
      case .resolution, .recovery, .end: return (entry, nil)
      case .action, .mitigation: break
      default: guard entry.changesSystem else { return nil }
      }
      guard entry.at >= incident.startedAt else { return nil }
      let next = ends.first { $0 >= entry.at && $0.duration(since: entry.at) <= Self.recoveryWindow }
      return next.map { (entry, $0) }
    }
  }

  /// Who noted something, in the order in which they did.
  var people: [String] {
    var seen: Set<String> = []
    return incident.timeline.compactMap(\.by).filter { seen.insert($0).inserted }
  }
}

extension TimelineEntry {
  /// Whether it tells of something that was done to the system.
  var changesSystem: Bool {
    switch kind {
    case .deploy, .restart, .reload, .start, .stop, .packageChange, .command, .reboot: true
    default: false
    }
  }
}

extension TimelineSelection {
  fileprivate var entries: [TimelineEntry] {
    rows.compactMap { row in
      if case .entry(let entry) = row { return entry }
      return nil
    }
  }
}
