import Records

/// Strict scanning of JSON (RFC 8259) bytes: every function returns the index behind what it read, nil on anything
/// malformed. Linear in the bytes; nesting is bounded, so no input can exhaust the stack.
enum JSONScanner {
  static var deepest: Int { 64 }

  @inline(__always)
  static func skippingSpace(_ line: RawSpan, _ from: Int) -> Int {
    var at = from
    while at < line.byteCount {
      let b = line.byte(at)
      guard b == Ascii.space || b == Ascii.tab || b == Ascii.newline || b == 13 else { break }
      at &+= 1
    }
    return at
  }

  /// Whether `{}` stands there.
  static func isEmptyObject(_ line: RawSpan, _ range: ByteRange) -> Bool {
    let start = Int(range.start)
    return line.byteOrZero(start) == Ascii.openBrace
      && skippingSpace(line, start &+ 1) == Int(range.end) &- 1
  }

  /// A string whose opening quote is at `at`.
  @inline(__always)
  static func string(_ line: RawSpan, _ at: Int) -> Int? {
    var i = at &+ 1
    let ones: UInt64 = 0x0101_0101_0101_0101
    let tops: UInt64 = 0x8080_8080_8080_8080
    while true {
      while i &+ 8 <= line.byteCount {
        let x = line.word(i)
        let quote = x ^ (ones &* 34)
        let escape = x ^ (ones &* 92)
        let hit =
          (((quote &- ones) & ~quote) | ((escape &- ones) & ~escape) | ((x &- ones &* 32) & ~x)) & tops
        if hit != 0 {
          i &+= hit.trailingZeroBitCount &>> 3
          break
        }
        i &+= 8
      }
      guard i < line.byteCount else { return nil }
      let b = line.byte(i)
      if b == Ascii.quote { return i &+ 1 }
      if b == Ascii.backslash {
        guard let end = escape(line, i) else { return nil }
        i = end
      } else {
        guard b >= 0x20 else { return nil }
        i &+= 1
      }
    }
  }

  private static func escape(_ line: RawSpan, _ at: Int) -> Int? {
    switch line.byteOrZero(at &+ 1) {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return at &+ 2
    case UInt8(ascii: "u"):
      guard at &+ 6 <= line.byteCount else { return nil }
      for i in at &+ 2..<at &+ 6 where !Ascii.isHex(line.byte(i)) { return nil }
      return at &+ 6
    default: return nil
    }
  }

  /// A number. One that a double cannot hold (`1e400`) is malformed.
  @inline(__always)
  static func number(_ line: RawSpan, _ start: Int) -> Int? {
    var at = start
    if line.byteOrZero(at) == Ascii.minus { at &+= 1 }
    let first = at
    while Ascii.isDigit(line.byteOrZero(at)) { at &+= 1 }
    let whole = at &- first
    guard whole > 0, whole == 1 || line.byte(first) != UInt8(ascii: "0") else { return nil }
    if line.byteOrZero(at) == Ascii.dot {
      at &+= 1
      let fraction = at
      while Ascii.isDigit(line.byteOrZero(at)) { at &+= 1 }
      guard at > fraction else { return nil }
    }
    if line.byteOrZero(at) | 0x20 == 0x65 { return exponent(line, at, first, whole) }
    return whole <= 308 ? at : nil
  }

  private static func exponent(_ line: RawSpan, _ start: Int, _ first: Int, _ whole: Int) -> Int? {
    let sign = line.byteOrZero(start &+ 1)
    let digits = sign == Ascii.plus || sign == Ascii.minus ? start &+ 2 : start &+ 1
    guard let (value, end) = line.number(digits), !Ascii.isDigit(line.byteOrZero(end)) else { return nil }
    if sign == Ascii.minus { return whole <= 308 ? end : nil }
    let leading = line.byte(first) == UInt8(ascii: "0") ? 0 : whole
    return value <= 400 && leading &+ Int(value) <= 308 ? end : nil
  }

  /// `true`, `false` or `null`.
  @inline(__always)
  static func literal(_ line: RawSpan, _ at: Int) -> Int? {
    if line.matches("true", at: at) || line.matches("null", at: at) { return at &+ 4 }
    return line.matches("false", at: at) ? at &+ 5 : nil
  }

  /// Any value, its contents checked but not kept.
  static func value(_ line: RawSpan, _ at: Int, depth: Int) -> Int? {
    switch line.byteOrZero(at) {
    case Ascii.quote: string(line, at)
    case Ascii.openBrace: container(line, at, depth: depth, isObject: true)
    case Ascii.openBracket: container(line, at, depth: depth, isObject: false)
    case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): literal(line, at)
    default: number(line, at)
    }
  }

  private static func container(_ line: RawSpan, _ start: Int, depth: Int, isObject: Bool) -> Int? {
    guard depth < deepest else { return nil }
    let close = isObject ? Ascii.closeBrace : Ascii.closeBracket
    var at = skippingSpace(line, start &+ 1)
    if line.byteOrZero(at) == close { return at &+ 1 }
    while true {
      if isObject {
        guard line.byteOrZero(at) == Ascii.quote, let key = string(line, at) else { return nil }
        at = skippingSpace(line, key)
        guard line.byteOrZero(at) == Ascii.colon else { return nil }
        at = skippingSpace(line, at &+ 1)
      }
      guard let end = value(line, at, depth: depth &+ 1) else { return nil }
      at = skippingSpace(line, end)
      let b = line.byteOrZero(at)
      if b == close { return at &+ 1 }
      guard b == Ascii.comma else { return nil }
      at = skippingSpace(line, at &+ 1)
    }
  }
}
