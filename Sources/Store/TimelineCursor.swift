import GRDB
import Incidents
import Records

/// Reads the pieces of a timeline entry by entry, in its order. Whatever their length, one row of each is held.
struct TimelineCursor {
  enum Item {
    /// A row of `entry`; it stands until the next item is asked for.
    case stored(Row)
    case told(TimelineEntry)
  }

  private var streams: [PieceStream] = []
  private var current: Int?

  /// - Parameters:
  ///   - query: which entries; what it says of membership and of hidden entries is no matter.
  ///   - after: begins behind this entry, or behind its time where it has gone.
  ///   - evidence: whether rows have their evidence; else none is read.
  init(
    _ pieces: [TimelinePiece], _ query: EntryQuery = EntryQuery(), after: PageKey? = nil, evidence: Bool,
    _ db: Database
  ) throws {
    let found = try after.map { try Self.piece(of: $0, pieces, db) } ?? nil
    for (number, piece) in pieces.enumerated() {
      let start: PieceStream.Start
      if let after {
        start =
          number == found?.piece
          ? .behind(place: found?.place ?? 0) : .at(after.at.microseconds + (number < found?.piece ?? .max ? 1 : 0))
      } else {
        start = .beginning
      }
      streams.append(try PieceStream(piece, query, start, evidence: evidence, db))
    }
  }

  mutating func next() throws -> Item? {
    if let current { try streams[current].advance() }
    current = nil
    var first = Int64.max
    for index in streams.indices {
      if let at = streams[index].time, current == nil || at < first { (current, first) = (index, at) }
    }
    return current.flatMap { streams[$0].item }
  }

  /// Which piece holds an entry, and its place there.
  private static func piece(
    of key: PageKey, _ pieces: [TimelinePiece], _ db: Database
  ) throws -> (piece: Int, place: Int)? {
    for (number, piece) in pieces.enumerated() {
      switch piece {
      case .stored(let incident, let withCourse):
        let place = try Int.fetchOne(
          db,
          sql: """
            SELECT max(place) FROM entry INDEXED BY entry_by_id
            WHERE id = ? AND incident_id = ? AND at = ?\(withCourse ? "" : " AND " + EntryRows.isOfNoCourse)
            """,
          arguments: [key.id, incident, key.at.microseconds])
        if let place { return (number, place) }
      case .told(let entries):
        if let place = entries.firstIndex(where: { $0.id == key.id }) { return (number, place) }
      }
    }
    return nil
  }
}

/// The entries of one piece.
private struct PieceStream {
  enum Start {
    case beginning
    case behind(place: Int)
    /// Microseconds.
    case at(Int64)
  }

  private var rows: RowCursor?
  private var row: Row?
  private var told: ArraySlice<TimelineEntry> = []

  init(
    _ piece: TimelinePiece, _ query: EntryQuery, _ start: Start, evidence: Bool, _ db: Database
  ) throws {
    switch piece {
    case .told(let entries):
      told =
        entries.enumerated().filter { place, entry in
          guard query.accepts(entry) else { return false }
          return switch start {
          case .beginning: true
          case .behind(let last): place > last
          case .at(let time): entry.at.microseconds >= time
          }
        }.map(\.element)[...]
    case .stored(let incident, let withCourse):
      var condition = query.condition
      condition.add("incident_id = ?", incident)
      if !withCourse { condition.add(EntryRows.isOfNoCourse) }
      switch start {
      case .beginning: break
      case .behind(let place): condition.add("place > ?", place)
      case .at(let time):
        guard let place = try Self.place(from: time, incident, db) else { return }
        condition.add("place >= ?", place)
      }
      rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT key, id, at, kind, origin, service, summary, count, until, starred, \(evidence ? "" : "'[]' AS ")evidence
          FROM entry INDEXED BY entry_by_incident \(condition.sql) ORDER BY place
          """, arguments: condition.arguments)
      row = try rows?.next()
    }
  }

  /// Microseconds; nil behind the last.
  var time: Int64? { row.map { $0[2] } ?? told.first?.at.microseconds }

  var item: TimelineCursor.Item? { row.map { .stored($0) } ?? told.first.map { .told($0) } }

  mutating func advance() throws {
    if let rows { row = try rows.next() } else { told = told.dropFirst() }
  }

  /// The first place of an incident's entries from a time on. Its index by time is gone through: it leads there at once.
  private static func place(from time: Int64, _ incident: String, _ db: Database) throws -> Int? {
    try Int.fetchOne(
      db,
      sql: """
        SELECT min(place) FROM entry INDEXED BY entry_by_time WHERE incident_id = ? AND at = (
          SELECT at FROM entry INDEXED BY entry_by_time WHERE incident_id = ? AND at >= ? ORDER BY at, id LIMIT 1)
        """, arguments: [incident, incident, time])
  }
}
