import GRDB
import Incidents
import Records

/// The incidents as they were measured, under ids that stay.
struct MeasuredIncidents {
  /// A stored incident without an end may have gone on so long after the last that is known of it.
  private static let longestPauseMicroseconds: Int64 = 30 * 60 * 1_000_000

  private let path: String
  private let db: Database

  init(path: String, _ db: Database) {
    self.path = path
    self.db = db
  }

  /// Stores the incidents of a replay: each takes the place of the one that it is again, or a new id.
  /// - Returns: the incidents as they are stored now, in the same order.
  func store(_ incidents: [Incident]) throws -> [Incident] {
    let placed = try placed(incidents, logsMayDiffer: true)
    for incident in placed { try replace(incident) }
    return placed
  }

  /// The incidents under the ids that they are stored under, with the notes that only the stored ones have.
  /// - Parameter logsMayDiffer: whether they may be of other logs than the stored ones (`IncidentIdentity`).
  func placed(_ incidents: [Incident], logsMayDiffer: Bool = false) throws -> [Incident] {
    guard !incidents.isEmpty else { return [] }
    var identity = IncidentIdentity(stored: try outlines(of: incidents), taken: try takenIDs(of: incidents))
    return try incidents.map { incident in
      var incident = incident
      let place = try identity.place(IncidentIdentity.Outline(incident)) { id in
        try !logsMayDiffer || isOfItsLogs(incident, id)
      }
      incident.id = place.id
      if place.isKnown, let stored = try self.incident(place.id) {
        incident.timeline = incident.timeline.keepingNotes(of: stored.timeline)
      }
      return incident
    }
  }

  /// Puts an incident in the place of the one with its id; what is the same is not written.
  func replace(_ incident: Incident) throws {
    if let stored = try self.incident(incident.id) {
      if stored == incident { return }
      try delete(incident.id)
    }
    try IncidentRows(path: path).insert(incident, db)
    try EntryRows(path: path).insert(incident.timeline, of: incident.id, db)
  }

  /// Deletes an incident that turned out to be none; one that people's corrections name is over instead.
  func withdraw(_ id: String, isNamed: Bool) throws {
    guard isNamed, let incident = try self.incident(id) else {
      try db.execute(sql: "INSERT OR IGNORE INTO withdrawn VALUES (?)", arguments: [id])
      return try delete(id)
    }
    try replace(incident.over)
  }

  func incident(_ id: String, with parts: IncidentParts = .all) throws -> Incident? {
    try Row.fetchOne(db, sql: "SELECT * FROM incident WHERE id = ?", arguments: [id])
      .map { try IncidentRows(path: path).incident($0, with: parts, db) }
  }

  /// Those that were measured to be under way, oldest first.
  func open() throws -> [Incident] {
    try Row.fetchAll(
      db, sql: "SELECT * FROM incident WHERE status = ? ORDER BY started_at, id",
      arguments: [IncidentStatus.open.rawValue]
    ).map { try IncidentRows(path: path).incident($0, db) }
  }

  func delete(_ id: String) throws {
    try db.execute(sql: "DELETE FROM incident WHERE id = ?", arguments: [id])
  }

  /// The stored incidents that one of these may be again: those that last into their span.
  private func outlines(of incidents: [Incident]) throws -> [IncidentIdentity.Outline] {
    let from = incidents.map(\.startedAt).min().map(\.microseconds) ?? 0
    let until = incidents.map { $0.endedAt?.microseconds ?? .max }.max() ?? .max
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT id, started_at, ended_at, coalesce(ended_at, ? + max(
          detected_at, coalesce((SELECT max(coalesce(until, at)) FROM entry WHERE incident_id = incident.id), 0),
          coalesce((SELECT max(ended_at) FROM signal WHERE incident_id = incident.id), 0))) AS until
        FROM incident WHERE started_at <= ? AND until >= ? ORDER BY started_at, id
        """,
      arguments: [Self.longestPauseMicroseconds, until, from])
    return try rows.map { row in
      let id: String = row["id"]
      let services = try String.fetchSet(db, sql: "SELECT service FROM signal WHERE incident_id = ?", arguments: [id])
      return IncidentIdentity.Outline(
        id: id, startedAt: time(row["started_at"]), endedAt: time(row["until"]), services: services)
    }
  }

  /// Whether an incident and the stored one of an id rest on a line that is the same, or on logs in the same folder. What
  /// rests on no line may be of any.
  private func isOfItsLogs(_ incident: Incident, _ id: String) throws -> Bool {
    let lines = incident.timeline.lazy.filter { $0.origin != .noted }.flatMap(\.evidence)
    let hashes = Set(lines.map(\.sha256))
    let known = """
      FROM entry, json_each(entry.evidence) AS line
      WHERE incident_id = ? AND origin <> '\(Origin.noted.rawValue)'
      """
    let hasSame = try Bool.fetchOne(
      db,
      sql: """
        SELECT EXISTS (SELECT 1 \(known)
          AND json_extract(line.value, '$.sha256') IN (SELECT value FROM json_each(?)))
        """,
      arguments: [id, StoredJSON.encode(hashes)])
    if hasSame == true { return true }
    let sources = try String.fetchSet(
      db, sql: "SELECT DISTINCT json_extract(line.value, '$.source') \(known)", arguments: [id])
    return hashes.isEmpty || sources.isEmpty || !folders(sources).isDisjoint(with: folders(Set(lines.map(\.source))))
  }

  /// Of the logs with whole paths: what a relative one is relative to is not known.
  private func folders(_ sources: Set<String>) -> Set<Substring> {
    Set(sources.lazy.filter { $0.hasPrefix("/") }.map { $0[..<($0.lastIndex(of: "/") ?? $0.startIndex)] })
  }

  /// Ids of the same minutes that other incidents have or had.
  private func takenIDs(of incidents: [Incident]) throws -> Set<String> {
    var taken = try CorrectionRows().log(db).splitOff
    for incident in incidents {
      // '.' is the character behind '-'.
      let id = IncidentID.of(incident.startedAt)
      for table in ["incident", "withdrawn"] {
        taken.formUnion(
          try String.fetchSet(
            db, sql: "SELECT id FROM \(table) WHERE id >= ? AND id < ? || '.'", arguments: [id, id]))
      }
    }
    return taken
  }
}

extension [TimelineEntry] {
  /// These entries and the notes of an earlier timeline that they lack, in time order.
  fileprivate func keepingNotes(of earlier: [TimelineEntry]) -> [TimelineEntry] {
    let ids = Set(map(\.id))
    var merged = self
    merged.insertInTime(earlier.filter { $0.origin == .noted && !ids.contains($0.id) })
    return merged
  }
}
