import Records

/// What is read of the records of applications and databases that are no requests.
extension JSONRecord {
  /// The time of a record: with the nanoseconds that a key beside it has, and in UTC where its keys tell that it is.
  static func time(
    _ line: RawSpan, _ value: JSONValue, _ fields: inout JSONFields, _ times: inout TimeReader
  ) -> TimeMatch? {
    guard fields[.utc] == nil || value.kind != .string else {
      var utc = TimeReader(zone: .utc, newest: times.newest)
      guard let match = utc.any(line, Int(value.start)), match.end <= Int(value.end) else { return nil }
      return TimeMatch(micros: match.micros, end: match.end)
    }
    guard var match = time(line, value, &times) else { return nil }
    if let nanos = fields.number(.nanoOfSecond, line)?.scaled(by: -3), (0..<1_000_000).contains(nanos) {
      match.micros &+= nanos
    }
    return match
  }

  /// Nextcloud's levels: debug, info, warning, error, fatal.
  static func nextcloudLevel(_ value: Int64) -> Severity? {
    switch value {
    case 0: .debug
    case 1: .info
    case 2: .warning
    case 3: .error
    case 4: .critical
    default: nil
    }
  }

  /// Whom a record speaks of that is no request: an audit's client, user and what was asked for.
  static func fillOrigin(_ record: inout LogRecord, _ line: RawSpan, _ fields: inout JSONFields) {
    let client = fields.text(.client, line)
    if !client.isEmpty {
      let address = ClientAddress.withoutPort(line, Int(client.start), Int(client.end))
      if ClientAddress.isAddress(line, address) { record.client = address }
    }
    guard !record.client.isEmpty || fields[.method] != nil && fields[.path] != nil else { return }
    record.user = fields.text(.user, line)
    record.path = fields.text(.path, line)
    record.method = fields.text(.method, line)
  }

  /// How long a statement took: PostgreSQL's `duration: 12 ms  statement: ...`, or a key of its own.
  static func fillStatement(_ record: inout LogRecord, _ line: RawSpan, _ fields: inout JSONFields) {
    if let micros = fields.number(.statementMilliseconds, line)?.scaled(by: 3), micros >= 0 {
      record.duration = micros
      record.statement = fields[.statement]?.range ?? record.message
    } else if !record.message.isEmpty {
      PostgreSQLFormat.readDuration(line, record.message, into: &record)
    }
  }
}
