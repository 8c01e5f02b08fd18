import GRDB
import Incidents
import Records

/// What was read of each source as rows of `coverage` and `coverage_gap`, and back; the latest reading replaces the one before.
struct CoverageRows {
  func replace(_ source: SourceCoverage, _ db: Database) throws {
    try db.execute(sql: "DELETE FROM coverage WHERE source = ?", arguments: [source.source])
    try db.execute(
      sql: "INSERT INTO coverage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        source.source, source.format, source.service, source.firstEventAt?.microseconds,
        source.lastEventAt?.microseconds, source.records, source.unparsed, source.late, source.dropped,
        StoredJSON.encode(source.remarks),
      ])
    for (place, gap) in source.gaps.enumerated() {
      try db.execute(
        sql: "INSERT INTO coverage_gap VALUES (?, ?, ?, ?, ?, ?)",
        arguments: [source.source, place, gap.from?.microseconds, gap.to?.microseconds, gap.reason, gap.lost])
    }
  }

  /// Every source, by name.
  func coverage(_ db: Database) throws -> Coverage {
    let gaps = Dictionary(
      grouping: try Row.fetchAll(db, sql: "SELECT * FROM coverage_gap ORDER BY source, place"),
      by: { row -> String in row["source"] })
    return Coverage(
      sources: try Row.fetchAll(db, sql: "SELECT * FROM coverage ORDER BY source").map { row in
        let source: String = row["source"]
        return SourceCoverage(
          source: source, format: row["format"], service: row["service"], firstEventAt: time(row["first_event_at"]),
          lastEventAt: time(row["last_event_at"]), records: row["records"], unparsed: row["unparsed"],
          late: row["late"], dropped: row["dropped"],
          gaps: (gaps[source] ?? []).map {
            CoverageGap(from: time($0["from"]), to: time($0["to"]), reason: $0["reason"], lost: $0["lost"])
          },
          remarks: try StoredJSON.decode([String].self, row["remarks"]))
      })
  }
}
