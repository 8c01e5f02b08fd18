import GRDB
package import Incidents
import Records

/// The `WHERE` of a query, grown clause by clause; values only ever become arguments.
struct Condition {
  private(set) var clauses: [String] = []
  private(set) var arguments = StatementArguments()

  var sql: String { clauses.isEmpty ? "" : "WHERE " + clauses.joined(separator: " AND ") }

  mutating func add(_ clause: String, _ values: (any DatabaseValueConvertible)?...) {
    add(clause, StatementArguments(values))
  }

  mutating func add(_ clause: String, _ arguments: StatementArguments) {
    clauses.append(clause)
    self.arguments += arguments
  }
}

extension IncidentFilter {
  var condition: Condition {
    var condition = Condition()
    if let since { condition.add("(ended_at IS NULL OR ended_at >= ?)", since.microseconds) }
    if let until { condition.add("started_at <= ?", until.microseconds) }
    if let service { condition.add("id IN (SELECT incident_id FROM signal WHERE service = ?)", service) }
    if let status { condition.add("status = ?", status.rawValue) }
    if let severity { condition.add("severity = ?", severity.rawValue) }
    return condition
  }
}

extension IncidentFilter {
  /// What `condition` asks for, of an incident that is not read as it is stored.
  func accepts(_ incident: Incident) -> Bool {
    if let since, let end = incident.endedAt, end < since { return false }
    if let until, incident.startedAt > until { return false }
    if let service, !incident.signals.contains(where: { $0.service == service }) { return false }
    return (status ?? incident.status) == incident.status && (severity ?? incident.severity) == incident.severity
  }
}

extension EntryQuery {
  /// What `condition` asks for, but for the membership, of an entry that is not read by it.
  package func accepts(_ entry: TimelineEntry) -> Bool {
    if let since, entry.until ?? entry.at < since { return false }
    if let until, entry.at > until { return false }
    if let service, entry.service != service { return false }
    if !kinds.isEmpty, !kinds.contains(entry.kind) { return false }
    guard let text, !text.isEmpty else { return true }
    let texts = [entry.summary, entry.service ?? ""] + entry.evidence.map(\.text)
    return texts.contains { $0.lowercased().contains(text.lowercased()) }
  }
}

extension EntryQuery.Membership {
  func accepts(isInIncident: Bool) -> Bool {
    switch self {
    case .any: true
    case .inIncident: isInIncident
    case .outside: !isInIncident
    }
  }
}

extension EntryQuery {
  var condition: Condition { condition(reworded: []) }

  /// - Parameter reworded: incidents whose entries are told in other words, as other kinds, than they are stored with: by
  ///   these they are not chosen.
  func condition(reworded: Set<String>) -> Condition {
    var condition = Condition()
    let ids = StatementArguments(reworded.sorted())
    let marks = Array(repeating: "?", count: reworded.count).joined(separator: ", ")
    let orReworded = reworded.isEmpty ? "" : " OR incident_id IN (\(marks))"
    if let since { condition.add("coalesce(until, at) >= ?", since.microseconds) }
    if let until { condition.add("at <= ?", until.microseconds) }
    if let service { condition.add("service = ?", service) }
    if !kinds.isEmpty {
      let list = kinds.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      condition.add("(kind IN (\(list))\(orReworded))", ids)
    }
    switch membership {
    case .any: break
    case .inIncident: condition.add("incident_id IS NOT NULL")
    case .outside: condition.add("incident_id IS NULL")
    }
    if let text, !text.isEmpty {
      // The trigram index cannot find fewer than three characters.
      if text.unicodeScalars.count >= 3 {
        let phrase =
          "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
        condition.add("(key IN (SELECT rowid FROM entry_text WHERE entry_text MATCH ?)\(orReworded))", [phrase] + ids)
      } else {
        condition.add(
          "(key IN (SELECT rowid FROM entry_text WHERE instr(lower(text), lower(?)) > 0)\(orReworded))", [text] + ids)
      }
    }
    // What an incident tells, too, is of the incident.
    condition.add(
      """
      (incident_id IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM entry AS told WHERE told.id = entry.id AND told.incident_id IS NOT NULL))
      """)
    return condition
  }
}
