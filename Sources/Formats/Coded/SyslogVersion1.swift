import Records

// Heads of RFC 5424.
extension SyslogHeader {
  /// Where the message of a line with a head of RFC 5424 begins, behind one blank; nil where its head is none. Cheap: the
  /// time is not read.
  static func version1Message(_ line: RawSpan) -> Int? {
    var at = 0
    if Ascii.isDigit(line.byteOrZero(0)), let (_, end) = line.number(0), line.matches(" <", at: end) { at = end &+ 1 }
    guard line.byteOrZero(at) == Ascii.less, let (_, end) = line.number(at &+ 1), line.matches(">1 ", at: end) else {
      return nil
    }
    at = end &+ 3
    for _ in 0..<5 {
      guard let blank = line.firstIndex(of: Ascii.space, from: at) else { return nil }
      at = blank &+ 1
    }
    guard let behind = structuredDataEnd(line, at) else { return nil }
    at = line.byteOrZero(behind) == Ascii.space ? behind &+ 1 : behind
    return line.matches("\u{FEFF}", at: at) ? at &+ 3 : at
  }

  /// RFC 5424 behind `<PRI>1 `: `TIMESTAMP HOST APP PROCID MSGID SD [MSG]`.
  static func readVersion1(
    _ line: RawSpan, _ start: Int, _ severity: Severity?, _ times: inout TimeReader
  ) -> SyslogHeader? {
    var time = TimeMatch(micros: LogRecord.absentTime, end: start &+ 1)
    if line.byteOrZero(start) != Ascii.minus {
      guard let match = times.iso(line, start) else { return nil }
      time = match
    }
    guard line.byteOrZero(time.end) == Ascii.space else { return nil }
    var header = SyslogHeader(time: time, severity: severity)
    var at = time.end &+ 1
    for field in 0..<4 {
      guard at < line.byteCount, let end = line.firstIndex(of: Ascii.space, from: at) else { return nil }
      let isNil = end == at &+ 1 && line.byte(at) == Ascii.minus
      switch field {
      case 0 where !isNil: header.host = ByteRange(at, end)
      case 1 where !isNil: header.tag = ByteRange(at, end)
      case 2 where !isNil:
        if let (pid, behind) = line.number(at), behind == end { header.pid = Int32(truncatingIfNeeded: pid) }
      default: break
      }
      at = end &+ 1
    }
    guard let behind = structuredDataEnd(line, at) else { return nil }
    header.message = line.skippingBlanks(behind)
    // A byte order mark marks the message as UTF-8.
    if line.matches("\u{FEFF}", at: header.message) { header.message &+= 3 }
    return header
  }

  /// Behind `-` or `[id name="value"...]...`, where a value escapes `"`, `\` and `]` with a backslash.
  private static func structuredDataEnd(_ line: RawSpan, _ start: Int) -> Int? {
    if line.byteOrZero(start) == Ascii.minus { return start &+ 1 }
    var at = start
    while line.byteOrZero(at) == Ascii.openBracket {
      var quoted = false
      at &+= 1
      while at < line.byteCount {
        let b = line.byte(at)
        if b == Ascii.backslash, quoted {
          at &+= 1
        } else if b == Ascii.quote {
          quoted.toggle()
        } else if b == Ascii.closeBracket, !quoted {
          break
        }
        at &+= 1
      }
      guard at < line.byteCount else { return nil }
      at &+= 1
    }
    return at > start ? at : nil
  }
}
