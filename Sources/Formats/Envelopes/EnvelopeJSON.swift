import Records

/// Envelopes that are JSON objects, one of whose members is the line.
enum EnvelopeJSON {
  /// `{"log":"text\n","stream":"stderr","attrs":{...},"time":"..."}`, in any order.
  static func docker(_ line: RawSpan, _ times: inout TimeReader) -> EnvelopedLine? {
    guard line.byteOrZero(0) == Ascii.openBrace else { return nil }
    var members = JSONMembers()
    var found = EnvelopedLine()
    var hasText = false
    while let member = members.next(line) {
      guard line.byte(member.start) == Ascii.quote else { continue }
      let value = ByteRange(member.start &+ 1, member.end &- 1)
      if line.equals("log", member.key, member.keyEnd) {
        found.text = value
        hasText = true
      } else if line.equals("stream", member.key, member.keyEnd) {
        guard
          line.equals("stdout", Int(value.start), Int(value.end))
            || line.equals("stderr", Int(value.start), Int(value.end))
        else { return nil }
        found.stream = line.packed(Int(value.start), Int(value.end))
      } else if line.equals("time", member.key, member.keyEnd) {
        guard let time = times.iso(line, Int(value.start)), time.end == Int(value.end) else { return nil }
        found.time = time.micros
      }
    }
    guard members.isWhole, hasText, found.stream != 0, found.time != LogRecord.absentTime else { return nil }
    found.isEscaped = true
    let end = behindLineEnd(line, found.text)
    found.isPiece = end == Int(found.text.end)
    found.text = ByteRange(Int(found.text.start), end)
    return found
  }

  /// Objects of log shippers: the line in `message`, `line` or `log`, and a time or what tells that a shipper wrote it.
  static func shipped(_ line: RawSpan, _ times: inout TimeReader) -> EnvelopedLine? {
    guard line.byteOrZero(0) == Ascii.openBrace else { return nil }
    var members = JSONMembers()
    var found = EnvelopedLine()
    var hasText = false
    while let member = members.next(line) {
      let isString = line.byte(member.start) == Ascii.quote
      let value = isString ? ByteRange(member.start &+ 1, member.end &- 1) : ByteRange(member.start, member.end)
      if isString, isText(line, member) {
        found.text = value
        hasText = true
      } else if isTime(line, member) {
        found.time = time(line, value, isString, &times)
      } else if isString, line.equals("container_name", member.key, member.keyEnd) {
        found.service = value
      }
    }
    guard members.isWhole, hasText, found.time != LogRecord.absentTime else { return nil }
    found.isEscaped = true
    found.text = ByteRange(Int(found.text.start), behindLineEnd(line, found.text))
    return found
  }

  private static func isText(_ line: RawSpan, _ member: JSONMembers.Member) -> Bool {
    line.equals("message", member.key, member.keyEnd) || line.equals("line", member.key, member.keyEnd)
      || line.equals("log", member.key, member.keyEnd)
  }

  private static func isTime(_ line: RawSpan, _ member: JSONMembers.Member) -> Bool {
    line.equals("timestamp", member.key, member.keyEnd) || line.equals("@timestamp", member.key, member.keyEnd)
      || line.equals("time", member.key, member.keyEnd) || line.equals("date", member.key, member.keyEnd)
  }

  private static func time(_ line: RawSpan, _ value: ByteRange, _ isString: Bool, _ times: inout TimeReader) -> Int64 {
    let start = Int(value.start)
    if isString, let time = times.iso(line, start), time.end <= Int(value.end), !time.flags.contains(.zoneAssumed) {
      return time.micros
    }
    guard let (number, end) = DecimalNumber.read(line, start, Int(value.end)), end == Int(value.end) else {
      return LogRecord.absentTime
    }
    return TimeReader.epoch(number) ?? LogRecord.absentTime
  }

  /// The end of a JSON string's inside without the line end (`\n`, `\r\n`) that it ends with.
  private static func behindLineEnd(_ line: RawSpan, _ text: ByteRange) -> Int {
    let start = Int(text.start)
    let end = Int(text.end)
    guard isEscape(UInt8(ascii: "n"), line, start, end) else { return end }
    return isEscape(UInt8(ascii: "r"), line, start, end &- 2) ? end &- 4 : end &- 2
  }

  /// Whether `start..<end` ends in a backslash and that letter, the backslash not itself escaped.
  private static func isEscape(_ letter: UInt8, _ line: RawSpan, _ start: Int, _ end: Int) -> Bool {
    guard end &- start >= 2, line.byte(end &- 1) == letter else { return false }
    var at = end &- 1
    while at > start, line.byte(at &- 1) == Ascii.backslash { at &-= 1 }
    return (end &- 1 &- at) & 1 == 1
  }
}

/// Goes through the members of the object that a line is.
struct JSONMembers {
  struct Member: BitwiseCopyable {
    /// The key without its quotes, and the value with its own.
    var key: Int
    var keyEnd: Int
    var start: Int
    var end: Int
  }

  /// Whether all of the line was such an object; known when there are no more members.
  private(set) var isWhole = false
  private var at = 0

  mutating func next(_ line: RawSpan) -> Member? {
    let isFirst = at == 0
    guard isFirst || line.byteOrZero(at) == Ascii.comma else {
      isWhole = line.byteOrZero(at) == Ascii.closeBrace && JSONScanner.skippingSpace(line, at &+ 1) == line.byteCount
      return nil
    }
    let key = JSONScanner.skippingSpace(line, at &+ 1)
    guard line.byteOrZero(key) == Ascii.quote, let keyEnd = JSONScanner.string(line, key) else { return nil }
    let colon = JSONScanner.skippingSpace(line, keyEnd)
    guard line.byteOrZero(colon) == Ascii.colon else { return nil }
    let start = JSONScanner.skippingSpace(line, colon &+ 1)
    guard let end = JSONScanner.value(line, start, depth: 1) else { return nil }
    at = JSONScanner.skippingSpace(line, end)
    return Member(key: key &+ 1, keyEnd: keyEnd &- 1, start: start, end: end)
  }
}
