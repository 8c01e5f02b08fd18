/// Secrets that are known by the key before them.
enum SecretKeys {
  /// The value of the key that begins at `at`, where the key names a secret.
  /// - Parameter isOption: the key is an option of a command, which may have its value behind a blank.
  static func value(_ bytes: [UInt8], _ at: Int, isOption: Bool = false) -> Range<Int>? {
    var name: [UInt8] = []
    var end = at
    while end < bytes.count, name.count < 64 {
      if SecretText.isNameByte(bytes[end]) {
        name.append(Ascii.lower(bytes[end]))
        end += 1
      } else if let b = percentDecoded(bytes, end), SecretText.isNameByte(b) {
        name.append(Ascii.lower(b))
        end += 3
      } else {
        break
      }
    }
    guard isSecret(name) else { return nil }
    guard let start = valueStart(bytes, end) ?? (isOption ? argumentStart(bytes, end) : nil) else { return nil }
    let isHeader = name.suffix(6).elementsEqual("cookie".utf8) || name.suffix(13).elementsEqual("authorization".utf8)
    let stop = valueEnd(bytes, start, isHeader: isHeader)
    guard stop > start, !isMasked(bytes, start) else { return nil }
    return start..<stop
  }

  /// Whether a key, in lower case, names a secret: by its end, so that `token_count` and `passwords_checked` do not.
  private static func isSecret(_ name: [UInt8]) -> Bool {
    let letters = name.filter { $0 != Ascii.underscore && $0 != Ascii.minus && $0 != Ascii.dot }
    return secretEnds.contains { letters.count >= $0.count && letters.suffix($0.count).elementsEqual($0) }
  }

  private static let secretEnds: [[UInt8]] = [
    "password", "passwd", "passphrase", "pwd", "secret", "token", "csrf", "xsrf", "apikey", "accesskey", "privatekey",
    "secretkey", "clientsecret", "authorization", "cookie", "credential", "credentials", "sessionid", "sid",
    "secretaccesskey", "authkey", "signature",
  ].map { Array($0.utf8) }

  /// Behind the `=` or `:` that follows a key, and behind an opening quote.
  private static func valueStart(_ bytes: [UInt8], _ end: Int) -> Int? {
    var at = skippingQuote(bytes, end)
    let isQuoted = at > end
    while at < bytes.count, bytes[at] == Ascii.space { at += 1 }
    guard at < bytes.count else { return nil }
    if let b = percentDecoded(bytes, at), b == Ascii.equal || b == Ascii.colon {
      at += 3
    } else if bytes[at] == Ascii.equal || bytes[at] == Ascii.colon {
      at += 1
    } else {
      return nil
    }
    let mark = at
    while at < bytes.count, bytes[at] == Ascii.space { at += 1 }
    // `token: unexpected` is a sentence; `Cookie: x` and `"token": "x"` are not.
    if !isQuoted, at > mark, bytes[mark - 1] == Ascii.colon, isSentence(bytes, at) { return nil }
    return skippingQuote(bytes, at)
  }

  /// Behind the blanks that follow an option, where no other option comes.
  private static func argumentStart(_ bytes: [UInt8], _ end: Int) -> Int? {
    var at = end
    while at < bytes.count, bytes[at] == Ascii.space { at += 1 }
    return at > end && at < bytes.count && bytes[at] != Ascii.minus ? skippingQuote(bytes, at) : nil
  }

  /// Behind `"`, `'` or `\"`.
  private static func skippingQuote(_ bytes: [UInt8], _ at: Int) -> Int {
    var at = at
    while at < bytes.count, bytes[at] == Ascii.backslash { at += 1 }
    return at < bytes.count && (bytes[at] == Ascii.quote || bytes[at] == Ascii.apostrophe) ? at + 1 : at
  }

  /// Lower-case words with a blank behind the first: text, not a value.
  private static func isSentence(_ bytes: [UInt8], _ at: Int) -> Bool {
    var end = at
    while end < bytes.count, bytes[end] | 0x20 == bytes[end], Ascii.isLetter(bytes[end]) { end += 1 }
    return end > at && end + 1 < bytes.count && bytes[end] == Ascii.space && Ascii.isLetter(bytes[end + 1])
  }

  /// The end of a value: a quote ends all, blanks and separators what is not in quotes; a header goes on to the line's end.
  private static func valueEnd(_ bytes: [UInt8], _ start: Int, isHeader: Bool) -> Int {
    let quote: UInt8? =
      start > 0 && (bytes[start - 1] == Ascii.quote || bytes[start - 1] == Ascii.apostrophe) ? bytes[start - 1] : nil
    var at = start
    while at < bytes.count {
      let b = bytes[at]
      if let quote {
        if b == quote { break }
        if b == Ascii.backslash, at + 1 < bytes.count {
          if bytes[at + 1] == quote, start > 1, bytes[start - 2] == Ascii.backslash { break }
          at += 1
        }
      } else if b < Ascii.space || b == Ascii.quote || b == Ascii.apostrophe {
        break
      } else if !isHeader {
        if b == Ascii.space || b == UInt8(ascii: "&") || b == Ascii.comma || b == Ascii.semicolon
          || b == Ascii.closeBrace
          || b == Ascii.close || b == Ascii.closeBracket || b == UInt8(ascii: "#")
        {
          break
        }
        if b == Ascii.percent, SecretText.matches("%26", bytes, at) { break }
      }
      at += 1
    }
    return min(at, bytes.count)
  }

  private static func isMasked(_ bytes: [UInt8], _ start: Int) -> Bool {
    start + Redaction.mask.count <= bytes.count
      && bytes[start..<start + Redaction.mask.count].elementsEqual(Redaction.mask)
  }

  /// The byte that `%XX` at `at` stands for.
  private static func percentDecoded(_ bytes: [UInt8], _ at: Int) -> UInt8? {
    guard at + 2 < bytes.count, bytes[at] == Ascii.percent, Ascii.isHex(bytes[at + 1]), Ascii.isHex(bytes[at + 2])
    else {
      return nil
    }
    return digit(bytes[at + 1]) << 4 | digit(bytes[at + 2])
  }

  private static func digit(_ b: UInt8) -> UInt8 { Ascii.isDigit(b) ? b - 48 : (b | 0x20) - 87 }
}
