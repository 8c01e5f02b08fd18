import Records

/// From the fields of a JSON line to a record.
enum JSONRecord {
  static func fill(
    _ record: inout LogRecord, _ line: RawSpan, _ fields: inout JSONFields, _ times: inout TimeReader
  ) {
    record.flags.insert(.escaped)
    if let value = fields[.time], let match = time(line, value, &fields, &times) { record.take(match) }
    record.severity = severity(line, &fields)
    record.message = fields.text(.message, line)
    record.logger = fields.text(.logger, line)
    record.service = fields.text(.service, line)
    record.host = fields.text(.host, line)
    if let pid = fields.number(.pid, line)?.scaled(by: 0) { record.pid = Int32(truncatingIfNeeded: pid) }
    if !isErrorOfCaddy(record, line), let status = accessStatus(line, &fields) {
      fillRequest(&record, line, &fields, status, &times)
    } else {
      fillError(&record, line, &fields)
      fillOrigin(&record, line, &fields)
      fillStatement(&record, line, &fields)
    }
  }

  /// Caddy tells why a request failed in a line of its own, which has all that its access line has.
  private static func isErrorOfCaddy(_ record: LogRecord, _ line: RawSpan) -> Bool {
    record.logger.count >= 14 && line.matches("http.log.error", at: Int(record.logger.start))
  }

  /// The status of an access record: one that is a number, with a request beside it, or as Fastify writes it when a
  /// request is over, with how long that took and the number under which an earlier line tells what it asked for.
  private static func accessStatus(_ line: RawSpan, _ fields: inout JSONFields) -> Int64? {
    guard
      fields[.method] != nil || fields[.path] != nil || fields[.request] != nil
        || fields[.requestID] != nil && fields[.milliseconds] != nil
    else { return nil }
    return fields.number(.status, line).map { $0.scaled(by: 0) ?? 0 }
  }

  private static func severity(_ line: RawSpan, _ fields: inout JSONFields) -> Severity {
    if let level = fields[.level] {
      if let named = SeverityWords.read(line, Int(level.start), Int(level.end)) { return named }
      if level.end == level.start &+ 2, line.byte(Int(level.start)) == UInt8(ascii: "D"),
        Ascii.isDigit(line.byte(Int(level.start) &+ 1))
      {
        // MongoDB's depths.
        return .debug
      }
      if level.end == level.start &+ 1, let named = SeverityWords.letter(line.byte(Int(level.start))) { return named }
      if let number = fields.number(.level, line)?.scaled(by: 0) {
        let nextcloud = fields[.requestID] == nil ? nil : nextcloudLevel(number)
        return nextcloud ?? SeverityWords.number(number) ?? .info
      }
    }
    if let number = fields.number(.openTelemetryLevel, line)?.scaled(by: 0),
      let named = SeverityWords.openTelemetry(number)
    {
      return named
    }
    // Python counts from ten less than Node's loggers.
    if let number = fields.number(.pythonLevel, line)?.scaled(by: 0), let named = SeverityWords.number(number &+ 10) {
      return named
    }
    return fields[.exception] == nil ? .info : .error
  }

  /// A time as text in a common form, or as a count since the epoch.
  static func time(_ line: RawSpan, _ value: JSONValue, _ times: inout TimeReader) -> TimeMatch? {
    let start = Int(value.start)
    let end = Int(value.end)
    if let (number, behind) = DecimalNumber.read(line, start, end), behind == end {
      return TimeReader.epoch(number).map { TimeMatch(micros: $0, end: end) }
    }
    guard value.kind == .string, let match = times.any(line, start), match.end <= end else { return nil }
    return match
  }

  private static func fillRequest(
    _ record: inout LogRecord, _ line: RawSpan, _ fields: inout JSONFields, _ status: Int64,
    _ times: inout TimeReader
  ) {
    record.status = RequestLine.status(status)
    if record.status == 0, status != 0 { record.flags.insert(.invalidValue) }
    if let request = fields[.request], request.kind == .string {
      RequestLine.read(line, Int(request.start), Int(request.end), into: &record)
    }
    if fields[.method] != nil { record.method = fields.text(.method, line) }
    if fields[.path] != nil { record.path = fields.text(.path, line) }
    if fields[.proto] != nil { record.proto = fields.text(.proto, line) }
    let client = fields.text(.client, line)
    record.client = client.isEmpty ? client : ClientAddress.withoutPort(line, Int(client.start), Int(client.end))
    record.forwarded = fields.text(.forwarded, line)
    record.user = fields.text(.user, line)
    record.agent = fields.text(.agent, line)
    record.referrer = fields.text(.referrer, line)
    record.bytes = fields.number(.bytes, line)?.scaled(by: 0) ?? -1
    fillLatency(&record, line, &fields)
    // The time of a line with a start (Traefik) is when it was written; start and duration tell the end more exactly.
    if let start = fields[.start], let match = time(line, start, &times) {
      if record.latency < 0, record.time >= match.micros {
        // Both ends of it (Cloudflare).
        record.latency = record.time &- match.micros
        return
      }
      record.take(match)
      record.time &+= max(0, record.latency)
    }
  }

