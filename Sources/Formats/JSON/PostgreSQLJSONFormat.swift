import Records

/// PostgreSQL's `jsonlog`: objects told by a key that no other logger has.
struct PostgreSQLJSONFormat: LogFormat {
  var name: String { "postgresql-json" }
  var service: String { "postgresql" }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    var fields = JSONFields()
    guard JSONFormat.read(line, &fields), fields[.level]?.rank == JSONKeys.errorSeverityRank else { return false }
    JSONRecord.fill(&record, line, &fields, &times)
    return true
  }
}
