/// Secrets that are known by their own shape.
enum SecretText {
  static func isNameByte(_ b: UInt8) -> Bool {
    Ascii.isAlphanumeric(b) || b == Ascii.underscore || b == Ascii.minus || b == Ascii.dot
  }

  static func isBlank(_ b: UInt8) -> Bool { b == Ascii.space || b == Ascii.tab }

  private static func isTokenByte(_ b: UInt8) -> Bool {
    isNameByte(b) || b == Ascii.plus || b == Ascii.slash || b == Ascii.equal || b == UInt8(ascii: "~")
      || b == Ascii.percent
  }

  static func isBase64(_ b: UInt8) -> Bool {
    Ascii.isAlphanumeric(b) || b == Ascii.plus || b == Ascii.slash || b == Ascii.equal
  }

  /// `-----BEGIN ...` up to the end of the block, or of the text where the block is cut.
  static func pem(_ text: PlainText, _ at: Int) -> Range<Int>? {
    guard text.matches("-----begin ", at) else { return nil }
    var end = at + 11
    while end < text.count {
      if text.bytes[end] == Ascii.minus, text.matches("-----end ", end) {
        let label = text.end(end + 9) { $0 != Ascii.minus && $0 >= Ascii.space }
        return at..<text.end(label) { $0 == Ascii.minus }
      }
      end += 1
    }
    return at..<text.count
  }

  /// A line of a key alone, as it is where each line of a PEM block became a record: 64 or 76 characters of Base64.
  static func keyLine(_ text: PlainText, _ at: Int) -> Range<Int>? {
    guard at == 0 || text.bytes[at - 1] <= Ascii.space, at + 64 <= text.count, isBase64(text.bytes[at + 63]) else {
      return nil
    }
    let end = text.end(at, while: isBase64)
    guard end - at == 64 || end - at == 76, end == text.count || text.bytes[end] < Ascii.space else { return nil }
    let line = text.bytes[at..<end]
    return line.contains(where: Ascii.isUpper) && line.contains(where: Ascii.isDigit)
      && line.contains { Ascii.isLetter($0) && !Ascii.isUpper($0) } ? at..<end : nil
  }

  /// `eyJ...` with a dot: a JSON web token (RFC 7519).
  /// - Parameter header: where the word ends that was looked through last: it is not looked through from each `eyJ` in it.
  static func webToken(_ text: PlainText, _ at: Int, _ header: inout Int) -> Range<Int>? {
    guard at + 20 < text.count, text.bytes[at] == UInt8(ascii: "e"), text.bytes[at + 1] == UInt8(ascii: "y"),
      text.bytes[at + 2] == UInt8(ascii: "J")
    else { return nil }
    if header <= at { header = text.end(at) { isNameByte($0) && $0 != Ascii.dot } }
    guard header < text.count, text.bytes[header] == Ascii.dot else { return nil }
    let end = text.end(header, while: isNameByte)
    return end - at > 20 ? at..<end : nil
  }

  /// What follows `Bearer ` or `Basic `, where it is long enough to be one.
  static func credentials(_ text: PlainText, _ at: Int) -> Range<Int>? {
    let start =
      if text.matches("bearer", at) {
        at + 6
      } else if text.matches("basic", at) {
        at + 5
      } else {
        text.count
      }
    let begin = text.end(start) { $0 == Ascii.space }
    guard begin > start else { return nil }
    let end = text.end(begin, while: isTokenByte)
    guard end - begin >= 8 else { return nil }
    // A word is none: "basic provider", "bearer authentication".
    return text.bytes[begin..<end].contains { !Ascii.isLetter($0) || Ascii.isUpper($0) } ? begin..<end : nil
  }
}
