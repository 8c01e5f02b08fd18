import GRDB
import Records

/// Transitions as rows of `event`, and a row of `delivery` for each destination.
struct EventRows {
  /// - Returns: whether it was not there yet.
  func add(_ transition: IncidentTransition, to destinations: [String], at now: Timestamp, _ db: Database) throws
    -> Bool
  {
    try db.execute(
      sql: """
        INSERT INTO event (key, incident_id, transition, payload, created_at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (key) DO NOTHING
        """,
      arguments: [
        transition.key, transition.incident, transition.transition.rawValue, try StoredJSON.encode(transition),
        now.microseconds,
      ])
    guard db.changesCount > 0 else { return false }
    let number = db.lastInsertedRowID
    for destination in destinations {
      try db.execute(
        sql: "INSERT INTO delivery VALUES (?, ?, 0, ?, NULL)", arguments: [number, destination, now.microseconds])
    }
    return true
  }
}
