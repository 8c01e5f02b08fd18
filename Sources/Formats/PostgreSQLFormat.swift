import Records

/// PostgreSQL's stderr log: a prefix that begins with a time (`log_line_prefix`: Debian's `%m [%p] %q%u@%d ` and the
/// usual others), then `LEVEL:  text`. Lines that begin with a tab continue the record.
///
/// DETAIL, HINT, CONTEXT and STATEMENT lines are records of severity info: what is wrong was said in the line before.
struct PostgreSQLFormat: LogFormat {
  var name: String { "postgresql" }
  var service: String { "postgresql" }
  var joinsLines: Bool { true }

  func startsRecord(_ line: RawSpan) -> Bool {
    TimeReader.begins(line, line.byteOrZero(0) == Ascii.openBracket ? 1 : 0)
  }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    let start = line.byteOrZero(0) == Ascii.openBracket ? 1 : 0
    guard Ascii.isDigit(line.byteOrZero(start)), let time = times.iso(line, start) ?? times.epoch(line, start) else {
      return false
    }
    record.take(time)
    return readBody(line, time.end, into: &record)
  }

  /// The rest of the prefix and the text, from `start` on.
  func readBody(_ line: RawSpan, _ start: Int, into record: inout LogRecord) -> Bool {
    guard let (severity, level, text) = findLevel(line, start) else { return false }
    record.severity = severity
    readPrefix(line, start, level, into: &record)
    var at = text
    // `log_error_verbosity = verbose` puts the SQLSTATE before the text.
    if isSQLState(line, at), line.matches(": ", at: at &+ 5) {
      record.code = ByteRange(at, at &+ 5)
      at &+= 7
    }
    record.message = ByteRange(at, line.byteCount)
    if line.matches("duration: ", at: at) { readDuration(line, at &+ 10, into: &record) }
    return true
  }

  /// The first `LEVEL:  ` within the first 400 bytes: its severity, where the word begins, where the text begins.
  private func findLevel(_ line: RawSpan, _ start: Int) -> (severity: Severity, word: Int, text: Int)? {
    let stop = min(line.byteCount &- 2, start &+ 400)
    var at = start
    while let colon = line.firstIndex(of: Ascii.colon, from: at, to: stop) {
      if line.byte(colon &+ 1) == Ascii.space, line.byte(colon &+ 2) == Ascii.space {
        var word = colon
        while word > start, Ascii.isUpper(line.byte(word &- 1)) || Ascii.isDigit(line.byte(word &- 1)) { word &-= 1 }
        if let severity = severity(line, word, colon) { return (severity, word, colon &+ 3) }
      }
      at = colon &+ 1
    }
    return nil
  }

  private func severity(_ line: RawSpan, _ start: Int, _ end: Int) -> Severity? {
    guard end &- start >= 3, end &- start <= 9 else { return nil }
    switch line.packed(start, end) {
    case Ascii.packed("LOG"), Ascii.packed("INFO"), Ascii.packed("DETAIL"), Ascii.packed("HINT"),
      Ascii.packed("CONTEXT"), Ascii.packed("QUERY"), Ascii.packed("LOCATION"), Ascii.packed("STATEMEN"),
      Ascii.packed("BACKTRAC"):
      return .info
    case Ascii.packed("ERROR"): return .error
    case Ascii.packed("WARNING"): return .warning
    case Ascii.packed("NOTICE"): return .notice
    case Ascii.packed("FATAL"): return .critical
    case Ascii.packed("PANIC"): return .emergency
    case Ascii.packed("DEBUG"), Ascii.packed("DEBUG1"), Ascii.packed("DEBUG2"), Ascii.packed("DEBUG3"),
      Ascii.packed("DEBUG4"), Ascii.packed("DEBUG5"):
      return .debug
    default: return nil
    }
  }

  /// `[pid]` or `[pid-line]`, `user@database` and a SQLSTATE between the time and the level.
  private func readPrefix(_ line: RawSpan, _ start: Int, _ end: Int, into record: inout LogRecord) {
    var at = start
    while at < end {
      while at < end, line.byte(at) == Ascii.space { at &+= 1 }
      let stop = line.firstIndex(of: Ascii.space, from: at, to: end) ?? end
      guard stop > at else { break }
      if record.pid < 0, line.byte(at) == Ascii.openBracket || line.matches("pid=", at: at) {
        if let (pid, _) = line.number(line.byte(at) == Ascii.openBracket ? at &+ 1 : at &+ 4) {
          record.pid = Int32(truncatingIfNeeded: pid)
        }
      } else if let sign = line.firstIndex(of: Ascii.at, from: at, to: stop) {
        if record.user.isEmpty { record.user = ByteRange(at, sign) }
      } else if stop &- at == 5, record.pid >= 0, isSQLState(line, at) {
        record.code = ByteRange(at, stop)
      }
      at = stop
    }
  }

  /// Five digits or capital letters, the first or the second a digit.
  private func isSQLState(_ line: RawSpan, _ at: Int) -> Bool {
    guard at &+ 5 <= line.byteCount else { return false }
    for i in at..<at &+ 5 where !Ascii.isDigit(line.byte(i)) && !Ascii.isUpper(line.byte(i)) { return false }
    return Ascii.isDigit(line.byte(at)) || Ascii.isDigit(line.byte(at &+ 1))
  }

  /// `12.345 ms  statement: ...`, `... execute name: ...`, `... plan:` (auto_explain) behind `duration: `.
  private func readDuration(_ line: RawSpan, _ start: Int, into record: inout LogRecord) {
    guard let (number, end) = DecimalNumber.read(line, start, line.byteCount), line.matches(" ms", at: end),
      let micros = number.scaled(by: 3), micros >= 0
    else { return }
    record.duration = micros
    let kind = line.skippingBlanks(end &+ 3)
    if line.matches("plan:", at: kind) {
      guard let text = line.firstIndex(of: "Query Text: ", from: kind) else { return }
      record.statement = ByteRange(
        text &+ 12, line.firstIndex(of: Ascii.newline, from: text) ?? line.byteCount)
    } else if line.matches("statement: ", at: kind) || line.matches("execute ", at: kind)
      || line.matches("parse ", at: kind) || line.matches("bind ", at: kind)
    {
      guard let colon = line.firstIndex(of: ": ", from: kind) else { return }
      record.statement = ByteRange(colon &+ 2, line.byteCount)
    }
  }
}
