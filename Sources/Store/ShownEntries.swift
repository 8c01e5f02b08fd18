import GRDB
import Incidents
import Records

// Timeline entries as people read them: those that are stored and their own notes, with the incidents that merges and
// splits made.
extension ShownIncidents {
  func entries(_ query: EntryQuery, _ request: PageRequest) throws -> Page<StoredEntry> {
    var members = EntryMembers(shown: self)
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
          if let incidents = try members.incidents(of: id, storedIn: found[index].incidents) {
            found[index].incidents = incidents
          }
        }
      case .note(let note, let incident):
        let incidents = try self.incidents(of: note, writtenIn: incident, &members)
        found =
          query.membership.accepts(isInIncident: !incidents.isEmpty)
          ? [StoredEntry(entry: note, incidents: incidents)] : []
      }
      if found.isEmpty { continue }
      guard page.add(found, at: place.key, bytes: { $0.entry.approximateBytes }) else { break }
    }
    return page
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
    let stored = try EntryRows(path: path).places(
      query, hidden, after: request.after, limit: request.limit.map { $0 + 1 }, db
    ).map(Place.stored)
    let notes = log.notes.filter { query.accepts($0.entry) && !hidden.contains($0.entry.id) }
      .map { Place.note($0.entry, incident: $0.incident) }
      .filter { note in request.after.map { $0 < note.key } ?? true }
    return notes.isEmpty ? stored : (stored + notes).sorted { $0.key < $1.key }
  }

  private func incidents(
    of note: TimelineEntry, writtenIn incident: String?, _ members: inout EntryMembers
  ) throws -> [String] {
    guard let incident else { return [] }
    if let incidents = try members.incidents(of: note.id, storedIn: [incident]) { return incidents }
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
    let note = log.notes.first { $0.entry.id == id }
    let stored = try String.fetchAll(
      db, sql: "SELECT incident_id FROM entry WHERE id = ? AND incident_id IS NOT NULL ORDER BY incident_id",
      arguments: [id])
    var members = EntryMembers(shown: self)
    if let incidents = try members.incidents(of: id, storedIn: stored + [note?.incident].compactMap(\.self)) {
      return incidents.first
    }
    return note.map { $0.incident.map(log.current) } ?? stored.first
  }
}

/// Which incidents entries belong to where merges and splits changed those that they were stored with. What is connected
/// with one entry is read once.
private struct EntryMembers {
  let shown: ShownIncidents
  private let restructured: Set<String>
  /// By the incidents that are connected: those that hold an entry, by its id.
  private var known: [Set<String>: [String: [String]]] = [:]

  init(shown: ShownIncidents) {
    self.shown = shown
    restructured = shown.log.restructured
  }

  /// The incidents of an entry, oldest first; nil where those that it was stored with are unchanged.
  mutating func incidents(of entry: String, storedIn incidents: [String]) throws -> [String]? {
    if restructured.isEmpty { return nil }
    var related: Set<String> = []
    for id in incidents where restructured.contains(id) { related.formUnion(shown.log.related(to: id)) }
    if related.isEmpty { return nil }
    guard let found = try members(of: related)[entry] else { return nil }
    let unchanged = incidents.filter { !restructured.contains($0) }
    return unchanged.isEmpty ? found : (found + unchanged).sorted()
  }

  private mutating func members(of related: Set<String>) throws -> [String: [String]] {
    if let known = known[related] { return known }
    var members: [String: [String]] = [:]
    for incident in try shown.corrected(related) {
      for entry in incident.timeline { members[entry.id, default: []].append(incident.id) }
    }
    known[related] = members
    return members
  }
}
