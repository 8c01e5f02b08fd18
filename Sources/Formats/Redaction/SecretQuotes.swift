/// Texts in quotes, as secrets are given.
extension SecretText {
  static func isQuote(_ b: UInt8) -> Bool { b == Ascii.quote || b == Ascii.apostrophe }

  /// Behind `"` or `'`, however often it is escaped.
  static func skippingQuote(_ text: PlainText, _ at: Int) -> Int {
    let quote = text.end(at) { $0 == Ascii.backslash }
    return quote < text.count && isQuote(text.bytes[quote]) ? quote + 1 : at
  }

  /// Whether the quote at `at` is doubled, as SQL writes one within a text.
  static func isDoubled(_ text: PlainText, _ at: Int) -> Bool {
    at + 1 < text.count && text.bytes[at] == Ascii.apostrophe && text.bytes[at + 1] == Ascii.apostrophe
      && text.width(at + 1) == text.width(at)
  }

  /// Where the text of SQL ends that begins at `start`, behind its quote; or the end of all.
  static func endOfQuoted(_ text: PlainText, _ start: Int) -> Int {
    var at = start
    while at < text.count {
      if text.bytes[at] == text.bytes[start - 1], text.width(at) <= text.width(start - 1) {
        guard isDoubled(text, at) else { break }
        at += 1
      }
      at += 1
    }
    return min(at, text.count)
  }
}
