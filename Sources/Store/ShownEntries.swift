import GRDB
import Incidents
import Records

// Timeline entries as people read them: those that are stored and their own notes, with the incidents that merges and
// splits made.
extension ShownIncidents {
  func entries(_ query: EntryQuery, _ request: PageRequest) throws -> Page<StoredEntry> {
    if let incident = query.incident { return try timeline(of: log.current(incident), query, request) }
    var members = EntryMembers(shown: self)
    let hidden = query.includesHidden ? [] : log.hidden
    let stars = log.stars
    let rows = EntryRows(path: path)
    var page = Page<StoredEntry>(request)
    for place in try places(query, hidden, request) {
      var found: [StoredEntry]
      switch place {
      case .stored(let stored):
        found = try rows.entries(stored, db).flatMap { stored in
          var stored = stored
          if let starred = stars[stored.entry.id] { stored.entry.starred = starred }
          return try members.told(stored)
        }
        if !log.restructured.isEmpty { found.removeAll { !query.accepts($0.entry) } }
      case .note(let note, let incident):
        let incidents = try self.incidents(of: note, writtenIn: incident, &members)
        found =
          query.membership.accepts(isInIncident: !incidents.isEmpty)
          ? [StoredEntry(entry: note, incidents: incidents)] : []
      case .moved(let entry, let incidents): found = [StoredEntry(entry: entry, incidents: incidents)]
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
    if log.restructured.contains(id) { return try restructuredTimeline(of: id, query, request) }
    let pieces = try pieces(of: id)
    var cursor = try TimelineCursor(pieces, query, after: request.after, evidence: true, db)
    while let item = try cursor.next() {
      var entry: TimelineEntry
      switch item {
      case .stored(let row):
        if !hidden.isEmpty, hidden.contains(row[1]) { continue }
        entry = try rows.entry(row)
      case .told(let told):
        if hidden.contains(told.id) { continue }
        entry = told
      }
      entry.starred = stars[entry.id] ?? entry.starred
      let key = PageKey(at: entry.at, id: entry.id)
      guard page.add([StoredEntry(entry: entry, incidents: [id])], at: key, bytes: { $0.entry.approximateBytes }) else {
        break
      }
    }
    return page
  }

  /// The same of an incident that people merged or split: it has words of its own, and is read as a whole.
  private func restructuredTimeline(
    of id: String, _ query: EntryQuery, _ request: PageRequest
  ) throws -> Page<StoredEntry> {
    var page = Page<StoredEntry>(request)
    var entries = (try incident(id, includingHidden: query.includesHidden)?.timeline ?? []).filter(query.accepts)[...]
    if let after = request.after {
      if let last = entries.firstIndex(where: { $0.id == after.id && $0.at == after.at }) {
        entries = entries[(last + 1)...]
      } else {
        entries = entries.drop { $0.at <= after.at }
      }
    }
    for entry in entries {
      let key = PageKey(at: entry.at, id: entry.id)
      guard page.add([StoredEntry(entry: entry, incidents: [id])], at: key, bytes: { $0.entry.approximateBytes }) else {
        break
      }
    }
    return page
  }

  /// What the timeline of an incident that nobody merged or split consists of.
  func pieces(of id: String) throws -> [TimelinePiece] {
    let isStored = try Bool.fetchOne(db, sql: "SELECT 1 FROM incident WHERE id = ?", arguments: [id]) ?? false
    guard isStored else { return [] }
    guard log.moved.contains(id) else { return [.stored(id, withCourse: true)] + log.pieces(of: id) }
    // Of the same time, the course comes first.
    return [.told(try course(of: id)), .stored(id, withCourse: false)] + log.pieces(of: id)
  }

  /// The rows of the course of an incident that nobody merged or split, as its times were set.
  private func course(of id: String) throws -> [TimelineEntry] {
    guard var incident = try MeasuredIncidents(path: path, db).incident(id, with: []) else { return [] }
    incident.timeline = try EntryRows(path: path).course(of: id, db)
    return log.laid(over: [incident]).flatMap(\.timeline).filter(\.kind.isMeasured)
  }

  private enum Place {
    case stored(EntryRows.Place)
    case note(TimelineEntry, incident: String?)
    /// A row of the course of these incidents, whose times people set.
    case moved(TimelineEntry, incidents: [String])

    var key: PageKey {
      switch self {
      case .stored(let place): place.key
      case .note(let entry, _), .moved(let entry, _): PageKey(at: entry.at, id: entry.id)
      }
    }
  }

  /// Where the entries asked for stand, with at least one more than the page has room for; all of them where it is not
  /// known how many of these are told otherwise than asked for.
  private func places(_ query: EntryQuery, _ hidden: Set<String>, _ request: PageRequest) throws -> [Place] {
    let newer = try query.newer.flatMap { try keyBehindWhich($0) }
    let reworded = log.restructured
    let stored = try EntryRows(path: path).places(
      query, hidden, reworded: reworded, moved: log.moved, behind: newer, after: request.after,
      limit: reworded.isEmpty ? request.limit.map { $0 + 1 } : nil, db
    ).map(Place.stored)
    // Nobody corrected anything since, and what is measured anew may have a course that is told elsewhere.
    let moved = try movedPlaces(query, hidden, request)
    if newer != nil { return moved.isEmpty ? stored : (stored + moved).sorted { $0.key < $1.key } }
    let notes = log.notes.filter { query.accepts($0.entry) && !hidden.contains($0.entry.id) }
      .map { Place.note($0.entry, incident: $0.incident) }
      .filter { note in request.after.map { $0 < note.key } ?? true }
    let told = notes + moved
    return told.isEmpty ? stored : (stored + told).sorted { $0.key < $1.key }
  }

  /// Where the rows asked for stand of incidents whose times people set.
  private func movedPlaces(
    _ query: EntryQuery, _ hidden: Set<String>, _ request: PageRequest
  ) throws -> [Place] {
    guard query.membership.accepts(isInIncident: true) else { return [] }
    let (moved, restructured, stars) = (log.moved, log.restructured, log.stars)
    var places: [Place] = []
    for id in moved.subtracting(restructured).sorted() {
      places += try course(of: id).map { .moved($0, incidents: [id]) }
    }
    for incident in try corrected(moved.intersection(restructured)) {
      places += incident.timeline.filter(\.kind.isMeasured).map { .moved($0, incidents: [incident.id]) }
    }
    return places.compactMap { place in
      guard case .moved(var entry, let incidents) = place, query.accepts(entry), !hidden.contains(entry.id),
        request.after.map({ $0 < place.key }) ?? true
      else { return nil }
      entry.starred = stars[entry.id] ?? entry.starred
      return .moved(entry, incidents: incidents)
    }
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
  /// By the incidents that are connected: those that hold an entry, and how each words it, by its id.
  private var known: [Set<String>: [String: [Member]]] = [:]

  private struct Member {
    var incident: String
    var entry: TimelineEntry
  }

  init(shown: ShownIncidents) {
    self.shown = shown
    restructured = shown.log.restructured
  }

  /// The incidents of an entry, oldest first; nil where those that it was stored with are unchanged.
  mutating func incidents(of entry: String, storedIn incidents: [String]) throws -> [String]? {
    guard let found = try members(of: entry, storedIn: incidents)?.map(\.incident) else { return nil }
    let unchanged = incidents.filter { !restructured.contains($0) }
    return unchanged.isEmpty ? found : (found + unchanged).sorted()
  }

  /// An entry as its incidents word it now: one for each wording.
  mutating func told(_ stored: StoredEntry) throws -> [StoredEntry] {
    guard let found = try members(of: stored.entry.id, storedIn: stored.incidents) else { return [stored] }
    let unchanged = stored.incidents.filter { !restructured.contains($0) }
      .map { Member(incident: $0, entry: stored.entry) }
    var told: [StoredEntry] = []
    for member in (unchanged + found).sorted(by: { $0.incident < $1.incident }) {
      if let place = told.firstIndex(where: { $0.entry == member.entry }) {
        told[place].incidents.append(member.incident)
      } else {
        told.append(StoredEntry(entry: member.entry, incidents: [member.incident]))
      }
    }
    return told
  }

  private mutating func members(of entry: String, storedIn incidents: [String]) throws -> [Member]? {
    if restructured.isEmpty { return nil }
    var related: Set<String> = []
    for id in incidents where restructured.contains(id) { related.formUnion(shown.log.related(to: id)) }
    return related.isEmpty ? nil : try members(of: related)[entry]
  }

  private mutating func members(of related: Set<String>) throws -> [String: [Member]] {
    if let known = known[related] { return known }
    var members: [String: [Member]] = [:]
    for incident in try shown.corrected(related) {
      for entry in incident.timeline {
        members[entry.id, default: []].append(Member(incident: incident.id, entry: entry))
      }
    }
    known[related] = members
    return members
  }
}
