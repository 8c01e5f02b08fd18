/// JSON strings as text.
package enum JSONText {
  /// What the inside of a JSON string stands for. A malformed escape is left as it is.
  package static func decoded(_ raw: String) -> String {
    guard raw.utf8.contains(Ascii.backslash) else { return raw }
    let bytes = Array(raw.utf8)
    var units: [UInt8] = []
    units.reserveCapacity(bytes.count)
    var at = 0
    while at < bytes.count {
      guard bytes[at] == Ascii.backslash, at + 1 < bytes.count else {
        units.append(bytes[at])
        at += 1
        continue
      }
      if bytes[at + 1] == UInt8(ascii: "u"), let (scalar, end) = scalar(bytes, at) {
        units.append(contentsOf: String(Character(scalar)).utf8)
        at = end
      } else if let plain = plain(bytes[at + 1]) {
        units.append(plain)
        at += 2
      } else {
        units.append(bytes[at])
        at += 1
      }
    }
    return String(decoding: units, as: UTF8.self)
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
  private static func scalar(_ bytes: [UInt8], _ at: Int) -> (scalar: Unicode.Scalar, end: Int)? {
    guard let high = unit(bytes, at) else { return nil }
    if let scalar = Unicode.Scalar(high) { return (scalar, at + 6) }
    if high < 0xDC00, let low = unit(bytes, at + 6), (0xDC00...0xDFFF).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    {
      return (scalar, at + 12)
    }
    return ("\u{FFFD}", at + 6)
  }

  private static func unit(_ bytes: [UInt8], _ at: Int) -> UInt32? {
    guard at + 6 <= bytes.count, bytes[at] == Ascii.backslash, bytes[at + 1] == UInt8(ascii: "u") else { return nil }
    var value: UInt32 = 0
    for b in bytes[at + 2..<at + 6] {
      guard let digit = Character(Unicode.Scalar(b)).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}
