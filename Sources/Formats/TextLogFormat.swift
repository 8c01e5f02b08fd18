import Records

/// Application logs as text: a time in any common form, a level, a logger, a process, the message, and tracebacks.
///
/// `text-log` is for logs whose records begin with a time (lines without one continue the record before them),
/// `text-plain` for logs without times, whose records begin with a level.
struct TextLogFormat: LogFormat {
  let timed: Bool

  var name: String { timed ? "text-log" : "text-plain" }
  var service: String { "app" }
  var joinsLines: Bool { true }

  func startsRecord(_ line: RawSpan) -> Bool {
    timed ? TextLogHead.timeIndex(line) != nil || TextLogHead.isGlog(line) : !TracebackLines.continues(line)
  }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    let end = line.firstIndex(of: Ascii.newline, from: 0) ?? line.byteCount
    var start = 0
    var outer: Severity?
    if timed {
      guard let behind = readTime(line, &times, &outer, into: &record) else { return false }
      start = behind
    }
    var head = TextLogHead.read(line, start, end)
    if let outer { head.severity = outer }
    let isTraceback = end < line.byteCount && TracebackLines.isTraceback(line, end)
    guard timed || head.severity != nil || isTraceback || line.matches("panic: ", at: 0) else { return false }
    record.logger = head.logger
    if head.pid >= 0 { record.pid = head.pid }
    record.message = ByteRange(head.message, line.byteCount)
    record.severity =
      head.severity ?? SeverityWords.first(line, head.message, end, tokens: 3)?.severity
      ?? (line.matches("panic: ", at: head.message) ? .critical : .info)
    if isTraceback { readTraceback(line, head.message, into: &record) }
    return true
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
    guard let index = TextLogHead.timeIndex(line), let match = times.any(line, index) else { return nil }
    record.take(match)
    if index > 1 {
      severity = SeverityWords.first(line, 0, index, tokens: 1)?.severity
      if severity == nil, line.byte(1) == Ascii.comma { severity = TextLogHead.glogSeverity(line.byte(0)) }
    }
    let behind = match.end
    return line.byteOrZero(behind) == Ascii.closeBracket ? behind &+ 1 : behind
  }

  /// The exception's class into `code`; a traceback is an error whatever its level says.
  private func readTraceback(_ line: RawSpan, _ start: Int, into record: inout LogRecord) {
    record.severity = max(record.severity, .error)
    guard let last = ExceptionText.line(line, start, line.byteCount) else { return }
    record.code = ExceptionText.className(line, Int(last.start), Int(last.end))
  }
}
