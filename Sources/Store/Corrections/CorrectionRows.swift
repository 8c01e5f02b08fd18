import GRDB
import Records

/// Corrections as rows of `correction`, which are only ever added.
struct CorrectionRows {
  func log(_ db: Database) throws -> CorrectionLog {
    CorrectionLog(
      try Row.fetchAll(db, sql: "SELECT * FROM correction ORDER BY number").map { row in
        Correction(
          number: row["number"], at: time(row["at"]), by: row["by"], incident: row["incident_id"],
          change: try StoredJSON.decode(Correction.Change.self, row["change"]))
      })
  }

  /// Adds a change to the log, under the next number.
  func append(
    _ change: Correction.Change, to incident: String?, by: String, at: Timestamp, _ db: Database
  ) throws -> Correction {
    try db.execute(
      sql: "INSERT INTO correction (at, \"by\", incident_id, change) VALUES (?, ?, ?, ?)",
      arguments: [at.microseconds, by, incident, try StoredJSON.encode(change)])
    return Correction(
      number: Int(db.lastInsertedRowID), at: at, by: by, incident: incident, change: change)
  }
}
