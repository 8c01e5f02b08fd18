package import Records

/// Which program wrote a message, as far as it decides how the message is read.
package enum NestedProgram: Sendable {
  case nginx, apache, haproxy, postgres, other

  /// The program of a syslog tag or a journal's `SYSLOG_IDENTIFIER`.
  package init(identifier: RawSpan) {
    self.init(identifier, ByteRange(0, identifier.byteCount))
  }

  init(_ line: RawSpan, _ tag: ByteRange) {
    let start = Int(tag.start)
    guard !tag.isEmpty else {
      self = .other
      return
    }
    if line.matches("nginx", at: start) {
      self = .nginx
    } else if line.matches("apache", at: start) || line.matches("httpd", at: start) {
      self = .apache
    } else if line.matches("haproxy", at: start) {
      self = .haproxy
    } else if line.matches("postgres", at: start) {
      self = .postgres
    } else {
      self = .other
    }
  }
}

/// Messages that are themselves lines of a known format: behind a syslog header or in a journal entry.
package enum NestedFormats {
  /// Reads `message`, written by `program`, into a reset record; ranges are relative to the message.
  ///
  /// The time is absent where the message has none; a request's time is its completion, whatever the format's stamp
  /// means. False where the message is plain text: the record is then undefined.
  package static func parse(
    message: RawSpan, _ program: NestedProgram, _ times: inout TimeReader, into record: inout LogRecord
  ) -> Bool {
    if message.byteOrZero(0) == Ascii.openBrace || message.matches("@cee:", at: 0) {
      return json(message, &times, into: &record)
    }
    switch program {
    case .nginx:
      return NginxErrorFormat().parse(message, &times, into: &record) || access(message, &times, into: &record)
    case .apache:
      return ApacheErrorFormat().parse(message, &times, into: &record) || access(message, &times, into: &record)
    case .postgres:
      let start = behindSequence(message)
      let text = message.extracting(start..<message.byteCount)
      if !PostgreSQLFormat().parse(text, &times, into: &record) {
        record = LogRecord()
        guard PostgreSQLFormat().readBody(text, 0, into: &record) else { return false }
      }
      record.shift(by: start)
      return true
    case .haproxy:
      if HAProxyHTTPFormat().readRequest(message, 0, &times, into: &record) {
        if record.latency > 0 { record.time &+= record.latency }
        return true
      }
      record = LogRecord()
      return HAProxyHTTPFormat().readClosed(message, 0, &times, into: &record)
    case .other:
      return access(message, &times, into: &record) || told(message, &times, into: &record)
        || text(message, &times, into: &record)
    }
  }

  /// Behind the number that PostgreSQL puts before its messages to syslog: `[5-1] `.
  private static func behindSequence(_ message: RawSpan) -> Int {
    guard message.byteOrZero(0) == Ascii.openBracket, let (_, dash) = message.number(1),
      message.byteOrZero(dash) == Ascii.minus, let (_, end) = message.number(dash &+ 1), message.matches("] ", at: end)
    else { return 0 }
    return message.skippingBlanks(end &+ 1)
  }

  private static func json(_ message: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    guard let brace = message.firstIndex(of: Ascii.openBrace, from: 0, to: min(message.byteCount, 8)) else {
      return false
    }
    let object = message.extracting(brace..<message.byteCount)
    guard JSONFormat().parse(object, &times, into: &record) else { return false }
    record.shift(by: brace)
    return true
  }

  private static func access(_ message: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    guard message.firstIndex(of: " [", from: 0) != nil else { return false }
    for format in LogFormats.access {
      record = LogRecord()
      guard format.parse(message, &times, into: &record) else { continue }
      if format.stampMeaning == .start, record.latency > 0 { record.time &+= record.latency }
      return true
    }
    return false
  }

  /// A line of a format that is told by its fields, whoever passed it on: it begins with an address, a time, a bracket or
  /// a key; or as Uvicorn's.
  private static func told(_ message: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    let first = message.byteOrZero(0)
    if Ascii.isLetter(first), !message.matches("INFO: ", at: 0) {
      record = LogRecord()
      return message.firstIndex(of: Ascii.equal, from: 0, to: min(message.byteCount, 24)) != nil
        && LogfmtFormat().parse(message, &times, into: &record)
    }
    guard !Ascii.isLetter(first) || message.firstIndex(of: " - \"", from: 0) != nil else { return false }
    guard Ascii.isAlphanumeric(first) || first == Ascii.openBracket else { return false }
    for format in LogFormats.nested {
      record = LogRecord()
      guard format.parse(message, &times, into: &record) else { continue }
      if format.stampMeaning == .start, record.isRequest, record.latency > 0 { record.time &+= record.latency }
      return true
    }
    return false
  }

  /// A line of an application's log that says its own severity: programs that log to stdout or through `logger` all have
  /// the same priority outside.
  private static func text(_ message: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    record = LogRecord()
    let format = TextLogFormat(timed: TextLogHead.timeIndex(message) != nil || TextLogHead.isGlog(message))
    return format.read(message, &times, into: &record) ?? false
  }
}
