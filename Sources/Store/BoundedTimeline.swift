import GRDB
import Incidents
import Records

/// The most important entries of a timeline that is too long to be read as a whole: repeats folded, in time order.
///
/// The rows are looked at one by one, without their evidence; what is certain to be left out is forgotten at once. So it
/// takes the memory of what is kept, however long the timeline is.
struct BoundedTimeline {
  private struct Folded {
    /// nil: it is a note of a person's, which has no row.
    var key: Int64?
    var entry: TimelineEntry
    /// Its place among the folded ones.
    var place: Int
  }

  private let limit: Int
  private let stars: [String: Bool]
  private let hidden: Set<String>
  private var kept: [Folded] = []
  private var current: Folded?
  /// Entries of no more than this importance would not be kept any more; those that were found came before them.
  private var floor = -1
  private var places = 0
  /// Entries of the timeline, but for hidden ones.
  private(set) var count = 0

  init(limit: Int, stars: [String: Bool], hidden: Set<String>) {
    self.limit = limit
    self.stars = stars
    self.hidden = hidden
  }

  /// Reads a timeline.
  /// - Returns: its entries, with the evidence that the first of those folded into one has.
  mutating func read(_ pieces: [TimelinePiece], _ rows: EntryRows, _ db: Database) throws -> [TimelineEntry] {
    var cursor = try TimelineCursor(pieces, evidence: false, db)
    while let item = try cursor.next() {
      switch item {
      case .stored(let row): try add(row, rows)
      case .told(let note):
        if hidden.contains(note.id) { continue }
        count += 1
        keep()
        begin(note, key: nil)
      }
    }
    keep()
    prune()
    let statement = try db.cachedStatement(sql: "SELECT evidence FROM entry WHERE key = ?")
    return try kept.map { folded in
      var entry = folded.entry
      if let key = folded.key, let evidence = try String.fetchOne(statement, arguments: [key]) {
        entry.evidence = try StoredJSON.decode([Evidence].self, evidence)
      }
      return entry
    }
  }

  private mutating func add(_ row: Row, _ rows: EntryRows) throws {
    let id: String = row[1]
    if hidden.contains(id) { return }
    count += 1
    if var last = current, isRepeat(row, of: last.entry) {
      last.entry.count += row[7] as Int
      let until = time(row[8] as Int64?) ?? time(row[2] as Int64)
      last.entry.until = max(last.entry.until ?? last.entry.at, until)
      last.entry.starred = last.entry.starred || (stars[id] ?? row[9])
      current = last
      return
    }
    keep()
    begin(try rows.entry(row), key: row[0])
  }

  private mutating func begin(_ entry: TimelineEntry, key: Int64?) {
    var entry = entry
    if let starred = stars[entry.id] { entry.starred = starred }
    current = Folded(key: key, entry: entry, place: places)
    places += 1
  }

  /// Whether a row says what the entry before it says (`foldingRepeats`).
  private func isRepeat(_ row: Row, of last: TimelineEntry) -> Bool {
    guard last.origin != .noted, last.summary == row[6] as String, last.service == row[5] as String? else {
      return false
    }
    return last.kind.rawValue == row[3] as String && last.origin.rawValue == row[4] as String
  }

  private mutating func keep() {
    guard let folded = current else { return }
    current = nil
    guard folded.entry.importance > floor else { return }
    kept.append(folded)
    if kept.count >= 2 * limit + 1000 { prune() }
  }

  private mutating func prune() {
    guard kept.count > limit else { return }
    kept.sort { ($1.entry.importance, $0.place) < ($0.entry.importance, $1.place) }
    kept.removeSubrange(limit...)
    floor = kept.last?.entry.importance ?? -1
    kept.sort { $0.place < $1.place }
  }
}

