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
    var start = 0
    var outer: Severity?
    if timed {
      guard let behind = readTime(line, &times, &outer, into: &record) else { return nil }
      start = behind
    }
    var head = TextLogHead.read(line, start, end)
    if let outer { head.severity = outer }
    // Lines without a time that belong together tell more than a line of any text.
    guard timed || head.severity != nil || end < line.byteCount || CrashLines.isFatal(line, 0) else { return nil }
    record.logger = head.logger
    if head.pid >= 0 { record.pid = head.pid }
    record.message = ByteRange(head.message, max(head.message, line.trimmedEnd(head.message, line.byteCount)))
    record.severity =
      head.severity ?? SeverityWords.first(line, head.message, end, tokens: 3)?.severity
      ?? (CrashLines.isFatal(line, head.message) ? .critical : .info)
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
    guard let index = TextLogHead.timeIndex(line), let match = times.any(line, index) else { return nil }
    record.take(match)
    if index > 1 { severity = TextLogHead.severity(line, before: index) }
    let behind = match.end
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
}
