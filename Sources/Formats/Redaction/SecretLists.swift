/// Secrets that are lists or objects: `"Cookie":["a=b","c=d"]`, `"secret":{"name":"db","value":"x"}`.
enum SecretLists {
  /// How far the end of one is looked for, where its key is without quotes as in a sentence.
  private static let longest = 1024

  /// What a list of nothing but texts holds, up to the last of them.
  static func texts(_ text: PlainText, _ start: Int, _ between: ArraySlice<UInt8>) -> Range<Int>? {
    guard start < text.count, text.bytes[start] == Ascii.openBracket, between.contains(where: SecretText.isQuote) else {
      return nil
    }
    let first = SecretText.skippingQuote(text, text.end(start + 1) { $0 == Ascii.space })
    guard first > start + 1, SecretText.isQuote(text.bytes[first - 1]), !isMasked(text, first) else { return nil }
    var quote = quotedEnd(text, first)
    while quote < text.count {
      let next = text.end(quote + 1) { !SecretText.isQuote($0) && !isOpening($0) && $0 != Ascii.closeBracket }
      guard next < text.count, text.bytes[next] != Ascii.closeBracket else { break }
      guard SecretText.isQuote(text.bytes[next]) else { return nil }
      quote = quotedEnd(text, next + 1)
    }
    let stop = text.bytes[first..<quote].lastIndex { $0 != Ascii.backslash }.map { $0 + 1 } ?? first
    guard stop > first, !PlainValue.isHarmless(text.bytes[first..<stop], of: [], isNumber: false) else { return nil }
    return first..<stop
  }

  /// Behind the bracket that closes the list or object which begins at `start`; nil where none begins, or it was masked.
  /// The end of all where it is cut: a key in quotes is one of data, and what it names goes on.
  static func end(_ text: PlainText, _ start: Int, isKeyQuoted: Bool) -> Int? {
    guard start < text.count, isOpening(text.bytes[start]), !SecretText.isQuote(text.bytes[start - 1]) else {
      return nil
    }
    let first = text.end(start, within: longest) {
      isOpening($0) || $0 == Ascii.space || $0 == Ascii.backslash || SecretText.isQuote($0)
    }
    guard !isMasked(text, first), !isMasked(text, first - 1) else { return nil }
    guard isKeyQuoted else {
      guard let end = closing(text, start, within: longest), isData(text.bytes[start..<end]) else { return nil }
      // `{SSHA}abc`: a hash behind its kind.
      return text.bytes[end - 1] == Ascii.closeBrace ? text.end(end, while: SecretText.isBase64) : end
    }
    return closing(text, start, within: text.count) ?? text.count
  }

  /// Behind the bracket that closes the one at `start`. Brackets in texts are none.
  private static func closing(_ text: PlainText, _ start: Int, within limit: Int) -> Int? {
    var depth = 0
    var quote: Int?
    for at in start..<min(text.count, start + limit) {
      let b = text.bytes[at]
      if let opening = quote {
        if ends(text, at, opening) { quote = nil }
      } else if SecretText.isQuote(b) {
        quote = at
      } else if isOpening(b) {
        depth += 1
      } else if b == Ascii.closeBracket || b == Ascii.closeBrace {
        depth -= 1
        if depth == 0 { return at + 1 }
      }
    }
    return nil
  }

  /// `{ value: 'x' }` and `[x]`; but not what is in brackets in a sentence, `unexpected token: [ or ]`.
  private static func isData(_ value: ArraySlice<UInt8>) -> Bool {
    value[value.startIndex + 1] != Ascii.space
      || value.contains { SecretText.isQuote($0) || $0 == Ascii.colon || $0 == Ascii.equal }
  }

  /// The quote that ends the text which begins at `start`; or the end of all.
  private static func quotedEnd(_ text: PlainText, _ start: Int) -> Int {
    text.bytes[start...].indices.first { ends(text, $0, start - 1) } ?? text.count
  }

  /// Whether a text ends at `at` that a quote opened: by the same quote, escaped no more often.
  private static func ends(_ text: PlainText, _ at: Int, _ opening: Int) -> Bool {
    func escapes(_ quote: Int) -> Int { text.bytes[..<quote].suffix { $0 == Ascii.backslash }.count }
    return text.bytes[at] == text.bytes[opening] && text.width(at) <= text.width(opening)
      && escapes(at) <= escapes(opening)
  }

  private static func isOpening(_ b: UInt8) -> Bool { b == Ascii.openBracket || b == Ascii.openBrace }

  private static func isMasked(_ text: PlainText, _ start: Int) -> Bool {
    text.bytes[start...].starts(with: Redaction.mask)
  }
}
