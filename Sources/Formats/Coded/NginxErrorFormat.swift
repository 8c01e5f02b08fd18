import Records

/// nginx's error log: `2024/06/05 14:00:00 [error] 12#12: *3 text, client: ..., server: ..., request: "...", ...`.
struct NginxErrorFormat: LogFormat {
  var name: String { "nginx-error" }
  var service: String { "nginx" }
  /// What a backend wrote to stderr may hold line ends.
  var joinsLines: Bool { true }

  func startsRecord(_ line: RawSpan) -> Bool {
    line.byteCount > 20 && line.byte(4) == Ascii.slash && line.byte(20) == Ascii.openBracket
      && Ascii.isDigit(line.byte(0))
  }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    guard startsRecord(line), line.byte(7) == Ascii.slash, line.byte(19) == Ascii.space,
      let time = times.iso(line, 0), time.end == 19,
      let bracket = line.firstIndex(of: Ascii.closeBracket, from: 21, to: min(line.byteCount, 32)),
      let severity = SeverityWords.read(line, 21, bracket)
    else { return false }
    record.take(time)
    record.severity = severity
    readBody(line, bracket &+ 1, into: &record)
    return true
  }

  /// `12#12: *3 text, client: ...`; what of it is not there is left out.
  private func readBody(_ line: RawSpan, _ from: Int, into record: inout LogRecord) {
    var at = line.skippingBlanks(from)
    if let (pid, hash) = line.number(at), line.byteOrZero(hash) == UInt8(ascii: "#"),
      let (_, colon) = line.number(hash &+ 1), line.byteOrZero(colon) == Ascii.colon
    {
      record.pid = Int32(truncatingIfNeeded: pid)
      at = line.skippingBlanks(colon &+ 1)
    }
    if line.byteOrZero(at) == UInt8(ascii: "*"), let (_, end) = line.number(at &+ 1) { at = line.skippingBlanks(end) }
    let tail = tailIndex(line, at) ?? line.byteCount
    record.message = ByteRange(at, tail)
    if tail < line.byteCount { readTail(line, tail, into: &record) }
  }

  /// Where `, client: ` begins outside of quotes. Text that a client sent stands in quotes before and behind it.
  private func tailIndex(_ line: RawSpan, _ from: Int) -> Int? {
    var at = from
    var quoted = false
    var first: Int?
    while at < line.byteCount {
      let b = line.byte(at)
      if b == Ascii.quote {
        quoted.toggle()
      } else if b == Ascii.comma, line.matches(", client: ", at: at) {
        if !quoted { return at }
        if first == nil { first = at }
      }
      at &+= 1
    }
    return first
  }

  private func readTail(_ line: RawSpan, _ tail: Int, into record: inout LogRecord) {
    let client = tail &+ 10
    let comma = line.firstIndex(of: Ascii.comma, from: client) ?? line.byteCount
    record.client = ByteRange(client, comma)
    guard let request = line.firstIndex(of: ", request: \"", from: comma) else { return }
    let start = request &+ 12
    guard let end = line.firstIndex(of: Ascii.quote, from: start) else { return }
    RequestLine.read(line, start, end, into: &record)
  }
}
