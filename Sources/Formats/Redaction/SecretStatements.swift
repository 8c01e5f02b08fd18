/// Passwords in statements of SQL and in sentences: `PASSWORD 'x'`, `IDENTIFIED BY 'x'`, `the password is abc123`; and long
/// keys behind `secret`.
enum SecretStatements {
  /// The password that the word at `at` announces.
  static func value(_ text: PlainText, _ at: Int) -> Range<Int>? {
    switch text.bytes[at] | 0x20 {
    case UInt8(ascii: "p") where text.matches("password", at): return behindPassword(text, at + 8)
    case UInt8(ascii: "i") where text.matches("identified by", at): return quoted(text, at + 13)
    case UInt8(ascii: "r") where text.matches("requirepass ", at): return mixed(text, at + 11)
    case UInt8(ascii: "m") where text.matches("masterauth ", at): return mixed(text, at + 10)
    case UInt8(ascii: "s") where text.matches("secret ", at): return behindSecret(text, at + 6)
    default: return nil
    }
  }

  /// What a function is given in the place of a value: `PASSWORD = PASSWORD('x')`.
  static func argument(_ text: PlainText, _ stop: Int) -> Range<Int>? {
    stop > 0 && stop < text.count && text.bytes[stop - 1] == Ascii.open && text.bytes[stop] == Ascii.apostrophe
      ? quoted(text, stop) : nil
  }

  private static func behindPassword(_ text: PlainText, _ end: Int) -> Range<Int>? {
    guard end < text.count else { return nil }
    if text.bytes[end] == Ascii.open { return quoted(text, end + 1) }
    guard text.bytes[end] == Ascii.space else { return nil }
    if let value = quoted(text, end) { return value }
    if text.matches(" for ", end) {
      // `SET PASSWORD FOR 'shop'@'%' = 'x'`
      let equal = text.end(end, within: 200) { $0 != Ascii.equal && $0 >= Ascii.space }
      return equal < text.count && text.bytes[equal] == Ascii.equal
        ? quoted(text, equal + 1) : nil
    }
    return mixed(text, text.matches(" is ", end) ? end + 3 : text.matches(" was ", end) ? end + 4 : end)
  }

  /// What stands in single quotes behind blanks.
  private static func quoted(_ text: PlainText, _ at: Int) -> Range<Int>? {
    let quote = text.end(at) { $0 == Ascii.space }
    guard quote < text.count, text.bytes[quote] == Ascii.apostrophe else { return nil }
    let end = text.end(quote + 1) { $0 != Ascii.apostrophe }
    return end > quote + 1 && !text.bytes[(quote + 1)...].starts(with: Redaction.mask) ? quote + 1..<end : nil
  }

  /// A long word with capitals, small letters and digits behind `secret`, `secret key` or `secret access key`: those that
  /// name what is kept secret are short, or of one kind of letters.
  private static func behindSecret(_ text: PlainText, _ end: Int) -> Range<Int>? {
    var end = end
    for word: StaticString in [" access", " key", " is"] where text.matches(word, end) { end += word.utf8CodeUnitCount }
    let start = text.end(end) { $0 == Ascii.space }
    let stop = text.end(start) { Ascii.isAlphanumeric($0) || "+/=_-".utf8.contains($0) }
    let word = text.bytes[start..<stop]
    guard start > end, word.count >= 20, word.contains(where: Ascii.isUpper), word.contains(where: Ascii.isDigit) else {
      return nil
    }
    return word.contains { Ascii.isLetter($0) && !Ascii.isUpper($0) } ? start..<stop : nil
  }

  /// A word with letters and digits behind blanks.
  private static func mixed(_ text: PlainText, _ at: Int) -> Range<Int>? {
    let start = text.end(at) { $0 == Ascii.space }
    let end = text.end(start) { $0 > Ascii.space && $0 != Ascii.comma && $0 != Ascii.quote && $0 != Ascii.apostrophe }
    return start > at && PlainValue.isMixed(text.bytes[start..<end]) ? start..<end : nil
  }
}