  private static func fillLatency(_ record: inout LogRecord, _ line: RawSpan, _ fields: inout JSONFields) {
    let scales: InlineArray<4, (JSONRole, Int)> = [
      (.nanoseconds, -3), (.microseconds, 0), (.milliseconds, 3), (.seconds, 6),
    ]
    for i in 0..<4 where fields[scales[i].0] != nil {
      let (role, power) = scales[i]
      let isCounted = role == .seconds && countsMilliseconds(&fields)
      record.latency = duration(line, &fields, role, isCounted ? 3 : power, &record.flags)
      break
    }
    var ignored: RecordFlags = []
    let upstreams: InlineArray<3, (JSONRole, Int)> = [
      (.upstreamNanoseconds, -3), (.upstreamMilliseconds, 3), (.upstreamSeconds, 6),
    ]
    for i in 0..<3 where fields[upstreams[i].0] != nil {
      record.upstreamLatency = duration(line, &fields, upstreams[i].0, upstreams[i].1, &ignored)
      break
    }
  }

  /// Whether the duration is the `duration` of Envoy or of lograge, who count milliseconds under that key.
  private static func countsMilliseconds(_ fields: inout JSONFields) -> Bool {
    guard fields[.seconds]?.rank == JSONKeys.durationRank else { return false }
    return fields[.envoyFlags] != nil || fields[.railsController] != nil && fields[.railsAction] != nil
  }

  /// Microseconds of a duration; -1 where it is absent (`-`), and where it cannot be one (`0,005`, -1), which is flagged.
  /// nginx lists the times of several upstreams (`0.1, 0.2 : 0.3`): their sum.
  private static func duration(
    _ line: RawSpan, _ fields: inout JSONFields, _ role: JSONRole, _ power: Int, _ flags: inout RecordFlags
  ) -> Int64 {
    guard let value = fields[role], !fields.text(role, line).isEmpty else { return -1 }
    var at = Int(value.start)
    let end = Int(value.end)
    var sum: Int64 = 0
    while let (number, behind) = DecimalNumber.read(line, at, end) {
      let (power, next) = unit(line, behind, end, power)
      // Without a point or a unit nobody can tell: loggers count milliseconds under the same names, and nanoseconds.
      if role == .seconds, power == 6, next == behind, number.exponent == 0, number.mantissa > 0 { return -1 }
      guard let micros = number.scaled(by: power), micros >= 0, micros < 1_000_000_000_000 else { break }
      sum &+= micros
      if next == end { return sum }
      let isList = line.matches(", ", at: next) || line.matches(" : ", at: next)
      guard isList else { break }
      at = line.byte(next) == Ascii.comma ? next &+ 2 : next &+ 3
    }
    flags.insert(.invalidValue)
    return -1
  }

  /// The power of ten to microseconds of a unit written behind a number (`12ms`), else that of the key.
  private static func unit(_ line: RawSpan, _ at: Int, _ end: Int, _ power: Int) -> (power: Int, end: Int) {
    if line.equals("ms", at, end) { return (3, end) }
    if line.equals("s", at, end) { return (6, end) }
    if line.equals("us", at, end) || line.equals("µs", at, end) { return (0, end) }
    if line.equals("ns", at, end) { return (-3, end) }
    return (power, at)
  }

  /// The exception of an application record: its class becomes the code, its text the message where there is none.
  private static func fillError(_ record: inout LogRecord, _ line: RawSpan, _ fields: inout JSONFields) {
    record.code = fields.text(.exceptionClass, line)
    if record.code.isEmpty, let exception = fields[.exception], exception.kind == .string {
      let name = ExceptionText.escapedClass(line, exception.range)
      // Go's errors begin with the package: `sql: no rows`.
      if name.range.contains(where: { Ascii.isUpper(line.byte($0)) }) { record.code = name }
    }
    if record.code.isEmpty { record.code = fields.text(.code, line) }
    if record.message.isEmpty { record.message = fields.text(.exceptionMessage, line) }
    if record.message.isEmpty { record.message = fields.text(.exception, line) }
  }
}
