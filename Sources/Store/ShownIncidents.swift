import GRDB
import Incidents
import Records

/// The incidents and entries as people read them: what was measured, under their corrections.
struct ShownIncidents {
  private let path: String
  private let db: Database
  let log: CorrectionLog

  init(path: String, _ db: Database) throws {
    self.path = path
    self.db = db
    log = try CorrectionRows().log(db)
  }

  func incidents(_ filter: IncidentFilter, includingHidden: Bool) throws -> [Incident] {
    let others = try untouched("*", filter).map { try IncidentRows(path: path).incident($0, db) }
    let hidden = includingHidden ? [] : log.hidden
    return (log.marked(others) + (try corrected(log.touched).filter(filter.accepts)))
      .sorted { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) }.map { $0.without(hidden) }
  }

  func incident(_ id: String, includingHidden: Bool = true) throws -> Incident? {
    let id = log.current(id)
    let hidden = includingHidden ? [] : log.hidden
    return try corrected(log.related(to: id)).first { $0.id == id }.map { $0.without(hidden) }
  }

  /// What corrections make of those of these incidents that are stored; all that is related must be among them.
  func corrected(_ ids: Set<String>) throws -> [Incident] {
    log.laid(over: try ids.sorted().compactMap { try MeasuredIncidents(path: path, db).incident($0) })
  }

  /// The incidents asked for in outline, oldest first.
  func outlines(_ filter: IncidentFilter = IncidentFilter()) throws -> [IncidentOutline] {
    let others = try untouched("id, status, started_at, ended_at", filter).map { row in
      IncidentOutline(
        id: row["id"], isOpen: row["status"] == IncidentStatus.open.rawValue, startedAt: time(row["started_at"]),
        endedAt: time(row["ended_at"]))
    }
    let corrected = try corrected(log.touched).filter(filter.accepts).map(IncidentOutline.init)
    return (others + corrected).sorted { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) }
  }

  /// The rows asked for of incidents that read as they were measured, oldest first.
  private func untouched(_ columns: String, _ filter: IncidentFilter) throws -> [Row] {
    var condition = filter.condition
    let touched = log.touched
    if !touched.isEmpty { condition.add("id NOT IN (SELECT value FROM json_each(?))", try StoredJSON.encode(touched)) }
    return try Row.fetchAll(
      db, sql: "SELECT \(columns) FROM incident \(condition.sql) ORDER BY started_at, id",
      arguments: condition.arguments)
  }

  /// The open incident that began last; without one, the incident that began last.
  func openOrLatest() throws -> String? {
    let outlines = try outlines()
    return (outlines.last(where: \.isOpen) ?? outlines.last)?.id
  }

  // MARK: Entries

  func entries(_ query: EntryQuery) throws -> [StoredEntry] {
    var found = try EntryRows(path: path).entries(query, db)
    guard !log.isEmpty else { return found }
    let members = try members()
    let stars = log.stars
    for index in found.indices {
      let id = found[index].entry.id
      if let starred = stars[id] { found[index].entry.starred = starred }
      if let incidents = members[id] { found[index].incidents = incidents }
    }
    let known = Set(try outlines().map(\.id))
    for (note, incident) in log.notes where query.accepts(note) {
      let incidents = members[note.id] ?? [incident.map(log.current)].compactMap(\.self).filter(known.contains)
      if query.membership.accepts(isInIncident: !incidents.isEmpty) {
        found.append(StoredEntry(entry: note, incidents: incidents))
      }
    }
    let hidden = query.includesHidden ? [] : log.hidden
    return found.filter { !hidden.contains($0.entry.id) }
      .sorted { ($0.entry.at, $0.entry.id, $0.entry.summary) < ($1.entry.at, $1.entry.id, $1.entry.summary) }
  }

  /// The incidents of each entry, by its id, where merges and splits changed them.
  private func members() throws -> [String: [String]] {
    var members: [String: [String]] = [:]
    for incident in try corrected(log.restructured) {
      for entry in incident.timeline { members[entry.id, default: []].append(incident.id) }
    }
    return members
  }

  /// Ids of entries that begin so, in or out of incidents.
  func entryIDs(beginningWith prefix: String) throws -> [String] {
    let rows = try String.fetchSet(
      db, sql: "SELECT id FROM entry WHERE id >= ? AND id < ? || '~'", arguments: [prefix, prefix])
    return rows.union(log.notes.map(\.entry.id).filter { $0.hasPrefix(prefix) }).sorted()
  }

  /// The first incident that holds the entry now; nil where none does.
  func incident(ofEntry id: String) throws -> String? {
    if let incidents = try members()[id] { return incidents.first }
    if let note = log.notes.first(where: { $0.entry.id == id }) { return note.incident.map(log.current) }
    return try String.fetchOne(
      db, sql: "SELECT incident_id FROM entry WHERE id = ? AND incident_id IS NOT NULL ORDER BY incident_id",
      arguments: [id])
  }
}
