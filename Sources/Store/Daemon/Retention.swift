import Foundation
import GRDB
package import Records

/// How long what is stored is kept. What people touched is kept for ever: incidents that a correction names, corrections
/// themselves, and what people noted outside of incidents.
package struct Retention: Sendable, Equatable {
  /// Seconds since an incident ended.
  package var incidentSeconds: Double
  /// Seconds since an entry outside of incidents, or the last event of a source.
  package var entrySeconds: Double

  package init(incidentSeconds: Double = 730 * 86_400, entrySeconds: Double = 90 * 86_400) {
    self.incidentSeconds = incidentSeconds
    self.entrySeconds = entrySeconds
  }
}

/// What a step of a sweep deleted.
package struct Swept: Sendable, Equatable {
  package var incidents: Int
  package var entries: Int
  /// Whether something that is too old is left for the next step.
  package var hasMore: Bool

  package init(incidents: Int = 0, entries: Int = 0, hasMore: Bool = false) {
    self.incidents = incidents
    self.entries = entries
    self.hasMore = hasMore
  }
}

extension StoreWriter {
  /// Deletes what is older than it is kept, a bounded step of it. On a full disk the ballast is let go for it and taken
  /// again when the step is done.
  /// - Parameter limit: about how many entries a step deletes; of an incident all go at once.
  package func sweep(_ retention: Retention, now: Timestamp, limit: Int = 2000) throws(StoreError) -> Swept {
    do {
      let swept = try step(retention, now, limit)
      if !ballast.isHeld { ballast.hold() }
      return swept
    } catch {
      guard error.reason == .full, ballast.isHeld else { throw error }
    }
    ballast.release()
    defer { ballast.hold() }
    // What waits in the log goes to its place first, which frees the log's own room; then the less a step deletes, the
    // less room it needs.
    writeLogBack()
    var limit = limit
    while true {
      do {
        let swept = try step(retention, now, limit)
        shrink()
        return swept
      } catch {
        guard error.reason == .full, limit > 1 else { throw error }
        limit = max(1, limit / 8)
      }
    }
  }

  /// Gives what was deleted back to the disk, at most 32 MiB, in pieces whose log is small, as far as there is room for
  /// it. (A file that the first release made keeps its size; its free pages are used again all the same.)
  private func shrink() {
    var free = Int.max
    for _ in 0..<32 {
      writeLogBack()
      let left = try? file.direct { db in
        try db.execute(sql: "PRAGMA incremental_vacuum(\(StoreFile.walPages))")
        return try Int.fetchOne(db, sql: "PRAGMA freelist_count")
      }
      guard let left = left ?? nil, left > 0, left < free else { break }
      free = left
    }
    writeLogBack()
  }

  /// Empties the write-ahead log, if there is room and nobody reads it.
  private func writeLogBack() {
    try? file.direct { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
  }

  private func step(_ retention: Retention, _ now: Timestamp, _ limit: Int) throws(StoreError) -> Swept {
    let endedBefore = now.advanced(bySeconds: -retention.incidentSeconds).microseconds
    let seenBefore = now.advanced(bySeconds: -retention.entrySeconds).microseconds
    return try file.write { db in
      let log = try CorrectionRows().log(db)
      var swept = Swept()
      try db.execute(
        sql: """
          DELETE FROM entry WHERE key IN (
            SELECT key FROM entry WHERE incident_id IS NULL AND coalesce(until, at) < ? AND origin != 'noted'
              AND id NOT IN (SELECT value FROM json_each(?)) ORDER BY at LIMIT ?)
          """,
        arguments: [seenBefore, try StoredJSON.encode(log.markedEntries), limit])
      swept.entries = db.changesCount
      let ids = try String.fetchAll(
        db,
        sql: """
          SELECT id FROM incident WHERE ended_at < ? AND id NOT IN (SELECT value FROM json_each(?))
          ORDER BY ended_at, id LIMIT ?
          """,
        arguments: [endedBefore, try StoredJSON.encode(log.named), limit])
      for id in ids where swept.entries < limit {
        let entries = try Int.fetchOne(db, sql: "SELECT count(*) FROM entry WHERE incident_id = ?", arguments: [id])
        try db.execute(sql: "DELETE FROM incident WHERE id = ?", arguments: [id])
        swept.entries += entries ?? 0
        swept.incidents += 1
      }
      swept.hasMore = swept.entries >= limit || swept.incidents < ids.count
      try db.execute(
        sql: """
          DELETE FROM event WHERE number IN (
            SELECT number FROM event WHERE created_at < ? AND incident_id NOT IN (SELECT id FROM incident)
              AND NOT EXISTS (SELECT 1 FROM delivery WHERE event = number AND outcome IS NULL) LIMIT ?);
          """,
        arguments: [endedBefore, limit])
      // An incident that people's corrections name may be there without a row of its own: what was split off.
      try db.execute(
        sql: """
          DELETE FROM draft WHERE number IN (
            SELECT number FROM draft WHERE incident_id NOT IN (SELECT id FROM incident)
              AND incident_id NOT IN (SELECT value FROM json_each(?)) LIMIT ?)
          """,
        arguments: [try StoredJSON.encode(log.named), limit])
      // Of what had no time to go by, nothing is told once it is not followed any more.
      try db.execute(
        sql: """
          DELETE FROM coverage WHERE last_event_at < ?
            OR last_event_at IS NULL AND source NOT IN (SELECT source FROM position)
          """,
        arguments: [seenBefore])
      return swept
    }
  }
}
