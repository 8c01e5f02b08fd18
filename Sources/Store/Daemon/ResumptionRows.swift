import Foundation
import GRDB

/// Positions and engine state as rows of `position` and `engine_state`.
struct ResumptionRows {
  /// Puts all positions and the state in the place of those before.
  func replace(_ resumption: Resumption, _ db: Database) throws {
    let sources = try StoredJSON.encode(resumption.positions.keys.sorted())
    try db.execute(
      sql: "DELETE FROM position WHERE source NOT IN (SELECT value FROM json_each(?))", arguments: [sources])
    let statement = try db.makeStatement(
      sql: """
        INSERT INTO position VALUES (?, ?)
        ON CONFLICT (source) DO UPDATE SET position = excluded.position WHERE position != excluded.position
        """)
    for (source, position) in resumption.positions { try statement.execute(arguments: [source, position]) }
    try db.execute(
      sql: "INSERT OR REPLACE INTO engine_state VALUES (1, ?, ?)",
      arguments: [resumption.stateFormat, resumption.state])
  }

  func resumption(_ db: Database) throws -> Resumption? {
    guard let row = try Row.fetchOne(db, sql: "SELECT format, state FROM engine_state") else { return nil }
    let positions = try Row.fetchAll(db, sql: "SELECT source, position FROM position").map {
      ($0["source"] as String, $0["position"] as Data)
    }
    return Resumption(
      positions: Dictionary(positions) { first, _ in first }, state: row["state"], stateFormat: row["format"])
  }
}
