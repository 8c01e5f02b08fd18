import GRDB
import Incidents
import Records

/// Timeline entries as rows of `entry` and their text in `entry_text`, and back.
struct EntryRows {
  let path: String

  /// Says of a row that it is not of an incident's course: times that people set move none but those.
  static let isOfNoCourse = "origin <> '\(Origin.measured.rawValue)'"

  /// Inserts entries in their order; `incident` nil: they lie outside of all incidents.
  func insert(_ entries: [TimelineEntry], of incident: String?, _ db: Database) throws {
    guard !entries.isEmpty else { return }
    var key = try lastKey(db)
    let rows = try db.makeStatement(
      sql: """
        INSERT INTO entry
          (key, incident_id, place, id, at, kind, origin, service, summary, count, until, starred, evidence)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    let texts = try db.makeStatement(sql: "INSERT INTO entry_text (rowid, text) VALUES (?, ?)")
    for (place, entry) in entries.enumerated() {
      key += 1
      try rows.execute(arguments: [
        key, incident, place, entry.id, entry.at.microseconds, entry.kind.rawValue, entry.origin.rawValue,
        entry.service,
        entry.summary, entry.count, entry.until?.microseconds, entry.starred, StoredJSON.encode(entry.evidence),
      ])
      let text = [entry.summary, entry.service ?? ""] + entry.evidence.map(\.text)
      try texts.execute(arguments: [key, text.joined(separator: "\n")])
    }
    try db.execute(sql: "UPDATE entry_key SET last = ?", arguments: [key])
  }

  /// The largest key that an entry has or had.
  func lastKey(_ db: Database) throws -> Int64 {
    try Int64.fetchOne(db, sql: "SELECT max(last, coalesce((SELECT max(key) FROM entry), 0)) FROM entry_key") ?? 0
  }

  /// Inserts entries that belong to no incident; one whose id is stored so already is replaced.
  func replaceOutside(_ entries: [TimelineEntry], _ db: Database) throws {
    for entry in entries {
      try db.execute(sql: "DELETE FROM entry WHERE id = ? AND incident_id IS NULL", arguments: [entry.id])
    }
    try insert(entries, of: nil, db)
  }

  func timeline(of incident: String, _ db: Database) throws -> [TimelineEntry] {
    try Row.fetchAll(db, sql: "SELECT * FROM entry WHERE incident_id = ? ORDER BY place", arguments: [incident])
      .map(entry)
  }

  /// The rows of an incident's course.
  func course(of incident: String, _ db: Database) throws -> [TimelineEntry] {
    try Row.fetchAll(
      db, sql: "SELECT * FROM entry WHERE incident_id = ? AND origin = ? ORDER BY place",
      arguments: [incident, Origin.measured.rawValue]
    ).map(entry)
  }

  /// An entry's time and id, and its rows: one for each incident that shares it.
  struct Place {
    var key: PageKey
    var rows: [Int64]
  }

  /// Where the entries asked for stand, in their order: what comes behind `after`, at most so many.
  /// - Parameters:
  ///   - reworded: incidents whose entries are not chosen by their words and kinds, as these are told otherwise.
  ///   - moved: incidents the rows of whose course stand elsewhere than they are stored.
  ///   - newer: only those with larger keys.
  func places(
    _ query: EntryQuery, _ hidden: Set<String>, reworded: Set<String>, moved: Set<String>, behind newer: Int64?,
    after: PageKey?,
    limit: Int?, _ db: Database
  ) throws -> [Place] {
    var condition = query.condition(reworded: reworded)
    if let after { condition.add("(at, id) > (?, ?)", after.at.microseconds, after.id) }
    if !moved.isEmpty {
      condition.add(
        "(\(Self.isOfNoCourse) OR incident_id IS NULL OR incident_id NOT IN (SELECT value FROM json_each(?)))",
        try StoredJSON.encode(moved))
    }
    // What is new is little, and stands behind its key.
    if let newer { condition.add("key > ?", newer) }
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT key, at, id FROM entry \(newer == nil ? "" : "NOT INDEXED") \(condition.sql) ORDER BY at, id
        """, arguments: condition.arguments)
    var places: [Place] = []
    while let row = try rows.next() {
      let key = PageKey(at: time(row["at"]), id: row["id"])
      if key == places.last?.key {
        places[places.count - 1].rows.append(row["key"])
      } else if !hidden.contains(key.id) {
        if places.count == limit { break }
        places.append(Place(key: key, rows: [row["key"]]))
      }
    }
    return places
  }

  /// What stands at a place: one entry, unless incidents word it differently.
  func entries(_ place: Place, _ db: Database) throws -> [StoredEntry] {
    let statement = try db.cachedStatement(sql: "SELECT * FROM entry WHERE key = ?")
    let copies = try place.rows.compactMap { key in
      try Row.fetchOne(statement, arguments: [key]).map { row in (try entry(row), row["incident_id"] as String?) }
    }
    var found: [StoredEntry] = []
    for (entry, incident) in copies.sorted(by: { ($0.0.summary, $0.1 ?? "") < ($1.0.summary, $1.1 ?? "") }) {
      if let last = found.last?.entry, last.summary == entry.summary {
        if let incident { found[found.count - 1].incidents.append(incident) }
      } else {
        found.append(StoredEntry(entry: entry, incidents: incident.map { [$0] } ?? []))
      }
    }
    return found
  }

  func entry(_ row: Row) throws -> TimelineEntry {
    guard let kind = EntryKind(rawValue: row["kind"]), let origin = Origin(rawValue: row["origin"]) else {
      throw StoreError(.unreadableRow(table: "entry"), path: path)
    }
    return TimelineEntry(
      id: row["id"], at: time(row["at"]), kind: kind, origin: origin, service: row["service"], summary: row["summary"],
      count: row["count"], until: time(row["until"]), starred: row["starred"],
      evidence: try StoredJSON.decode([Evidence].self, row["evidence"]))
  }
}
