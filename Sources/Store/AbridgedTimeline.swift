import GRDB
import Incidents
import Records

/// The most important entries of one incident (`Incident.abridged`), found without reading the others.
///
/// For incidents that no merge or split changed: their timeline is the stored entries and the notes of their own.
struct AbridgedTimeline {
  let path: String
  let db: Database
  let log: CorrectionLog
  let incident: String
  /// Entries that are not wanted, by id.
  let hidden: Set<String>

  private enum Source {
    case stored(key: Int64)
    case note(TimelineEntry)
  }

  private struct Candidate {
    var importance: Int
    var at: Timestamp
    /// Among the stored entries; notes stand behind those of their time.
    var place: Int
    var source: Source
  }

  private var notes: [TimelineEntry] {
    log.notes.filter { $0.incident == incident && !hidden.contains($0.entry.id) }.map(\.entry)
  }

  /// How many entries the incident has.
  func count() throws -> Int {
    let stored =
      try Int.fetchOne(
        db,
        sql: """
          SELECT count(*) - (SELECT count(*) FROM entry WHERE incident_id = ?1 AND id IN (SELECT value FROM json_each(?2)))
          FROM entry WHERE incident_id = ?1
          """, arguments: [incident, StoredJSON.encode(hidden)]) ?? 0
    return stored + notes.count
  }

  /// The most important `limit` entries in time order.
  func entries(_ limit: Int) throws -> [TimelineEntry] {
    var candidates = notes.enumerated().map { number, note in
      Candidate(importance: note.importance, at: note.at, place: .max - notes.count + number, source: .note(note))
    }
    candidates += try starred()
    for importance in (0...EntryKind.greatestImportance).reversed() {
      candidates += try unstarred(importance, limit)
      if candidates.count(where: { $0.importance >= importance }) >= limit { break }
    }
    let chosen = candidates.sorted { ($1.importance, $0.at, $0.place) < ($0.importance, $1.at, $1.place) }.prefix(limit)
    let rows = EntryRows(path: path)
    let stars = log.stars
    return try chosen.sorted { ($0.at, $0.place) < ($1.at, $1.place) }.map { candidate in
      switch candidate.source {
      case .note(let note): return note
      case .stored(let key):
        var entry = try rows.entry(key, db)
        entry.starred = stars[entry.id] ?? entry.starred
        return entry
      }
    }
  }

  /// Those that are stored with a star, or that people starred.
  private func starred() throws -> [Candidate] {
    let stars = log.stars
    return try candidates(
      "starred OR id IN (SELECT value FROM json_each(?))", [StoredJSON.encode(Set(stars.filter(\.value).keys))], nil
    ) { id, kind in stars[id] == false ? kind.importance : EntryKind.greatestImportance }
  }

  /// The first `limit` of those of an importance that nobody starred.
  private func unstarred(_ importance: Int, _ limit: Int) throws -> [Candidate] {
    let kinds = EntryKind.allCases.filter { $0.importance == importance }.map(\.rawValue)
    let starred = Set(log.stars.filter(\.value).keys)
    return try kinds.flatMap { kind in
      try candidates(
        "NOT starred AND kind = ? AND id NOT IN (SELECT value FROM json_each(?))", [kind, StoredJSON.encode(starred)],
        limit
      ) { _, kind in kind.importance }
    }
  }

  private func candidates(
    _ condition: String, _ arguments: [any DatabaseValueConvertible], _ limit: Int?,
    importance: (String, EntryKind) -> Int
  ) throws -> [Candidate] {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT key, id, at, place, kind FROM entry WHERE incident_id = ? AND (\(condition))
          AND id NOT IN (SELECT value FROM json_each(?))
        ORDER BY place LIMIT ?
        """,
      arguments: StatementArguments([incident]) + StatementArguments(arguments)
        + [StoredJSON.encode(hidden), limit ?? -1])
    var found: [Candidate] = []
    while let row = try rows.next() {
      guard let kind = EntryKind(rawValue: row["kind"]) else {
        throw StoreError(.unreadableRow(table: "entry"), path: path)
      }
      found.append(
        Candidate(
          importance: importance(row["id"], kind), at: time(row["at"]), place: row["place"],
          source: .stored(key: row["key"])))
    }
    return found
  }
}
