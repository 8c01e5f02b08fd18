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

  /// Adds a correction to the log.
  /// - Returns: it under the next number, whichever it had.
  func append(_ correction: Correction, _ db: Database) throws -> Correction {
    try db.execute(
      sql: "INSERT INTO correction (at, \"by\", incident_id, change) VALUES (?, ?, ?, ?)",
      arguments: [
        correction.at.microseconds, correction.by, correction.incident, try StoredJSON.encode(correction.change),
      ])
    var correction = correction
    correction.number = Int(db.lastInsertedRowID)
    return correction
  }
}
