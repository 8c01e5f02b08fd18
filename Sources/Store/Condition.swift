import GRDB
import Incidents
import Records

/// The `WHERE` of a query, grown clause by clause; values only ever become arguments.
struct Condition {
  private(set) var clauses: [String] = []
  private(set) var arguments = StatementArguments()

  var sql: String { clauses.isEmpty ? "" : "WHERE " + clauses.joined(separator: " AND ") }

  mutating func add(_ clause: String, _ values: (any DatabaseValueConvertible)?...) {
    clauses.append(clause)
    arguments += StatementArguments(values)
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

extension EntryQuery {
  var condition: Condition {
    var condition = Condition()
    if let since { condition.add("coalesce(until, at) >= ?", since.microseconds) }
    if let until { condition.add("at <= ?", until.microseconds) }
    if let service { condition.add("service = ?", service) }
    if !kinds.isEmpty {
      let list = kinds.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      condition.add("kind IN (\(list))")
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
        condition.add("key IN (SELECT rowid FROM entry_text WHERE entry_text MATCH ?)", phrase)
      } else {
        condition.add("key IN (SELECT rowid FROM entry_text WHERE instr(lower(text), lower(?)) > 0)", text)
      }
    }
    return condition
  }
}
