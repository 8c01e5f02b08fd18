import Records

/// logfmt: `time=2024-06-05T14:00:00Z level=error msg="no connection" service=shop`, as Go's loggers write it; requests as
/// Rails' lograge and Heroku's router do (`method=GET path="/cart" status=200 service=18ms`).
struct LogfmtFormat: LogFormat {
  var name: String { "logfmt" }
  var service: String { "app" }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    var at = line.skippingBlanks(0)
    var known = 0
    var isLograge = false
    var duration = ByteRange.none
    while at < line.byteCount {
      guard let key = keyEnd(line, at) else { return false }
      let (start, end, next) = value(line, key &+ 1)
      if read(line, at, key, ByteRange(start, end), &times, into: &record) { known &+= 1 }
      if line.equals("controller", at, key) { isLograge = true }
      if line.equals("duration", at, key) { duration = ByteRange(start, end) }
      at = line.skippingBlanks(next)
    }
    if isLograge, record.latency < 0,
      let (number, behind) = DecimalNumber.read(line, Int(duration.start), Int(duration.end)),
      behind == Int(duration.end)
    {
      // Rails counts milliseconds.
      record.latency = max(-1, number.scaled(by: 3) ?? -1)
    }
    guard record.isRequest else { return known >= 2 }
    // A status of something else.
    guard !record.path.isEmpty, RequestLine.isMethod(line, Int(record.method.start), Int(record.method.end)) else {
      record.status = 0
      return known >= 2
    }
    return true
  }

  /// A duration, with its unit or by a key that says it; a bare `duration` may be of any unit.
  private func latency(_ line: RawSpan, _ key: Int, _ keyEnd: Int, _ value: ByteRange, _ role: JSONRole) -> Int64 {
    let start = Int(value.start)
    let end = Int(value.end)
    if let micros = UnitDuration.microseconds(line, start, end) { return micros }
    guard let (number, behind) = DecimalNumber.read(line, start, end), behind == end else { return -1 }
    let micros: Int64? =
      switch role {
      case .nanoseconds: number.scaled(by: -3)
      case .microseconds: number.scaled(by: 0)
      case .milliseconds: number.scaled(by: 3)
      default: line.equals("request_time", key, keyEnd) ? number.scaled(by: 6) : nil
      }
    return max(-1, micros ?? -1)
  }

  /// The index of the `=` behind the key at `start`; a key without a value is read as part of a later one.
  private func keyEnd(_ line: RawSpan, _ start: Int) -> Int? {
    var at = start
    while at < line.byteCount {
      let b = line.byte(at)
      if b == Ascii.equal { return at > start ? at : nil }
      guard
        Ascii.isAlphanumeric(b) || b == Ascii.underscore || b == Ascii.dot || b == Ascii.minus || b == Ascii.at
          || b == Ascii.slash
      else { return nil }
      at &+= 1
    }
    return nil
  }

  /// A value in quotes (with backslash escapes) or up to the next blank: its bytes and the index behind it.
  private func value(_ line: RawSpan, _ start: Int) -> (start: Int, end: Int, next: Int) {
    guard line.byteOrZero(start) == Ascii.quote else {
      let end = line.endOfToken(start)
      return (start, end, end)
    }
    var at = start &+ 1
    while at < line.byteCount, line.byte(at) != Ascii.quote { at &+= line.byte(at) == Ascii.backslash ? 2 : 1 }
    let end = min(at, line.byteCount)
    return (start &+ 1, end, min(end &+ 1, line.byteCount))
  }

  /// Takes a value whose key is known. Time, level and message are what tells the format apart: true for these.
  private func read(
    _ line: RawSpan, _ key: Int, _ keyEnd: Int, _ value: ByteRange, _ times: inout TimeReader,
    into record: inout LogRecord
  ) -> Bool {
    if line.equals("fwd", key, keyEnd) {
      // What Heroku's router was told by proxies before it, and behind it whom it saw itself.
      record.forwarded = value
      return false
    }
    guard let entry = JSONKeys.known.entry(JSONKeys.hash(line, key, keyEnd, in: .top)),
      let role = JSONRole(rawValue: entry.role)
    else { return false }
    switch role {
    case .time:
      guard let match = times.any(line, Int(value.start)), match.end <= Int(value.end) else { return false }
      record.take(match)
      return true
    case .level:
      guard let severity = SeverityWords.read(line, Int(value.start), Int(value.end)) else { return false }
      record.severity = severity
      return true
    case .message:
      record.message = value
      return true
    case .logger: record.logger = value
    case .service:
      if let micros = UnitDuration.microseconds(line, Int(value.start), Int(value.end)) {
        record.latency = micros
      } else {
        record.service = value
      }
    case .status:
      if let (status, end) = line.number(Int(value.start)), end == Int(value.end) {
        record.status = RequestLine.status(status)
      }
    case .bytes:
      if let (bytes, end) = line.number(Int(value.start)), end == Int(value.end) { record.bytes = bytes }
    case .seconds, .milliseconds, .microseconds, .nanoseconds:
      if record.latency < 0 { record.latency = latency(line, key, keyEnd, value, role) }
    case .agent: record.agent = value
    case .referrer: record.referrer = value
    case .proto: record.proto = value
    case .user: record.user = value
    case .host: record.host = value
    case .client: record.client = ClientAddress.withoutPort(line, Int(value.start), Int(value.end))
    case .method: record.method = value
    case .path: record.path = value
    case .pid:
      if let (pid, end) = line.number(Int(value.start)), end == Int(value.end) {
        record.pid = Int32(truncatingIfNeeded: pid)
      }
    case .exception:
      record.code = ExceptionText.className(line, Int(value.start), Int(value.end))
    default: break
    }
    return false
  }
}
