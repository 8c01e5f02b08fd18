/// Secrets that are known by the key before them.
enum SecretKeys {
  private static let longestName = 64

  /// The value of the key that begins at `at`, where the key names a secret.
  /// - Parameter isOption: the key is an option of a command, which may have its value behind a blank.
  static func value(_ text: PlainText, _ at: Int, isOption: Bool = false) -> Range<Int>? {
    let end = min(text.end(at, while: SecretText.isNameByte), at + longestName)
    guard let start = valueStart(text, end) ?? (isOption ? argumentStart(text, end) : nil),
      let kind = kind(of: text.bytes[at..<end])
    else { return nil }
    let separator = text.bytes[end..<start].firstIndex { $0 == Ascii.equal || $0 == Ascii.colon } ?? end
    if kind == .short, text.bytes[separator] == Ascii.colon, text.bytes[start - 1] == Ascii.space { return nil }
    let stop = valueEnd(text, start, isHeader: kind == .header, width: text.width(separator))
    guard stop > start, !isMasked(text, start) else { return nil }
    return start..<stop
  }

  private enum Kind { case plain, header, short }

  /// What a key is that names a secret: told by its end, so that `token_count` and `passwords_checked` do not.
  private static func kind(of name: ArraySlice<UInt8>) -> Kind? {
    var letters: [UInt8] = []
    letters.reserveCapacity(name.count)
    for b in name where b != Ascii.underscore && b != Ascii.minus && b != Ascii.dot { letters.append(Ascii.lower(b)) }
    for header in headers where letters.hasEnd(header) { return .header }
    for secret in secrets where letters.hasEnd(secret) { return .plain }
    // The last of several words: `connect.sid`, `DB_PASS`, `X-Goog-Sig`.
    let word = name.suffix { Ascii.isAlphanumeric($0) }
    return shortNames.contains { $0.count == word.count && word.map(Ascii.lower).elementsEqual($0) } ? .short : nil
  }

  private static let headers = ["authorization", "cookie"].map { Array($0.utf8) }
  private static let secrets = [
    "password", "passwd", "passphrase", "passwort", "secret", "token", "csrf", "xsrf", "apikey", "accesskey",
    "privatekey", "secretkey", "accountkey", "signingkey", "encryptionkey", "masterkey", "authkey", "credential",
    "credentials", "sessionid", "sessid", "signature",
  ].map { Array($0.utf8) }
  /// Ends of too many other words, and words that stand before a blank in a sentence.
  private static let shortNames = ["pass", "pwd", "pw", "sid", "sig", "jwt", "otp", "cvv", "cvc"].map { Array($0.utf8) }

  /// Behind the `=` or `:` that follows a key, and behind an opening quote.
  private static func valueStart(_ text: PlainText, _ end: Int) -> Int? {
    var at = skippingQuote(text, end)
    let isQuoted = at > end
    at = text.end(at) { $0 == Ascii.space }
    guard at < text.count, text.bytes[at] == Ascii.equal || text.bytes[at] == Ascii.colon else { return nil }
    let isColon = text.bytes[at] == Ascii.colon
    // `=>` of Ruby and PHP, `:=`.
    at += 1
    if at < text.count, text.bytes[at] == UInt8(ascii: ">") || text.bytes[at] == Ascii.equal { at += 1 }
    at = text.end(at) { $0 == Ascii.space }
    // `token: unexpected` is a sentence; `Cookie: x` and `"token": "x"` are not.
    if !isQuoted, isColon, isSentence(text, at) { return nil }
    return skippingQuote(text, at)
  }

  /// Behind the blanks that follow an option, where no other option comes.
  private static func argumentStart(_ text: PlainText, _ end: Int) -> Int? {
    let at = text.end(end) { $0 == Ascii.space }
    return at > end && at < text.count && text.bytes[at] != Ascii.minus ? skippingQuote(text, at) : nil
  }

  /// Behind `"` or `'`, however often it is escaped.
  private static func skippingQuote(_ text: PlainText, _ at: Int) -> Int {
    let quote = text.end(at) { $0 == Ascii.backslash }
    return quote < text.count && isQuote(text.bytes[quote]) ? quote + 1 : at
  }

  private static func isQuote(_ b: UInt8) -> Bool { b == Ascii.quote || b == Ascii.apostrophe }

  /// Lower-case words with a blank behind the first: text, not a value.
  private static func isSentence(_ text: PlainText, _ at: Int) -> Bool {
    let end = text.end(at) { $0 | 0x20 == $0 && Ascii.isLetter($0) }
    return end > at && end + 1 < text.count && text.bytes[end] == Ascii.space && Ascii.isLetter(text.bytes[end + 1])
  }

  /// The end of a value: its quote ends what is in quotes, a blank or separator the rest; a header goes on to the line's
  /// end. What is escaped more often than the separator of key and value belongs to the value, so that `a%26b` is one.
  private static func valueEnd(_ text: PlainText, _ start: Int, isHeader: Bool, width: Int) -> Int {
    let bytes = text.bytes
    let opening = start > 0 && isQuote(bytes[start - 1]) ? start - 1 : nil
    var at = start
    while at < bytes.count {
      let b = bytes[at]
      if let opening {
        if b == bytes[opening], text.width(at) <= text.width(opening) { break }
        if b == Ascii.backslash, at + 1 < bytes.count, text.width(at) == 2 || bytes[at + 1] != bytes[opening] {
          at += 1
        }
      } else if b < Ascii.space || isQuote(b) {
        break
      } else if !isHeader, isSeparator(b), text.width(at) <= width {
        break
      }
      at += 1
    }
    return min(at, bytes.count)
  }

  private static func isSeparator(_ b: UInt8) -> Bool {
    switch b {
    case Ascii.space, Ascii.comma, Ascii.semicolon, Ascii.closeBrace, Ascii.close, Ascii.closeBracket,
      UInt8(ascii: "&"), UInt8(ascii: "#"), UInt8(ascii: "<"):
      true
    default: false
    }
  }

  private static func isMasked(_ text: PlainText, _ start: Int) -> Bool {
    text.bytes[start...].starts(with: Redaction.mask)
  }
}

extension [UInt8] {
  fileprivate func hasEnd(_ end: [UInt8]) -> Bool { count >= end.count && suffix(end.count).elementsEqual(end) }
}

extension ArraySlice<UInt8> {
  /// The last elements, as long as this holds for each.
  fileprivate func suffix(while isPart: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    self[(lastIndex { !isPart($0) }.map { $0 + 1 } ?? startIndex)...]
  }
}
