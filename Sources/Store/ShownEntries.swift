import GRDB
import Incidents
import Records

// Timeline entries as people read them: those that are stored and their own notes, with the incidents that merges and
// splits made.
extension ShownIncidents {
  func entries(_ query: EntryQuery, _ request: PageRequest) throws -> Page<StoredEntry> {
    if let incident = query.incident { return try timeline(of: log.current(incident), query, request) }
    let members = try EntryMembers(of: self)
    let hidden = query.includesHidden ? [] : log.hidden
    let stars = log.stars
    let rows = EntryRows(path: path)
    var page = Page<StoredEntry>(request)
    for place in try places(query, hidden, request) {
      var found: [StoredEntry]
      switch place {
      case .stored(let stored):
        found = try rows.entries(stored, db)
        for index in found.indices {
          let id = found[index].entry.id
          if let starred = stars[id] { found[index].entry.starred = starred }
          if let incidents = members.incidents(of: id, at: place.key.at, storedIn: found[index].incidents) {
            found[index].incidents = incidents
          }
        }
      case .note(let note, let incident):
        let incidents = try self.incidents(of: note, writtenIn: incident, members)
        found =
          query.membership.accepts(isInIncident: !incidents.isEmpty)
          ? [StoredEntry(entry: note, incidents: incidents)] : []
      }
      if found.isEmpty { continue }
      guard page.add(found, at: place.key, bytes: { $0.entry.approximateBytes }) else { break }
    }
    return page
  }

  /// What an incident tells, page by page.
  private func timeline(of id: String, _ query: EntryQuery, _ request: PageRequest) throws -> Page<StoredEntry> {
    let hidden = query.includesHidden ? [] : log.hidden
    let stars = log.stars
    let rows = EntryRows(path: path)
    var page = Page<StoredEntry>(request)
    let pieces = try pieces(of: log.related(to: id))[id] ?? []
    var cursor = try TimelineCursor(pieces, query, after: request.after, evidence: true, db)
    while let item = try cursor.next() {
      var entry: TimelineEntry
      switch item {
      case .stored(let row):
        if !hidden.isEmpty, hidden.contains(row[1]) { continue }
        entry = try rows.entry(row)
      case .note(let note):
        if hidden.contains(note.id) { continue }
        entry = note
      }
      entry.starred = stars[entry.id] ?? entry.starred
      let key = PageKey(at: entry.at, id: entry.id)
      guard page.add([StoredEntry(entry: entry, incidents: [id])], at: key, bytes: { $0.entry.approximateBytes }) else {
        break
      }
    }
    return page
  }

  /// What the timelines of these incidents consist of; all that is related must be among them.
  func pieces(of related: Set<String>) throws -> [String: [TimelinePiece]] {
    let stored = try String.fetchSet(
      db, sql: "SELECT id FROM incident WHERE id IN (SELECT value FROM json_each(?))",
      arguments: [StoredJSON.encode(related)])
    return TimelinePieces(log, measured: stored).byIncident
  }

  private enum Place {
    case stored(EntryRows.Place)
    case note(TimelineEntry, incident: String?)

    var key: PageKey {
      switch self {
      case .stored(let place): place.key
      case .note(let note, _): PageKey(at: note.at, id: note.id)
      }
    }
  }

  /// Where the entries asked for stand, with at least one more than the page has room for.
  private func places(_ query: EntryQuery, _ hidden: Set<String>, _ request: PageRequest) throws -> [Place] {
    let newer = try query.newer.flatMap { try keyBehindWhich($0) }
    let stored = try EntryRows(path: path).places(
      query, hidden, behind: newer, after: request.after, limit: request.limit.map { $0 + 1 }, db
    ).map(Place.stored)
    if newer != nil { return stored }
    let notes = log.notes.filter { query.accepts($0.entry) && !hidden.contains($0.entry.id) }
      .map { Place.note($0.entry, incident: $0.incident) }
      .filter { note in request.after.map { $0 < note.key } ?? true }
    return notes.isEmpty ? stored : (stored + notes).sorted { $0.key < $1.key }
  }

  /// How far the store is filled.
  func mark() throws -> EntryMark {
    EntryMark(key: try EntryRows(path: path).lastKey(db), corrections: log.all.count)
  }

  /// Behind which key all lies that is new; nil where anything may be.
  private func keyBehindWhich(_ mark: EntryMark) throws -> Int64? {
    let now = try self.mark()
    return now.corrections == mark.corrections && now.key >= mark.key ? mark.key : nil
  }

  private func incidents(
    of note: TimelineEntry, writtenIn incident: String?, _ members: EntryMembers
  ) throws -> [String] {
    guard let incident else { return [] }
    if let incidents = members.incidents(of: note.id, at: note.at, storedIn: [incident]) { return incidents }
    let current = log.current(incident)
    return try exists(current) ? [current] : []
  }

  /// Ids of entries that begin so, in or out of incidents, in their order; at most so many.
  func entryIDs(beginningWith prefix: String, limit: Int) throws -> [String] {
    let rows = try String.fetchAll(
      db, sql: "SELECT DISTINCT id FROM entry WHERE id >= ? AND id < ? || '~' ORDER BY id LIMIT ?",
      arguments: [prefix, prefix, limit])
    let notes = log.notes.map(\.entry.id).filter { $0.hasPrefix(prefix) }
    return Array(Set(rows + notes).sorted().prefix(limit))
  }

  /// The first incident that holds the entry now; nil where none does.
  func incident(ofEntry id: String) throws -> String? {
    if let note = log.notes.first(where: { $0.entry.id == id }) {
      return try incidents(of: note.entry, writtenIn: note.incident, try EntryMembers(of: self)).first
    }
    let stored = try Row.fetchAll(
      db, sql: "SELECT at, incident_id FROM entry WHERE id = ? AND incident_id IS NOT NULL ORDER BY incident_id",
      arguments: [id])
    guard let first = stored.first else { return nil }
    let incidents: [String] = stored.map { $0["incident_id"] }
    return try EntryMembers(of: self).incidents(of: id, at: time(first["at"]), storedIn: incidents)?.first
      ?? incidents.first
  }
}

/// Which incidents entries belong to where merges and splits changed those that they were stored with.
private struct EntryMembers {
  private typealias Holder = (incident: String, piece: TimelinePiece)

  private let restructured: Set<String>
  /// By the measured incidents that entries are stored with.
  private var holders: [String: [Holder]] = [:]
  /// By the notes' ids.
  private var holdersOfNotes: [String: [Holder]] = [:]

  init(of shown: ShownIncidents) throws {
    restructured = shown.log.restructured
    if restructured.isEmpty { return }
    for (incident, pieces) in try shown.pieces(of: restructured) {
      for piece in pieces {
        switch piece.content {
        case .stored(let measured): holders[measured, default: []].append((incident, piece))
        case .notes(let notes): for note in notes { holdersOfNotes[note.id, default: []].append((incident, piece)) }
        }
      }
    }
  }

  /// The incidents of an entry; nil where those that it was stored with are unchanged.
  func incidents(of entry: String, at time: Timestamp, storedIn incidents: [String]) -> [String]? {
    guard !restructured.isEmpty, incidents.contains(where: restructured.contains) else { return nil }
    let all = incidents.flatMap { holders[$0] ?? [] } + (holdersOfNotes[entry] ?? [])
    let found = Set(all.filter { $0.piece.covers(time) }.map(\.incident))
    if found.isEmpty { return nil }
    return (found + incidents.filter { !restructured.contains($0) }).sorted()
  }
}
