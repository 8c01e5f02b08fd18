import Control
import Incidents
import Records
import Store

/// Timeline entries in their order: where they are few all are at hand, else they are read page after page, each time that
/// they are gone through, so that they take the memory of a page.
struct EntrySeries {
  /// The first of them; all where these are few.
  let first: [StoredEntry]
  private let next: String?
  private let query: EntryQuery
  private let access: any IncidentAccess

  init(_ query: EntryQuery, _ access: any IncidentAccess) throws {
    let page = try access.page(query, after: nil)
    (first, next) = (page.entries, page.next)
    self.query = query
    self.access = access
  }

  /// Whether `first` is all there is.
  var isAtHand: Bool { next == nil }

  func eachPage(_ receive: ([StoredEntry]) throws -> Void) throws {
    try receive(first)
    var after = next
    while let place = after {
      let page = try access.page(query, after: place)
      try receive(page.entries)
      after = page.next
    }
  }
}

/// A few entries of a timeline that say of all of them what else is told of an incident: until when it is known, what was
/// done before its recoveries, and which offsets the clocks had.
struct TellingEntries {
  private let clock: Clock
  /// The incident with the entries that its recoveries name so far.
  private var incident: Incident
  private var latest: TimelineEntry?
  private var ofOffsets: [String: TimelineEntry] = [:]

  init(of incident: Incident, clock: Clock) {
    self.incident = incident
    self.incident.timeline = []
    self.clock = clock
  }

  static func of(_ incident: Incident, _ entries: EntrySeries, clock: Clock) throws -> [TimelineEntry] {
    var telling = TellingEntries(of: incident, clock: clock)
    try entries.eachPage { telling.add($0.map(\.entry)) }
    return telling.all
  }

  /// Adds the next of the entries.
  mutating func add(_ entries: [TimelineEntry]) {
    incident.timeline += entries
    let named = Set(incident.recoveries.map(\.entry))
    incident.timeline.removeAll { !named.contains($0.id) }
    for entry in entries {
      for time in [entry.at, entry.until].compactMap(\.self) {
        let offset = clock.zoneName(at: time)
        if ofOffsets[offset] == nil { ofOffsets[offset] = entry }
      }
      guard entry.origin != .noted else { continue }
      if let last = latest, entry.until ?? entry.at <= last.until ?? last.at { continue }
      latest = entry
    }
  }

  /// In time order.
  var all: [TimelineEntry] {
    // What the recoveries name stays the last of its time.
    let others = [latest].compactMap(\.self) + ofOffsets.values
    return (others + incident.timeline).enumerated()
      .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }
}
