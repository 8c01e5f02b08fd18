/// JSON strings as text.
package enum JSONText {
  /// What the inside of a JSON string stands for. A malformed escape is left as it is.
  package static func decoded(_ raw: String) -> String {
    guard raw.utf8.contains(Ascii.backslash) else { return raw }
    let bytes = Array(raw.utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    unsafe append(bytes.span.bytes, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends what the inside of a JSON string stands for.
  static func append(_ raw: RawSpan, to text: inout [UInt8]) {
    var at = 0
    while at < raw.byteCount {
      let next = raw.firstIndex(of: Ascii.backslash, from: at) ?? raw.byteCount
      text.append(contentsOf: raw.extracting(at..<next))
      guard next < raw.byteCount else { return }
      if raw.byteOrZero(next + 1) == UInt8(ascii: "u"), let (scalar, end) = scalar(raw, next) {
        text.append(contentsOf: String(Character(scalar)).utf8)
        at = end
      } else if let plain = plain(raw.byteOrZero(next + 1)) {
        text.append(plain)
        at = next + 2
      } else {
        text.append(Ascii.backslash)
        at = next + 1
      }
    }
  }

  private static func plain(_ b: UInt8) -> UInt8? {
    switch b {
    case UInt8(ascii: "n"): Ascii.newline
    case UInt8(ascii: "t"): Ascii.tab
    case UInt8(ascii: "r"): 13
    case UInt8(ascii: "b"): 8
    case UInt8(ascii: "f"): 12
    case Ascii.quote, Ascii.backslash, Ascii.slash: b
    default: nil
    }
  }

  /// `\uXXXX`, or two of them that are a surrogate pair; a lone surrogate becomes U+FFFD.
  private static func scalar(_ raw: RawSpan, _ at: Int) -> (scalar: Unicode.Scalar, end: Int)? {
    guard let high = unit(raw, at) else { return nil }
    if let scalar = Unicode.Scalar(high) { return (scalar, at + 6) }
    if high < 0xDC00, let low = unit(raw, at + 6), (0xDC00...0xDFFF).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    {
      return (scalar, at + 12)
    }
    return ("\u{FFFD}", at + 6)
  }

  private static func unit(_ raw: RawSpan, _ at: Int) -> UInt32? {
    guard at + 6 <= raw.byteCount, raw.byte(at) == Ascii.backslash, raw.byte(at + 1) == UInt8(ascii: "u") else {
      return nil
    }
    var value: UInt32 = 0
    for index in at + 2..<at + 6 {
      guard let digit = Character(Unicode.Scalar(raw.byte(index))).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}

extension [UInt8] {
  mutating func append(contentsOf bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { unsafe append(contentsOf: $0) }
  }
}
