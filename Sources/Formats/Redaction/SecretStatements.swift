/// Passwords in statements of SQL and in sentences: `PASSWORD 'x'`, `IDENTIFIED BY 'x'`, `the password is abc123`; and long
/// keys behind `secret`.
enum SecretStatements {
  /// No statement has more between what it does and the password.
  private static let reach = 300

  /// The password that the word at `at` announces.
  static func value(_ text: PlainText, _ at: Int) -> Range<Int>? {
    switch text.bytes[at] | 0x20 {
    case UInt8(ascii: "p") where text.matches("password", at): behindPassword(text, at + 8)
    case UInt8(ascii: "i") where text.matches("identified ", at): behindIdentified(text, at + 10)
    case UInt8(ascii: "r") where text.matches("replace ", at): replaced(text, at)
    case UInt8(ascii: "r") where text.matches("requirepass ", at): mixed(text, at + 11)
    case UInt8(ascii: "m") where text.matches("masterauth ", at): mixed(text, at + 10)
    case UInt8(ascii: "h") where text.matches("htpasswd ", at): ofUserFile(text, at + 9)
    case UInt8(ascii: "s") where text.matches("secret ", at): behindSecret(text, at + 6) ?? named(text, at)
    case UInt8(ascii: "t") where text.matches("token ", at): long(text, at + 5) ?? named(text, at)
    default: named(text, at)
    }
  }

  /// Whether a function is called in the place of a value, with a text: `PASSWORD = PASSWORD('x')`, `password: Some("x")`.
  static func isCall(_ text: PlainText, _ stop: Int) -> Bool {
    stop > 0 && stop < text.count && text.bytes[stop - 1] == Ascii.open && SecretText.isQuote(text.bytes[stop])
  }

  /// What it is given.
  static func argument(_ text: PlainText, _ stop: Int) -> Range<Int>? { quoted(text, stop, by: text.bytes[stop]) }

  /// What a word names in a statement: `IDENTIFIED BY 'x', sha256_password BY 'y'` of ClickHouse, `CREATE SECRET x (KEY
  /// 'x', SECRET 'y')` of DuckDB.
  private static func named(_ text: PlainText, _ at: Int) -> Range<Int>? {
    let end = text.end(at, within: 40, while: SecretText.isNameByte)
    guard end + 1 < text.count, SecretText.isBlank(text.bytes[end]) else { return nil }
    let name = text.bytes[at..<end]
    if text.matches(" by '", end) {
      return PlainValue.hasEnd(name, "_password") || PlainValue.hasEnd(name, "_hash") ? quoted(text, end + 3) : nil
    }
    if settings.contains(where: { PlainValue.hasEnd(name, $0) }) {
      return mixed(text, end) ?? lastWord(text, at, end)
    }
    guard SecretText.isQuote(text.bytes[end + 1]), kept.contains(where: { PlainValue.hasEnd(name, $0) }),
      isBehind(["create ", "alter "], text, at), isBehind(["secret "], text, at)
    else { return nil }
    return quoted(text, end, by: text.bytes[end + 1])
  }

  /// Ends of names that configurations part from their values by a blank: `proxy_password x`.
  private static let settings: [StaticString] = ["_password", "_passwd", "_pass", "bindpw", "rootpw"]
  /// What is said of such a name.
  private static let states = Set(
    [
      "accepted", "changed", "correct", "created", "deleted", "disabled", "empty", "enabled", "expected", "expired",
      "failed", "found", "given", "ignored", "incorrect", "invalid", "mismatch", "missing", "no", "ok", "provided",
      "rejected", "removed", "required", "reset", "rotated", "set", "unset", "updated", "used", "valid", "wrong", "yes",
    ].map { Array($0.utf8) })

  /// The only word behind a name that nothing of its line stands before: a setting, and no sentence.
  private static func lastWord(_ text: PlainText, _ at: Int, _ end: Int) -> Range<Int>? {
    let before = text.endOfName(before: at, [Ascii.space, Ascii.tab])
    guard before == 0 || "\n:;\"'".utf8.contains(text.bytes[before - 1]) else { return nil }
    let start = text.end(end, while: SecretText.isBlank)
    let stop = text.end(start, within: PlainValue.longest) {
      $0 > Ascii.space && $0 != Ascii.semicolon && !SecretText.isQuote($0)
    }
    guard start < stop, stop == text.count || !SecretText.isBlank(text.bytes[stop]),
      !states.contains(text.bytes[start..<stop].map(Ascii.lower)), !SecretKeys.isMasked(text, start)
    else { return nil }
    return start..<stop
  }

  /// `htpasswd` has fewer, and what looks like an option may be its name again.
  private static let mostOptions = 10

