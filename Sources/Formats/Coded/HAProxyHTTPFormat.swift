import Records

/// HAProxy's `option httplog` (configuration manual, 8.2.3), bare as on stdout or behind a syslog header:
/// `192.0.2.1:5 [05/Jun/2024:14:00:00.123] fe be/srv 0/0/1/7/8 200 874 - - ---- 1/1/0/0/0 0/0 {ua} "GET / HTTP/1.1"`.
///
/// The bracketed date is when the request was accepted. What else HAProxy says (a server is down) is a message.
struct HAProxyHTTPFormat: LogFormat {
  var name: String { "haproxy-http" }
  var service: String { "haproxy" }
  var stampMeaning: StampMeaning { .start }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    if readRequest(line, 0, &times, into: &record) || readNotice(line, into: &record) { return true }
    record = LogRecord()
    if readClosed(line, 0, &times, into: &record) || readFailed(line, 0, &times, into: &record)
      || readEvent(line, 0, into: &record)
    {
      return true
    }
    guard let header = SyslogHeader.read(line, &times), line.matches("haproxy", at: Int(header.tag.start)) else {
      return false
    }
    let start = header.message
    record = LogRecord()
    if readRequest(line, start, &times, into: &record) || readClosed(line, start, &times, into: &record) {
      if !header.host.isEmpty { record.host = header.host }
      header.name(&record)
      return true
    }
    record = LogRecord()
    let isKnown = readFailed(line, start, &times, into: &record) || readEvent(line, start, into: &record)
    let (client, severity) = (record.client, record.severity)
    // What is no request happened when it was logged.
    record = LogRecord()
    header.fill(&record, line)
    if isKnown {
      record.client = client
      record.severity = max(record.severity, severity)
    }
    return true
  }

  /// The request whose log begins at `start`.
  func readRequest(_ line: RawSpan, _ start: Int, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    guard let space = line.firstIndex(of: Ascii.space, from: start, to: min(line.byteCount, start &+ 80)),
      space &- start >= 3, line.byteOrZero(space &+ 1) == Ascii.openBracket,
      let time = times.dayMonthYear(line, space &+ 2), line.byteOrZero(time.end) == Ascii.closeBracket,
      line.byteOrZero(time.end &+ 1) == Ascii.space
    else { return false }
    let backend = line.endOfToken(time.end &+ 2) &+ 1
    var at = line.endOfToken(backend)
    record.logger = ByteRange(backend, at)
    // A custom header may stand before the timers; two at most are looked over.
    var timers: (total: Int64, upstream: Int64, end: Int)?
    for _ in 0..<3 where timers == nil {
      guard at < line.byteCount else { return false }
      timers = readTimers(line, at &+ 1)
      at = timers?.end ?? line.endOfToken(at &+ 1)
    }
    guard let timers, line.byteOrZero(at) == Ascii.space, readCounts(line, at &+ 1, into: &record) else { return false }
    record.take(time)
    record.client = ClientAddress.withoutPort(line, start, space, always: true)
    record.latency = timers.total >= 0 ? timers.total &* 1000 : -1
    record.upstreamLatency = timers.upstream >= 0 ? timers.upstream &* 1000 : -1
    return true
  }

  /// `TR/Tw/Tc/Tr/Ta` at `at`; a timer is -1 where its phase was not reached, the last may begin with `+`.
  private func readTimers(_ line: RawSpan, _ start: Int) -> (total: Int64, upstream: Int64, end: Int)? {
    var at = start
    var values: InlineArray<5, Int64> = .init(repeating: -1)
    for i in 0..<5 {
      guard let (value, end) = signed(line, at) else { return nil }
      values[i] = value
      guard i == 4 || line.byteOrZero(end) == Ascii.slash else { return nil }
      at = i == 4 ? end : end &+ 1
    }
    return (values[4], values[2] >= 0 && values[3] >= 0 ? values[2] &+ values[3] : -1, at)
  }

  /// Status, bytes, and the request in quotes at the end.
  private func readCounts(_ line: RawSpan, _ at: Int, into record: inout LogRecord) -> Bool {
    guard let (status, behind) = signed(line, at), line.byteOrZero(behind) == Ascii.space,
      let (bytes, end) = signed(line, behind &+ 1)
    else { return false }
    record.status = RequestLine.status(status)
    if status > 0, record.status == 0 { record.flags.insert(.invalidValue) }
    record.bytes = bytes
    if let quote = line.firstIndex(of: Ascii.quote, from: end) {
      // The request is cut where it was too long for the log: then the closing quote is missing.
      let close = line.firstIndex(of: Ascii.quote, from: quote &+ 1) ?? line.byteCount
      RequestLine.read(line, quote &+ 1, close, into: &record)
    }
    return true
  }

  @inline(__always)
  func signed(_ line: RawSpan, _ at: Int) -> (value: Int64, end: Int)? {
    let sign = line.byteOrZero(at)
    let digits = sign == Ascii.minus || sign == Ascii.plus ? at &+ 1 : at
    guard let (value, end) = line.number(digits), end &- digits < 15 else { return nil }
    return (sign == Ascii.minus ? -value : value, end)
  }

  /// `[WARNING]  (12) : text` and `[ALERT] 156/140000 (12) : text`, as HAProxy writes to stderr, without a time.
  private func readNotice(_ line: RawSpan, into record: inout LogRecord) -> Bool {
    guard line.byteOrZero(0) == Ascii.openBracket,
      let bracket = line.firstIndex(of: Ascii.closeBracket, from: 1, to: min(line.byteCount, 10)),
      let severity = SeverityWords.read(line, 1, bracket),
      let open = line.firstIndex(of: Ascii.open, from: bracket, to: min(line.byteCount, bracket &+ 24)),
      let (pid, close) = line.number(open &+ 1), line.matches(") : ", at: close)
    else { return false }
    record.severity = severity
    record.pid = Int32(truncatingIfNeeded: pid)
    record.message = ByteRange(close &+ 4, line.byteCount)
    return true
  }

  /// `Server be/srv is DOWN, ...`, `backend be has no server available!`, `Connect from 192.0.2.1:5 to ...` and the like,
  /// which stand bare on stdout.
  private func readEvent(_ line: RawSpan, _ start: Int, into record: inout LogRecord) -> Bool {
    guard
      line.matches("Server ", at: start) || line.matches("Backup Server ", at: start)
        || line.matches("backend ", at: start) || line.matches("Proxy ", at: start)
        || line.matches("Health check for ", at: start) || line.matches("Stopping ", at: start)
        || line.matches("Connect from ", at: start)
    else { return false }
    record.message = ByteRange(start, line.byteCount)
    if line.matches("Connect from ", at: start) {
      record.client = ClientAddress.withoutPort(line, start &+ 13, line.endOfToken(start &+ 13), always: true)
      return true
    }
    record.severity = eventSeverity(line)
    return true
  }

  /// How bad an event is that came without a level.
  private func eventSeverity(_ line: RawSpan) -> Severity {
    if line.firstIndex(of: " has no server available", from: 0) != nil { return .critical }
    return line.firstIndex(of: " is DOWN", from: 0) != nil ? .error : .notice
  }
}
