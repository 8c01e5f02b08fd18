import Records

/// PostgreSQL's stderr log: a prefix that holds a time (whatever `log_line_prefix` makes of it), then `LEVEL:  text`. Lines
/// that begin with a tab continue the record.
///
/// DETAIL, HINT, CONTEXT and STATEMENT lines are records of severity info: what is wrong was said in the line before.
struct PostgreSQLFormat: LogFormat {
  var name: String { "postgresql" }
  var service: String { "postgresql" }
  var joinsLines: Bool { true }

  func startsRecord(_ line: RawSpan) -> Bool {
    let first = line.byteOrZero(0)
    if isBehindBlank(line) { return true }
    if TimeReader.begins(line, first == Ascii.openBracket ? 1 : 0) { return true }
    return first > Ascii.space && findLevel(line, 0) != nil
  }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    guard line.byteOrZero(0) > Ascii.space || isBehindBlank(line), let (severity, level, text) = findLevel(line, 0),
      line.extracting(0..<level).firstIndex(of: "postgres[", from: 0) == nil,
      let prefix = PostgreSQLPrefix(line, level, &times)
    else { return false }
    record.severity = severity
    prefix.fill(&record, line)
    readText(line, text, into: &record)
    return true
  }

  /// The rest of the prefix and the text, from `start` on.
  func readBody(_ line: RawSpan, _ start: Int, into record: inout LogRecord) -> Bool {
    guard let (severity, level, text) = findLevel(line, start) else { return false }
    record.severity = severity
    PostgreSQLPrefix(line, start, level).fill(&record, line)
    readText(line, text, into: &record)
    return true
  }

  /// Whether the prefix begins with a blank, as `%h %m` makes it where a process has no client: before a time and a level.
  private func isBehindBlank(_ line: RawSpan) -> Bool {
    line.byteOrZero(0) == Ascii.space && TimeReader.begins(line, 1) && findLevel(line, 0) != nil
  }

  private func readText(_ line: RawSpan, _ text: Int, into record: inout LogRecord) {
    var at = text
    // `log_error_verbosity = verbose` puts the SQLSTATE before the text.
    if PostgreSQLPrefix.isSQLState(line, at), line.matches(": ", at: at &+ 5) {
      record.code = ByteRange(at, at &+ 5)
      at &+= 7
    }
    record.message = ByteRange(at, line.byteCount)
    PostgreSQLFormat.readDuration(line, record.message, into: &record)
  }

  /// The first `LEVEL:  ` within the first 400 bytes: its severity, where the word begins, where the text begins.
  private func findLevel(_ line: RawSpan, _ start: Int) -> (severity: Severity, word: Int, text: Int)? {
    let stop = min(line.byteCount &- 2, start &+ 400)
    var at = start
    while let colon = line.firstIndex(of: Ascii.colon, from: at, to: stop) {
      if line.byte(colon &+ 1) == Ascii.space, line.byte(colon &+ 2) == Ascii.space {
        var word = colon
        while word > start, Ascii.isUpper(line.byte(word &- 1)) || Ascii.isDigit(line.byte(word &- 1)) { word &-= 1 }
        if let severity = PostgreSQLFormat.severity(line, word, colon) { return (severity, word, colon &+ 3) }
      }
      at = colon &+ 1
    }
    return nil
  }

  /// The severity of PostgreSQL's words, and of those before what belongs to a message.
  static func severity(_ line: RawSpan, _ start: Int, _ end: Int) -> Severity? {
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

  /// `duration: 12.345 ms  statement: ...`, `... execute name: ...`, `... plan:` (auto_explain) as the message.
  static func readDuration(_ line: RawSpan, _ message: ByteRange, into record: inout LogRecord) {
    guard line.matches("duration: ", at: Int(message.start)) else { return }
    let line = line.extracting(0..<Int(message.end))
    guard let (number, end) = DecimalNumber.read(line, Int(message.start) &+ 10, line.byteCount),
      line.matches(" ms", at: end), let micros = number.scaled(by: 3), micros >= 0
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
