import Records

/// Apache's error log, 2.2 and 2.4:
/// `[Wed Jun 05 14:00:00.123456 2024] [core:error] [pid 9:tid 9] [client 192.0.2.1:5] AH00124: text, referer: ...`.
struct ApacheErrorFormat: LogFormat {
  var name: String { "apache-error" }
  var service: String { "apache" }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    guard line.byteCount > 27, line.byte(0) == Ascii.openBracket, let time = times.ctime(line, 1),
      line.byteOrZero(time.end) == Ascii.closeBracket
    else { return false }
    record.take(time)
    var at = line.skippingBlanks(time.end &+ 1)
    var leveled = false
    while line.byteOrZero(at) == Ascii.openBracket,
      let end = line.firstIndex(of: Ascii.closeBracket, from: at, to: min(line.byteCount, at &+ 200)),
      readGroup(line, at &+ 1, end, leveled: &leveled, into: &record)
    {
      at = line.skippingBlanks(end &+ 1)
    }
    guard leveled else { return false }
    at = readSystemError(line, at, into: &record)
    record.message = ByteRange(at, line.firstIndex(of: ", referer: ", from: at) ?? line.byteCount)
    if line.matches("AH", at: at), let (_, end) = line.number(at &+ 2), end &- at == 7,
      line.byteOrZero(end) == Ascii.colon
    {
      record.code = ByteRange(at, end)
    }
    return true
  }

  /// `(70014)End of file found: [client 192.0.2.1:5] AH02006: ...`: the error of the system stands before the client, and
  /// stays in the message.
  private func readSystemError(_ line: RawSpan, _ at: Int, into record: inout LogRecord) -> Int {
    guard line.byteOrZero(at) == Ascii.open, let (_, close) = line.number(at &+ 1),
      line.byteOrZero(close) == Ascii.close, let client = line.firstIndex(of: ": [client ", from: close),
      client &- close < 120, let end = line.firstIndex(of: Ascii.closeBracket, from: client &+ 10)
    else { return at }
    record.client = ClientAddress.withoutPort(line, client &+ 10, end)
    return at
  }

  /// The text of one bracketed group; false where it belongs to the message.
  private func readGroup(
    _ line: RawSpan, _ start: Int, _ end: Int, leveled: inout Bool, into record: inout LogRecord
  ) -> Bool {
    if !leveled {
      let word = line.firstIndex(of: Ascii.colon, from: start, to: end).map { $0 &+ 1 } ?? start
      let named = line.matches("trace", at: word) ? Severity.trace : SeverityWords.read(line, word, end)
      guard let severity = named else { return false }
      leveled = true
      record.severity = severity
      if word > start { record.logger = ByteRange(start, word &- 1) }
      return true
    }
    if line.matches("pid ", at: start), let (pid, _) = line.number(start &+ 4) {
      record.pid = Int32(truncatingIfNeeded: pid)
      return true
    }
    if line.matches("client ", at: start) || line.matches("remote ", at: start) {
      record.client = ClientAddress.withoutPort(line, start &+ 7, end)
      return true
    }
    return false
  }
}
