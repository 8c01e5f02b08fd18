import Records

/// Application logs as text: a time in any common form, a level, a logger, a process, the message, and tracebacks.
///
/// `text-log` is for logs whose records begin with a time (lines without one continue the record before them),
/// `text-plain` for logs without times, whose records begin with a level.
struct TextLogFormat: LogFormat {
  let timed: Bool
  /// The order of the dates in digits, where a sample tells.
  var dates: DateOrder?

  var name: String { timed ? "text-log" : "text-plain" }
  var identifier: String { dates.map { "\(name) \($0.rawValue)" } ?? name }
  var service: String { "app" }
  var joinsLines: Bool { true }
  var joinsTraces: Bool { !timed }

  init(timed: Bool, dates: DateOrder? = nil) {
    self.timed = timed
    self.dates = dates
  }

  /// The format of an identifier that names an order of dates; nil where it is none of this kind.
  init?(identifier: String) {
    guard identifier.hasPrefix("text-log "), let dates = DateOrder(rawValue: String(identifier.dropFirst(9))) else {
      return nil
    }
    self.init(timed: true, dates: dates)
  }

  func startsRecord(_ line: RawSpan) -> Bool {
    if timed { return TextLogHead.timeIndex(line) != nil || TextLogHead.isGlog(line) }
    return line.byteOrZero(0) > Ascii.space && !TraceGrammar.goesOn(line)
  }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    read(line, &times, into: &record) != nil
  }

  /// Reads a record; nil where the line is none, else whether it says its severity: by a level or with a traceback.
  func read(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool? {
    let end = line.firstIndex(of: Ascii.newline, from: 0) ?? line.byteCount
    var first = 0
    var outer: Severity?
    if timed {
      guard let behind = readTime(line, &times, &outer, into: &record) else { return nil }
      first = behind
    }
    var head = TextLogHead.read(line, first, end)
    if let outer { head.severity = outer }
    if timed, head.severity == nil, end < line.byteCount { head.readLevelBelow(line, end) }
    // Lines without a time that belong together tell more than a line of any text.
    guard timed || head.severity != nil || end < line.byteCount || CrashLines.isFatal(line, 0) else { return nil }
    record.logger = head.logger
    if head.pid >= 0 { record.pid = head.pid }
    // .NET's console puts the message below its head.
    let start = head.message == end ? TextLogFormat.skippingSpace(line, end) : head.message
    record.message = ByteRange(start, max(start, line.trimmedEnd(start, line.byteCount)))
    readRequest(line, head.message, end, into: &record)
    readCompletion(line, head.message, end, into: &record)
    readLograge(line, head.message, end, into: &record)
    record.severity =
      head.severity ?? SeverityWords.first(line, head.message, end, tokens: 3)?.severity
      ?? (CrashLines.isFatal(line.extracting(0..<end), head.message) ? .critical : .info)
    let isTraceback = end < line.byteCount && record.takeTraceback(line, head.message, firstLineEnd: end)
    return head.hasLevel || outer != nil || isTraceback
  }

  /// The time and what stands before it; the index behind both.
  private func readTime(
    _ line: RawSpan, _ times: inout TimeReader, _ severity: inout Severity?, into record: inout LogRecord
  ) -> Int? {
    if TextLogHead.isGlog(line) {
      guard let match = times.glog(line) else { return nil }
      record.take(match)
      severity = TextLogHead.glogSeverity(line.byte(0))
      let pid = line.skippingBlanks(match.end)
      guard let (value, behind) = line.number(pid) else { return match.end }
      record.pid = Int32(truncatingIfNeeded: value)
      return behind
    }
    if timed { times.dates = dates }
    guard let index = TextLogHead.timeIndex(line) else { return nil }
    let behind: Int
    if let match = times.any(line, index, weak: index == 0 && TextLogHead.isShortDated(line)) {
      record.take(match)
      behind = match.end
    } else {
      // `0000-00-00 00:00:00`: a record all the same, of the time of those before it.
      guard let end = TimeReader.impossible(line, index) else { return nil }
      behind = end
    }
    if index > 1 { severity = TextLogHead.severity(line, before: index) }
    // Ruby puts the process behind the time: `[2024-06-05T14:00:00 #812]`.
    if line.matches(" #", at: behind), let (pid, end) = line.number(behind &+ 2),
      line.byteOrZero(end) == Ascii.closeBracket
    {
      record.pid = Int32(truncatingIfNeeded: pid)
      return end &+ 1
    }
    let next = line.byteOrZero(behind)
    return next == Ascii.closeBracket || next == Ascii.close || next == Ascii.greater ? behind &+ 1 : behind
  }

  private static func skippingSpace(_ line: RawSpan, _ from: Int) -> Int {
    var at = from
    while at < line.byteCount, line.byte(at) <= Ascii.space { at &+= 1 }
    return at
  }

  /// lograge: `method=GET path=/cart format=html controller=... status=500 duration=12.50`, a whole request.
  private func readLograge(_ line: RawSpan, _ start: Int, _ end: Int, into record: inout LogRecord) {
    guard timed, line.matches("method=", at: start), line.firstIndex(of: " controller=", from: start) != nil else {
      return
    }
    var times = TimeReader(zone: .utc, newest: 0)
    var request = LogRecord()
    guard LogfmtFormat().parse(line.extracting(start..<end), &times, into: &request), request.isRequest else { return }
    request.shift(by: start)
    (record.method, record.path, record.status) = (request.method, request.path, request.status)
    (record.latency, record.client) = (request.latency, request.client)
  }

  /// Django's development server, among what the application prints: `"GET /cart HTTP/1.1" 500 27`, a whole request.
  private func readRequest(_ line: RawSpan, _ start: Int, _ end: Int, into record: inout LogRecord) {
    guard timed, line.byteOrZero(start) == Ascii.quote,
      let quote = line.firstIndex(of: "\" ", from: start &+ 1), let (status, behind) = line.number(quote &+ 2),
      behind &- quote == 5, line.byteOrZero(behind) == Ascii.space, let (bytes, stop) = line.number(behind &+ 1),
      stop == end
    else { return }
    var request = LogRecord()
    guard RequestLine.read(line, start &+ 1, quote, into: &request), !request.proto.isEmpty else { return }
    (record.method, record.path, record.proto) = (request.method, request.path, request.proto)
    record.status = RequestLine.status(status)
    record.bytes = bytes
  }

  /// Rails: `Completed 500 Internal Server Error in 12ms (...)` is the end of a request, whose path an earlier line has.
  private func readCompletion(_ line: RawSpan, _ start: Int, _ end: Int, into record: inout LogRecord) {
    guard timed, line.matches("Completed ", at: start), let (status, behind) = line.number(start &+ 10),
      behind &- start == 13, line.byteOrZero(behind) == Ascii.space,
      let place = line.firstIndex(of: " in ", from: behind),
      place < end, let (taken, unit) = DecimalNumber.read(line, place &+ 4, end), line.matches("ms", at: unit)
    else { return }
    record.status = RequestLine.status(status)
    record.latency = taken.scaled(by: 3) ?? -1
  }
}
