import GRDB
import Incidents
import Records

/// The incidents as people read them: what was measured, under their corrections. The entries are in `ShownEntries`.
struct ShownIncidents {
  private static let incidentsCompared = 200

  let path: String
  let db: Database
  let log: CorrectionLog

  init(path: String, _ db: Database) throws {
    self.path = path
    self.db = db
    log = try CorrectionRows().log(db)
  }

  /// The incidents asked for, oldest first, without their series. One at a time is read.
  /// - Parameter entries: the most entries of each timeline; nil: all.
  func incidents(
    _ filter: IncidentFilter, includingHidden: Bool, entries: Int? = nil, _ request: PageRequest
  ) throws -> Page<Incident> {
    let hidden = includingHidden ? [] : log.hidden
    let touched = log.touched
    var page = Page<Incident>(request)
    for key in try keys(filter, request) {
      let found =
        entries != nil
        ? [try incident(key.id, with: [], includingHidden: includingHidden, entries: entries ?? 0)].compactMap(\.self)
        : touched.contains(key.id)
          ? [try listed(key.id)].compactMap(\.self)
          : log.marked([try MeasuredIncidents(path: path, db).incident(key.id, with: .timeline)].compactMap(\.self))
      guard page.add(found.map { $0.without(hidden) }, at: key, bytes: \.approximateBytes) else { break }
    }
    return page
  }

  /// An incident that was corrected, without its series.
  private func listed(_ id: String) throws -> Incident? {
    let related = log.related(to: id)
    // Signals of a part of a split one are told from the series, too.
    let isSplit = !log.splitOff.isDisjoint(with: related)
    var incident = try corrected(related, with: isSplit ? .all : .timeline).first { $0.id == id }
    incident?.series = []
    return incident
  }

  /// Where the incidents asked for stand, with one more than the page has room for.
  private func keys(_ filter: IncidentFilter, _ request: PageRequest) throws -> [PageKey] {
    var condition = try untouched(filter)
    if let after = request.after { condition.add("(started_at, id) > (?, ?)", after.at.microseconds, after.id) }
    let limit = request.limit.map { $0 + 1 }
    let rows = try Row.fetchCursor(
      db, sql: "SELECT id, started_at FROM incident \(condition.sql) ORDER BY started_at, id LIMIT \(limit ?? -1)",
      arguments: condition.arguments)
    var keys = try Array(rows.map { PageKey(at: time($0["started_at"]), id: $0["id"]) })
    for outline in try reshaped(filter) {
      let key = PageKey(at: outline.startedAt, id: outline.id)
      if request.after.map({ $0 < key }) ?? true { keys.append(key) }
    }
    return Array(keys.sorted().prefix(limit ?? .max))
  }

  func incident(_ id: String, includingHidden: Bool = true) throws -> Incident? {
    let id = log.current(id)
    let hidden = includingHidden ? [] : log.hidden
    return try corrected(log.related(to: id)).first { $0.id == id }.map { $0.without(hidden) }
  }

  /// The incidents before this one that resemble it, the newest first. Looked for among the last that a service of it was
  /// in trouble in.
  func resembling(_ incident: Incident) throws -> [PastIncident] {
    let ids = try String.fetchAll(
      db,
      sql: """
        SELECT DISTINCT incident.id FROM signal JOIN incident ON incident.id = incident_id
        WHERE service IN (SELECT value FROM json_each(?)) AND incident.started_at <= ?
        ORDER BY incident.started_at DESC, incident.id DESC LIMIT ?
        """,
      arguments: [
        StoredJSON.encode(Set(incident.signals.map(\.service))), incident.startedAt.microseconds,
        Self.incidentsCompared,
      ])
    let related = ids.reduce(into: Set<String>()) { $0.formUnion(log.related(to: $1)) }
    // Its own other part is no other incident.
    let own = log.related(to: incident.id)
    return PastIncident.resembling(incident, among: try corrected(related, with: []).filter { !own.contains($0.id) })
  }

  /// What corrections make of those of these incidents that are stored; all that is related must be among them.
  func corrected(_ ids: Set<String>, with parts: IncidentParts = .all) throws -> [Incident] {
    let measured = MeasuredIncidents(path: path, db)
    return log.laid(over: try ids.sorted().compactMap { try measured.incident($0, with: parts) })
  }

  /// Whether there is an incident of this id, which is no part of another.
  func exists(_ id: String) throws -> Bool {
    guard log.restructured.contains(id) else {
      return try Bool.fetchOne(db, sql: "SELECT 1 FROM incident WHERE id = ?", arguments: [id]) ?? false
    }
    return try corrected(log.related(to: id), with: []).contains { $0.id == id }
  }

  // MARK: Outlines

  /// The incidents asked for in outline, oldest first.
  func outlines(_ filter: IncidentFilter = IncidentFilter()) throws -> [IncidentOutline] {
    (try outlines(filter, "") + reshaped(filter)).sorted { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) }
  }

  /// The open incident that began last; without one, the incident that began last.
  func openOrLatest() throws -> String? {
    for status in [IncidentStatus.open, nil] {
      let filter = IncidentFilter(status: status)
      let candidates = try outlines(filter, "ORDER BY started_at DESC, id DESC LIMIT 1") + reshaped(filter)
      if let latest = candidates.max(by: { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) }) { return latest.id }
    }
    return nil
  }

  /// How many incidents there are of a status.
  func count(_ status: IncidentStatus) throws -> Int {
    let filter = IncidentFilter(status: status)
    let condition = try untouched(filter)
    let others = try Int.fetchOne(
      db, sql: "SELECT count(*) FROM incident \(condition.sql)", arguments: condition.arguments)
    return try (others ?? 0) + reshaped(filter).count
  }

  /// Those of the incidents asked for that corrections may have changed in what they are asked for or sorted by.
  private func reshaped(_ filter: IncidentFilter) throws -> [IncidentOutline] {
    try corrected(log.reshaped, with: []).filter(filter.accepts).map(IncidentOutline.init)
  }

  /// The others, in the order and number that `suffix` names.
  private func outlines(_ filter: IncidentFilter, _ suffix: String) throws -> [IncidentOutline] {
    let condition = try untouched(filter)
    let rows = try Row.fetchCursor(
      db, sql: "SELECT id, status, started_at, ended_at FROM incident \(condition.sql) \(suffix)",
      arguments: condition.arguments)
    return try Array(
      rows.map { row in
        IncidentOutline(
          id: row["id"], isOpen: row["status"] == IncidentStatus.open.rawValue, startedAt: time(row["started_at"]),
          endedAt: time(row["ended_at"]))
      })
  }

  /// What asks for the others.
  private func untouched(_ filter: IncidentFilter) throws -> Condition {
    var condition = filter.condition
    let reshaped = log.reshaped
    if !reshaped.isEmpty {
      condition.add("id NOT IN (SELECT value FROM json_each(?))", try StoredJSON.encode(reshaped))
    }
    return condition
  }
}
