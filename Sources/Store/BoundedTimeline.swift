import GRDB
import Incidents
import Records

/// The most important entries of a timeline that is too long to be read as a whole: repeats folded, in time order.
///
/// The rows are looked at one by one, without their evidence; what is certain to be left out is forgotten at once. So it
/// takes the memory of what is kept, however long the timeline is.
struct BoundedTimeline {
  private struct Folded {
    var key: Int64
    var entry: TimelineEntry
    /// Its place among the folded ones.
    var place: Int
  }

  private let limit: Int
  private let log: CorrectionLog
  private var kept: [Folded] = []
  private var current: Folded?
  /// Entries of no more than this importance would not be kept any more; those that were found came before them.
  private var floor = -1
  private var places = 0
  /// Entries of the timeline, but for hidden ones.
  private(set) var count = 0

  init(limit: Int, log: CorrectionLog) {
    self.limit = limit
    self.log = log
  }

  /// Reads an incident's timeline.
  /// - Returns: its entries, with the evidence that the first of those folded into one has.
  mutating func read(_ incident: String, _ rows: EntryRows, _ db: Database) throws -> [TimelineEntry] {
    let (stars, hidden) = (log.stars, log.hidden)
    let cursor = try Row.fetchCursor(
      db,
      sql: """
        SELECT key, id, at, kind, origin, service, summary, count, until, starred, '[]' AS evidence FROM entry
        WHERE incident_id = ? ORDER BY place
        """, arguments: [incident])
    while let row = try cursor.next() {
      let id: String = row[1]
      if hidden.contains(id) { continue }
      count += 1
      if var last = current, isRepeat(row, of: last.entry) {
        last.entry.count += row[7] as Int
        let until = time(row[8] as Int64?) ?? time(row[2] as Int64)
        last.entry.until = max(last.entry.until ?? last.entry.at, until)
        last.entry.starred = last.entry.starred || (stars[id] ?? row[9])
        current = last
        continue
      }
      keep()
      var entry = try rows.entry(row)
      if let starred = stars[id] { entry.starred = starred }
      current = Folded(key: row[0], entry: entry, place: places)
      places += 1
    }
    keep()
    prune()
    let statement = try db.cachedStatement(sql: "SELECT evidence FROM entry WHERE key = ?")
    return try kept.map { folded in
      var entry = folded.entry
      entry.evidence =
        try String.fetchOne(statement, arguments: [folded.key])
        .map { try StoredJSON.decode([Evidence].self, $0) } ?? []
      return entry
    }
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
  /// The incident with at most so many entries of its timeline, and a caveat where it has more. One that merges and splits
  /// made is read as a whole first.
  func incident(_ id: String, includingHidden: Bool, entries limit: Int) throws -> Incident? {
    let id = log.current(id)
    let stored = try Int.fetchOne(db, sql: "SELECT count(*) FROM entry WHERE incident_id = ?", arguments: [id]) ?? 0
    guard stored > limit, log.related(to: id) == [id],
      var measured = try MeasuredIncidents(path: path, db).incident(id, with: .series)
    else {
      return try incident(id, includingHidden: includingHidden)?.bounded(to: limit)
    }
    let visible = includingHidden ? CorrectionLog(log.all.filter(\.isNoHiding)) : log
    var timeline = BoundedTimeline(limit: limit, log: visible)
    measured.timeline = try timeline.read(id, EntryRows(path: path), db)
    let (count, kept) = (timeline.count, measured.timeline.count)
    guard var incident = log.laid(over: [measured]).first(where: { $0.id == id }) else { return nil }
    if !includingHidden { incident = incident.without(log.hidden) }
    // Nothing is left out where all but so many are hidden.
    if count > kept { incident.caveats.append(Incident.caveat(of: count, kept: kept)) }
    return incident
  }
}

extension Correction {
  fileprivate var isNoHiding: Bool {
    if case .mark(_, _, .some) = change { false } else { true }
  }
}

extension Incident {
  fileprivate static func caveat(of count: Int, kept: Int) -> String {
    "Its timeline has \(count.grouped) entries: the \(kept.grouped) most important are told here, repeats folded; "
      + "hindcast timeline has all."
  }

  fileprivate func bounded(to limit: Int) -> Incident {
    guard timeline.count > limit else { return self }
    var incident = self
    incident.timeline = TimelineSelection(timeline, limit: limit).rows.compactMap { row in
      if case .entry(let entry) = row { entry } else { nil }
    }
    incident.caveats.append(Self.caveat(of: timeline.count, kept: incident.timeline.count))
    return incident
  }
}