extension ShownIncidents {
  /// The incident with at most so many entries of its timeline, and a caveat where it has more; with none, if none are asked
  /// for.
  func incident(
    _ id: String, with parts: IncidentParts = .series, includingHidden: Bool, entries limit: Int
  ) throws -> Incident? {
    let id = log.current(id)
    if log.restructured.contains(id) {
      guard var incident = try incident(id, includingHidden: includingHidden) else { return nil }
      if !parts.contains(.series) { incident.series = [] }
      return incident.bounded(to: limit)
    }
    guard var incident = try corrected([id], with: parts).first(where: { $0.id == id }) else { return nil }
    let pieces = try pieces(of: id)
    let query = EntryQuery(incident: id, includesHidden: includingHidden)
    if limit == 0 {
      incident.timeline = []
      return incident
    }
    guard try mayHaveMore(than: limit, pieces) else {
      incident.timeline = try entries(query, PageRequest()).elements.map(\.entry)
      return incident
    }
    var timeline = BoundedTimeline(limit: limit, stars: log.stars, hidden: includingHidden ? [] : log.hidden)
    incident.timeline = try timeline.read(pieces, EntryRows(path: path), db)
    let (count, kept) = (timeline.count, incident.timeline.count)
    if count <= limit {
      // Most of it is hidden.
      incident.timeline = try entries(query, PageRequest()).elements.map(\.entry)
    } else if count > kept {
      incident.caveats.append(Incident.caveat(of: count, kept: kept))
    }
    return incident
  }

  /// Whether so many entries are stored with what makes up a timeline.
  private func mayHaveMore(than limit: Int, _ pieces: [TimelinePiece]) throws -> Bool {
    var count = 0
    for piece in pieces {
      switch piece {
      case .told(let entries): count += entries.count
      case .stored(let incident, _):
        count +=
          try Int.fetchOne(db, sql: "SELECT count(*) FROM entry WHERE incident_id = ?", arguments: [incident]) ?? 0
      }
    }
    return count > limit
  }

  /// Until when an incident is known, by all entries of its timeline (`Incident.knownUntil`).
  /// - Parameter incident: it may come without its timeline.
  func knownUntil(_ incident: Incident) throws -> Timestamp {
    let last = incident.knownUntil
    if incident.endedAt != nil { return last }
    if log.restructured.contains(incident.id) { return try self.incident(incident.id)?.knownUntil ?? last }
    let told = try Int64.fetchOne(
      db, sql: "SELECT max(coalesce(until, at)) FROM entry WHERE incident_id = ? AND origin <> ?",
      arguments: [incident.id, Origin.noted.rawValue])
    return max(last, told.map { time($0) } ?? last)
  }

  /// What people noted in an incident, in its order.
  func noted(in id: String) throws -> [TimelineEntry] {
    let id = log.current(id)
    if log.restructured.contains(id) { return try incident(id)?.timeline.filter { $0.origin == .noted } ?? [] }
    var noted: [TimelineEntry] = []
    var cursor = try TimelineCursor(pieces(of: id), EntryQuery(kinds: NoteKinds.all), evidence: false, db)
    while let item = try cursor.next() {
      switch item {
      case .stored(let row): noted.append(try EntryRows(path: path).entry(row))
      case .told(let note): noted.append(note)
      }
    }
    return noted.filter { $0.origin == .noted }
  }
}

extension Incident {
  fileprivate static func caveat(of count: Int, kept: Int) -> String {
    "Its timeline has \(count.grouped) entries: the \(kept.grouped) most important are told here, repeats folded; "
      + "hindcast timeline has all."
  }

  /// - Parameter limit: 0: without a caveat.
  fileprivate func bounded(to limit: Int) -> Incident {
    guard timeline.count > limit else { return self }
    var incident = self
    incident.timeline =
      limit == 0
      ? []
      : TimelineSelection(timeline, limit: limit).rows.compactMap { row in
        if case .entry(let entry) = row { entry } else { nil }
      }
    if limit > 0 { incident.caveats.append(Self.caveat(of: timeline.count, kept: incident.timeline.count)) }
    return incident
  }
}
