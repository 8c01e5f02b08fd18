import GRDB
import Incidents
import Records

/// Timeline entries as rows of `entry` and their text in `entry_text`, and back.
struct EntryRows {
  let path: String

  /// Inserts entries in their order; `incident` nil: they lie outside of all incidents.
  func insert(_ entries: [TimelineEntry], of incident: String?, _ db: Database) throws {
    let rows = try db.makeStatement(
      sql: """
        INSERT INTO entry (incident_id, place, id, at, kind, origin, service, summary, count, until, starred, evidence)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    let texts = try db.makeStatement(sql: "INSERT INTO entry_text (rowid, text) VALUES (?, ?)")
    for (place, entry) in entries.enumerated() {
      try rows.execute(arguments: [
        incident, place, entry.id, entry.at.microseconds, entry.kind.rawValue, entry.origin.rawValue, entry.service,
        entry.summary, entry.count, entry.until?.microseconds, entry.starred, StoredJSON.encode(entry.evidence),
      ])
      let text = [entry.summary, entry.service ?? ""] + entry.evidence.map(\.text)
      try texts.execute(arguments: [db.lastInsertedRowID, text.joined(separator: "\n")])
    }
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

  /// The entries asked for in time order; one that several incidents share comes once.
  func entries(_ query: EntryQuery, _ db: Database) throws -> [StoredEntry] {
    let condition = query.condition
    let rows = try Row.fetchCursor(
      db, sql: "SELECT * FROM entry \(condition.sql) ORDER BY at, id, summary, incident_id",
      arguments: condition.arguments)
    var found: [StoredEntry] = []
    while let row = try rows.next() {
      let next = try entry(row)
      let incident: String? = row["incident_id"]
      if let last = found.last?.entry, last.id == next.id, last.at == next.at, last.summary == next.summary {
        if let incident { found[found.count - 1].incidents.append(incident) }
      } else {
        found.append(StoredEntry(entry: next, incidents: incident.map { [$0] } ?? []))
      }
    }
    return found
  }

  private func entry(_ row: Row) throws -> TimelineEntry {
    guard let kind = EntryKind(rawValue: row["kind"]), let origin = Origin(rawValue: row["origin"]) else {
      throw StoreError(.unreadableRow(table: "entry"), path: path)
    }
    return TimelineEntry(
      id: row["id"], at: time(row["at"]), kind: kind, origin: origin, service: row["service"], summary: row["summary"],
      count: row["count"], until: time(row["until"]), starred: row["starred"],
      evidence: try StoredJSON.decode([Evidence].self, row["evidence"]))
  }
}
