import Records

/// Searches and comparisons within a stretch of a line.
extension RawSpan {
  /// Index of the first `wanted` in `from..<end`; nil if there is none.
  @inline(__always)
  func firstIndex(of wanted: UInt8, from: Int, to end: Int) -> Int? {
    let stop = Swift.min(end, byteCount)
    // Beyond `end` nothing is looked at: a search that fails costs the stretch, not the rest of the block.
    return from < stop ? extracting(0..<stop).firstIndex(of: wanted, from: from) : nil
  }

  /// Index of the last `wanted` in `from..<end`; nil if there is none.
  func lastIndex(of wanted: UInt8, from: Int, to end: Int) -> Int? {
    var at = Swift.min(end, byteCount)
    while at > from {
      at &-= 1
      if byte(at) == wanted { return at }
    }
    return nil
  }

  /// Index of the first byte at or after `from` that is neither space nor tab.
  @inline(__always)
  func skippingBlanks(_ from: Int) -> Int {
    var at = from
    while at < byteCount, byte(at) == Ascii.space || byte(at) == Ascii.tab { at &+= 1 }
    return at
  }

  /// The end of `start..<end` without trailing blanks and line ends.
  func trimmedEnd(_ start: Int, _ end: Int) -> Int {
    var at = end
    while at > start, byte(at &- 1) <= Ascii.space { at &-= 1 }
    return at
  }

  /// Index of the first blank, or the end of the span.
  @inline(__always)
  func endOfToken(_ from: Int) -> Int { firstIndex(of: Ascii.space, from: from) ?? byteCount }

  /// Whether `start..<end` holds exactly the bytes of `text`.
  @inline(__always)
  func equals(_ text: StaticString, _ start: Int, _ end: Int) -> Bool {
    end &- start == text.utf8CodeUnitCount && matches(text, at: start)
  }

  /// Up to eight bytes of `start..<end` as one word, the first in the lowest byte, the rest zero.
  @inline(__always)
  func packed(_ start: Int, _ end: Int) -> UInt64 {
    let count = Swift.min(end &- start, 8)
    guard count > 0 else { return 0 }
    if start &+ 8 <= byteCount {
      return count == 8 ? word(start) : word(start) & ((1 &<< UInt64(count &* 8)) &- 1)
    }
    var result: UInt64 = 0
    for i in 0..<count { result |= UInt64(byte(start &+ i)) &<< UInt64(i &* 8) }
    return result
  }

  /// As `packed`, ASCII letters in lower case. Bytes that are no letters may change; compare only with letters.
  @inline(__always)
  func packedLowercase(_ start: Int, _ end: Int) -> UInt64 {
    let count = Swift.min(end &- start, 8)
    guard count > 0 else { return 0 }
    let mask: UInt64 = count == 8 ? UInt64.max : (1 &<< UInt64(count &* 8)) &- 1
    return packed(start, end) | (0x2020_2020_2020_2020 & mask)
  }

  /// `start..<end` as text, malformed UTF-8 repaired. For presentation, never for a line on the hot path.
  func text(_ start: Int, _ end: Int) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Swift.max(0, end - start))
    var at = start
    while at < end {
      bytes.append(byte(at))
      at += 1
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// The bytes that formats look for, and classes of them.
enum Ascii {
  static var tab: UInt8 { 9 }
  static var newline: UInt8 { 10 }
  static var escape: UInt8 { 27 }
  static var space: UInt8 { 32 }
  static var quote: UInt8 { 34 }
  static var percent: UInt8 { 37 }
  static var apostrophe: UInt8 { 39 }
  static var open: UInt8 { 40 }
  static var close: UInt8 { 41 }
  static var plus: UInt8 { 43 }
  static var comma: UInt8 { 44 }
  static var minus: UInt8 { 45 }
  static var dot: UInt8 { 46 }
  static var slash: UInt8 { 47 }
  static var colon: UInt8 { 58 }
  static var semicolon: UInt8 { 59 }
  static var less: UInt8 { 60 }
  static var equal: UInt8 { 61 }
  static var greater: UInt8 { 62 }
  static var at: UInt8 { 64 }
  static var openBracket: UInt8 { 91 }
  static var backslash: UInt8 { 92 }
  static var closeBracket: UInt8 { 93 }
  static var underscore: UInt8 { 95 }
  static var openBrace: UInt8 { 123 }
  static var closeBrace: UInt8 { 125 }

  @inline(__always) static func isDigit(_ b: UInt8) -> Bool { b &- 48 <= 9 }
  @inline(__always) static func isLetter(_ b: UInt8) -> Bool { (b | 0x20) &- 97 <= 25 }
  @inline(__always) static func isUpper(_ b: UInt8) -> Bool { b &- 65 <= 25 }
  @inline(__always) static func isAlphanumeric(_ b: UInt8) -> Bool { isDigit(b) || isLetter(b) }
  @inline(__always) static func isHex(_ b: UInt8) -> Bool { isDigit(b) || (b | 0x20) &- 97 <= 5 }
  @inline(__always) static func lower(_ b: UInt8) -> UInt8 { isUpper(b) ? b | 0x20 : b }

  /// Up to eight bytes of `text` as `RawSpan.packed` gives them.
  @inline(__always)
  static func packed(_ text: StaticString) -> UInt64 {
    var word: UInt64 = 0
    let count = Swift.min(text.utf8CodeUnitCount, 8)
    for i in 0..<count { word |= unsafe UInt64(text.utf8Start[i]) &<< UInt64(i &* 8) }
    return word
  }
}

extension ByteRange {
  /// This range `offset` bytes further on; the absent field stays absent.
  func shifted(by offset: Int) -> ByteRange {
    isEmpty ? .none : ByteRange(Int(start) &+ offset, Int(end) &+ offset)
  }
}

extension LogRecord {
  /// Moves all ranges by `offset`: from those of an inner text to those of the line around it.
  mutating func shift(by offset: Int) {
    guard offset != 0 else { return }
    method = method.shifted(by: offset)
    path = path.shifted(by: offset)
    proto = proto.shifted(by: offset)
    client = client.shifted(by: offset)
    forwarded = forwarded.shifted(by: offset)
    user = user.shifted(by: offset)
    referrer = referrer.shifted(by: offset)
    agent = agent.shifted(by: offset)
    message = message.shifted(by: offset)
    service = service.shifted(by: offset)
    host = host.shifted(by: offset)
    logger = logger.shifted(by: offset)
    code = code.shifted(by: offset)
    statement = statement.shifted(by: offset)
  }

  /// Takes over a time read from the line.
  @inline(__always)
  mutating func take(_ match: TimeMatch) {
    time = match.micros
    flags.formUnion(match.flags)
  }
}