  /// The password of `htpasswd -b file user x`, and of `htpasswd -nb user x`.
  private static func ofUserFile(_ text: PlainText, _ end: Int) -> Range<Int>? {
    func word(_ at: Int) -> Range<Int> {
      let start = text.end(at) { $0 == Ascii.space }
      return start..<text.end(start) { $0 > Ascii.space }
    }
    var next = word(end)
    var isGiven = false
    var others = 2
    for _ in 0..<mostOptions where text.bytes[next].first == Ascii.minus {
      if text.bytes[next].contains(UInt8(ascii: "b")) { isGiven = true }
      if text.bytes[next].contains(UInt8(ascii: "n")) { others = 1 }
      next = word(next.upperBound)
    }
    guard isGiven, text.bytes[next].first != Ascii.minus else { return nil }
    for _ in 0..<others { next = word(next.upperBound) }
    let start = SecretText.skippingQuote(text, next.lowerBound)
    guard !SecretKeys.isMasked(text, start) else { return nil }
    let stop = start > next.lowerBound ? SecretText.endOfQuoted(text, start) : next.upperBound
    return start < stop ? start..<stop : nil
  }

  private static let kept: [StaticString] = ["secret", "key", "token", "connection_string"]

  private static func behindPassword(_ text: PlainText, _ end: Int) -> Range<Int>? {
    guard end < text.count else { return nil }
    if text.bytes[end] == Ascii.open { return quoted(text, end + 1) }
    guard text.bytes[end] == Ascii.space else { return nil }
    if let value = quoted(text, end) ?? word(text, end) { return value }
    if text.matches(" for ", end) {
      // `SET PASSWORD FOR 'shop'@'%' = 'x'`
      let equal = text.end(end, within: 200) { $0 != Ascii.equal && $0 >= Ascii.space }
      return equal < text.count && text.bytes[equal] == Ascii.equal
        ? quoted(text, equal + 1) : nil
    }
    return mixed(text, text.matches(" is ", end) ? end + 3 : text.matches(" was ", end) ? end + 4 : end)
  }

  /// `IDENTIFIED BY 'x'`, `IDENTIFIED WITH caching_sha2_password BY 'x'`, `IDENTIFIED VIA ed25519 USING 'x'`. Shards and
  /// nodes are identified as well: what is in no single quotes is a password in a statement only.
  private static func behindIdentified(_ text: PlainText, _ end: Int) -> Range<Int>? {
    var at = end
    func skip(_ words: [StaticString]) -> Bool {
      guard let word = words.first(where: { text.matches($0, at) }) else { return false }
      at = text.end(at + word.utf8CodeUnitCount - 1) { $0 == Ascii.space } - 1
      return true
    }
    if skip([" with ", " via "]) { at = text.end(at + 1, within: 80) { $0 > Ascii.space } }
    guard skip([" by ", " as ", " using "]) else { return nil }
    _ = skip([" password ", " values "])
    if let value = quoted(text, at) { return value }
    guard isBehind(["create ", "alter ", "grant "], text, at) else { return nil }
    return quoted(text, at, by: Ascii.quote) ?? mixed(text, at)
  }

  /// The password that another takes the place of: `IDENTIFIED BY 'x' REPLACE 'y'`.
  private static func replaced(_ text: PlainText, _ at: Int) -> Range<Int>? {
    let before = text.endOfName(before: at, [Ascii.space])
    guard before > 0, before < at, SecretText.isQuote(text.bytes[before - 1]),
      let old = quoted(text, at + 7) ?? quoted(text, at + 7, by: Ascii.quote)
    else { return nil }
    return isBehind(["identified ", "password "], text, at) ? old : nil
  }

  /// Whether one of these words stands before.
  private static func isBehind(_ words: [StaticString], _ text: PlainText, _ at: Int) -> Bool {
    (max(0, at - reach)..<at).contains { start in words.contains { text.matches($0, start) } }
  }

  /// What stands in quotes behind blanks: `'x'`, `E'x'`, `U&'x'`; a quote in it is doubled or escaped.
  private static func quoted(_ text: PlainText, _ at: Int, by mark: UInt8 = Ascii.apostrophe) -> Range<Int>? {
    var quote = text.end(at) { $0 == Ascii.space }
    if text.matches("u&", quote) {
      quote += 2
    } else if text.matches("e", quote) || text.matches("n", quote) {
      quote += 1
    }
    guard quote < text.count, text.bytes[quote] == mark, !text.bytes[(quote + 1)...].starts(with: Redaction.mask) else {
      return nil
    }
    let end = SecretText.endOfQuoted(text, quote + 1)
    return end > quote + 1 ? quote + 1..<end : nil
  }

  /// A text in double quotes without blanks: more words are what is said of a password.
  private static func word(_ text: PlainText, _ at: Int) -> Range<Int>? {
    quoted(text, at, by: Ascii.quote).flatMap { text.bytes[$0].contains(Ascii.space) ? nil : $0 }
  }

  /// A long word of letters and digits behind blanks.
  private static func long(_ text: PlainText, _ at: Int) -> Range<Int>? {
    guard let place = mixed(text, at) else { return nil }
    let word = text.bytes[place].prefix(while: SecretText.isNameByte)
    return word.count >= 20 ? word.startIndex..<word.endIndex : nil
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
    let word = text.bytes[start..<end]
    // `password attempts=3`
    let isNext =
      word.prefix { Ascii.isLetter($0) || $0 == Ascii.underscore }.endIndex == word.firstIndex(of: Ascii.equal)
    return start > at && PlainValue.isMixed(word) && !isNext ? start..<end : nil
  }
}
