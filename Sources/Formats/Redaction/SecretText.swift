/// Secrets that are known by their own shape.
enum SecretText {
  static func isNameByte(_ b: UInt8) -> Bool {
    Ascii.isAlphanumeric(b) || b == Ascii.underscore || b == Ascii.minus || b == Ascii.dot
  }

  static func isTokenByte(_ b: UInt8) -> Bool {
    Ascii.isAlphanumeric(b) || b == Ascii.underscore || b == Ascii.minus || b == Ascii.dot || b == Ascii.plus
      || b == Ascii.slash || b == Ascii.equal || b == UInt8(ascii: "~") || b == Ascii.percent
  }

  /// Whether `text` (in lower case) is at `at`, in any case.
  static func matches(_ text: StaticString, _ bytes: [UInt8], _ at: Int) -> Bool {
    guard at + text.utf8CodeUnitCount <= bytes.count else { return false }
    for i in 0..<text.utf8CodeUnitCount where unsafe Ascii.lower(bytes[at + i]) != text.utf8Start[i] { return false }
    return true
  }

  /// `-----BEGIN ...` up to the end of the block, or of the text where the block is cut.
  static func pem(_ bytes: [UInt8], _ at: Int) -> Range<Int>? {
    guard matches("-----begin ", bytes, at) else { return nil }
    var end = at + 11
    while end < bytes.count {
      if bytes[end] == Ascii.minus, matches("-----end ", bytes, end) {
        var close = end + 9
        while close < bytes.count, bytes[close] != Ascii.minus, bytes[close] >= Ascii.space { close += 1 }
        while close < bytes.count, bytes[close] == Ascii.minus { close += 1 }
        return at..<close
      }
      end += 1
    }
    return at..<bytes.count
  }

  /// `eyJ...` with two dots: a JSON web token (RFC 7519).
  static func webToken(_ bytes: [UInt8], _ at: Int) -> Range<Int>? {
    guard at + 20 < bytes.count, bytes[at + 1] == UInt8(ascii: "y"), bytes[at + 2] == UInt8(ascii: "J") else {
      return nil
    }
    var end = at
    var dots = 0
    while end < bytes.count, isNameByte(bytes[end]) {
      if bytes[end] == Ascii.dot { dots += 1 }
      end += 1
    }
    return dots >= 1 && end - at > 20 ? at..<end : nil
  }

  /// `AKIA` or `ASIA` and sixteen capital letters or digits: an AWS access key id.
  static func amazonKey(_ bytes: [UInt8], _ at: Int) -> Range<Int>? {
    guard at + 20 <= bytes.count, bytes[at] == UInt8(ascii: "A"),
      bytes[at + 1] == UInt8(ascii: "K") || bytes[at + 1] == UInt8(ascii: "S"), bytes[at + 2] == UInt8(ascii: "I"),
      bytes[at + 3] == UInt8(ascii: "A")
    else { return nil }
    for b in bytes[at + 4..<at + 20] where !Ascii.isUpper(b) && !Ascii.isDigit(b) { return nil }
    return at..<at + 20
  }

  /// What follows `Bearer ` or `Basic `, where it is long enough to be one.
  static func credentials(_ bytes: [UInt8], _ at: Int) -> Range<Int>? {
    let start: Int
    if matches("bearer", bytes, at) {
      start = at + 6
    } else if matches("basic", bytes, at) {
      start = at + 5
    } else {
      return nil
    }
    var begin = start
    while begin < bytes.count, bytes[begin] == Ascii.space { begin += 1 }
    if begin == start, matches("%20", bytes, begin) { begin += 3 }
    guard begin > start else { return nil }
    var end = begin
    while end < bytes.count, isTokenByte(bytes[end]) { end += 1 }
    return end - begin >= 8 ? begin..<end : nil
  }

  /// The password of `scheme://user:password@host`, from its `://`.
  static func urlPassword(_ bytes: [UInt8], _ at: Int) -> Range<Int>? {
    guard matches("://", bytes, at) else { return nil }
    var colon: Int?
    var end = at + 3
    while end < bytes.count, end < at + 300, bytes[end] > Ascii.space, bytes[end] != Ascii.slash,
      bytes[end] != Ascii.quote
    {
      if bytes[end] == Ascii.at { return colon.map { $0 + 1..<end } }
      if bytes[end] == Ascii.colon, colon == nil { colon = end }
      end += 1
    }
    return nil
  }
}
