import Records

/// What `log_line_prefix` puts before the level of a line, in whatever order: time, process, user, client, SQLSTATE.
struct PostgreSQLPrefix {
  private var time: TimeMatch?
  private var pid: Int32 = -1
  private var user = ByteRange.none
  private var client = ByteRange.none
  private var code = ByteRange.none

  /// The prefix `0..<end`; nil where it holds no time.
  init?(_ line: RawSpan, _ end: Int, _ times: inout TimeReader) {
    var at = 0
    while at < end {
      let isBegin = at == 0 || !Ascii.isAlphanumeric(line.byte(at &- 1)) && line.byte(at &- 1) != Ascii.dot
      if isBegin, Ascii.isDigit(line.byte(at)), let match = times.iso(line, at) ?? times.epoch(line, at),
        match.end <= end
      {
        time = match
        read(line, 0, at)
        read(line, match.end, end)
        return
      }
      at &+= 1
    }
    return nil
  }

  /// The prefix `start..<end` without a time.
  init(_ line: RawSpan, _ start: Int, _ end: Int) { read(line, start, end) }

  func fill(_ record: inout LogRecord, _ line: RawSpan) {
    if let time { record.take(time) }
    if pid >= 0 { record.pid = pid }
    record.user = user
    record.client = client
    record.code = code
  }

  /// Goes through the words of a part of the prefix.
  private mutating func read(_ line: RawSpan, _ start: Int, _ end: Int) {
    var at = start
    while at < end {
      while at < end, isSeparator(line.byte(at)) { at &+= 1 }
      guard at < end else { return }
      // An address may hold colons.
      var stop = at
      while stop < end, Ascii.isHex(line.byte(stop)) || line.byte(stop) == Ascii.colon || line.byte(stop) == Ascii.dot {
        stop &+= 1
      }
      while stop > at, line.byte(stop &- 1) == Ascii.colon { stop &-= 1 }
      if client.isEmpty, stop == end || isSeparator(line.byte(stop)), isAddress(line, at, stop) {
        client = ByteRange(at, stop)
      } else {
        stop = at
        while stop < end, !isSeparator(line.byte(stop)), line.byte(stop) != Ascii.at { stop &+= 1 }
        take(line, at, stop, before: start, end)
      }
      at = max(stop, at &+ 1)
    }
  }

  private mutating func take(_ line: RawSpan, _ start: Int, _ stop: Int, before: Int, _ end: Int) {
    if stop < end, line.byte(stop) == Ascii.at {
      if user.isEmpty, stop > start, line.byte(stop &- 1) != Ascii.closeBracket { user = ByteRange(start, stop) }
    } else if start >= before &+ 5, line.matches("user=", at: start &- 5) {
      user = ByteRange(start, stop)
    } else if pid < 0, let (value, behind) = line.number(start), isProcess(line, start, stop, behind, before) {
      pid = Int32(truncatingIfNeeded: value)
    } else if pid >= 0, stop &- start == 5, PostgreSQLPrefix.isSQLState(line, start), !isPort(line, start, before) {
      code = ByteRange(start, stop)
    }
  }

  /// Digits that are no port: `[812]`, `[812-3]`, `pid=812`, `812`.
  private func isProcess(_ line: RawSpan, _ start: Int, _ stop: Int, _ behind: Int, _ before: Int) -> Bool {
    guard behind == stop || line.byte(behind) == Ascii.minus else { return false }
    return start == before || line.byte(start &- 1) != Ascii.open
  }

  /// Whether a number stands in parentheses right behind a client: `203.0.113.7(41234)`.
  private func isPort(_ line: RawSpan, _ start: Int, _ before: Int) -> Bool {
    start >= before &+ 2 && line.byte(start &- 1) == Ascii.open && !isSeparator(line.byte(start &- 2))
  }

  private func isAddress(_ line: RawSpan, _ start: Int, _ end: Int) -> Bool {
    end &- start >= 3 && ClientAddress.isAddress(line, ByteRange(start, end))
  }

  private func isSeparator(_ b: UInt8) -> Bool {
    switch b {
    case 0...Ascii.space, Ascii.comma, Ascii.openBracket, Ascii.closeBracket, Ascii.open, Ascii.close, Ascii.colon,
      Ascii.semicolon, Ascii.equal, Ascii.quote, Ascii.apostrophe, UInt8(ascii: "|"):
      return true
    default: return false
    }
  }

  /// Five digits or capital letters, the first or the second a digit.
  static func isSQLState(_ line: RawSpan, _ at: Int) -> Bool {
    guard at &+ 5 <= line.byteCount else { return false }
    for i in at..<at &+ 5 where !Ascii.isDigit(line.byte(i)) && !Ascii.isUpper(line.byte(i)) { return false }
    return Ascii.isDigit(line.byte(at)) || Ascii.isDigit(line.byte(at &+ 1))
  }
}
