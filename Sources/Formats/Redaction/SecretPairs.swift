/// Secrets beside a name that no `=` or `:` joins them to: `["password", "x"]`, `["--token","x"]`, `[authorization] token x`.
enum SecretPairs {
  /// The secret of the name that stands there.
  /// - Parameter isOption: the name is an option of a command.
  static func value(_ text: PlainText, _ name: Range<Int>, isOption: Bool) -> Range<Int>? {
    guard name.upperBound < text.count else { return nil }
    switch text.bytes[name.upperBound] {
    case Ascii.quote, Ascii.apostrophe: return quoted(text, name, isOption: isOption)
    case Ascii.space, Ascii.comma, Ascii.close, Ascii.closeBracket, Ascii.closeBrace, Ascii.greater:
      return header(text, name)
    default: return nil
    }
  }

  /// `("X-Api-Key", "x")`, `"authorization" "apikey x"`, `a1="--password" a2="x"`.
  private static func quoted(_ text: PlainText, _ name: Range<Int>, isOption: Bool) -> Range<Int>? {
    var opening = name.lowerBound - 1
    while isOption, opening > 0, text.bytes[opening] == Ascii.minus { opening -= 1 }
    guard opening >= 0, text.bytes[opening] == text.bytes[name.upperBound] else { return nil }
    var at = text.end(name.upperBound + 1) { $0 == Ascii.space }
    if at < text.count, text.bytes[at] == Ascii.comma { at = text.end(at + 1) { $0 == Ascii.space } }
    guard at > name.upperBound + 1 else { return nil }
    // The arguments that auditd writes are numbered.
    if isOption, text.matches("a", at) {
      let number = text.end(at + 1, within: 4, while: Ascii.isDigit)
      if number > at + 1, number < text.count, text.bytes[number] == Ascii.equal { at = number + 1 }
    }
    let attribute = valueAttribute(text, opening, at)
    if let attribute { at = attribute }
    let start = SecretKeys.textStart(text, at)
    guard start > at, let kind = SecretKeys.kind(of: text.bytes[name]), !SecretKeys.isMasked(text, start) else {
      return nil
    }
    let stop = SecretKeys.valueEnd(text, start, isHeader: false, width: text.width(at))
    let value = text.bytes[start..<stop]
    guard stop > start, !PlainValue.isHarmless(value, of: text.bytes[name], isNumber: false) else { return nil }
    let isSecret =
      switch kind {
      case _ where isOption: value.first != Ascii.minus
      case .query, .container: false
      case _ where attribute != nil: true
      case .header: PlainValue.isMixed(value) || value.contains { $0 == Ascii.space || $0 == Ascii.equal }
      case .plain, .short: PlainValue.isMixed(value) || isPair(text, opening, stop) && SecretKeys.kind(of: value) == nil
      }
    return isSecret ? start..<stop : nil
  }

  /// The quote before the value of the element one of whose attributes is the name: `<add key="password" value="x"/>`.
  /// - Parameters:
  ///   - opening: the quote before the name.
  ///   - at: behind the name, its quote and blanks.
  private static func valueAttribute(_ text: PlainText, _ opening: Int, _ at: Int) -> Int? {
    guard opening > 0, text.bytes[opening - 1] == Ascii.equal else { return nil }
    let end = text.end(at, within: 200) { $0 != Ascii.less && $0 != Ascii.greater && $0 >= Ascii.space }
    return (at..<end).first { text.bytes[$0 - 1] == Ascii.space && text.matches("value=", $0) }.map { $0 + 6 }
  }

  /// Whether nothing else is in the brackets: names of what is secret are listed, too.
  private static func isPair(_ text: PlainText, _ opening: Int, _ stop: Int) -> Bool {
    guard opening > 0, stop + 1 < text.count else { return false }
    var before = text.bytes[opening - 1]
    if Ascii.lower(before) == UInt8(ascii: "b"), opening > 1 { before = text.bytes[opening - 2] }
    return "([{".utf8.contains(before) && ")]}".utf8.contains(text.bytes[stop + 1])
  }

  private static let schemes: [StaticString] = [
    "token ", "apikey ", "api-key ", "digest ", "negotiate ", "ntlm ", "basic ", "bearer ", "hmac ", "hawk ", "key ",
  ]

  /// `[authorization] token x`, `(Cookie, session=x)`; but not `[authorization] token expired`.
  private static func header(_ text: PlainText, _ name: Range<Int>) -> Range<Int>? {
    var at = text.end(name.upperBound, within: 2) { $0 > Ascii.space }
    guard at < text.count, text.bytes[at] == Ascii.space else { return nil }
    at = text.end(at) { $0 == Ascii.space }
    guard at < text.count, !SecretKeys.isMasked(text, at), SecretKeys.kind(of: text.bytes[name]) == .header else {
      return nil
    }
    let scheme = schemes.first { text.matches($0, at) }
    guard scheme != nil || PlainValue.hasEnd(text.bytes[name], "cookie") else { return nil }
    if let scheme { at = text.end(at + scheme.utf8CodeUnitCount) { $0 == Ascii.space } }
    let end = text.end(at, within: PlainValue.longest) {
      $0 > Ascii.space && !SecretText.isQuote($0) && !")]},".utf8.contains($0)
    }
    let word = text.bytes[at..<end]
    guard !SecretKeys.isMasked(text, at) else { return nil }
    // `session=x; theme=y`, `username="a", response="x"`: all of it. Base64 ends with `=`, and is longer than a name.
    if let equal = word.dropFirst().firstIndex(of: Ascii.equal), equal + 1 < end || scheme != nil && word.count < 16 {
      return isInBrackets(text, name)
        ? at..<SecretKeys.valueEnd(text, at, isHeader: true, width: text.width(at)) : ofSession(text, equal)
    }
    return scheme != nil && !word.contains(Ascii.colon) && PlainValue.isMixed(word) ? at..<end : nil
  }

  private static func isInBrackets(_ text: PlainText, _ name: Range<Int>) -> Bool {
    name.lowerBound > 0 && "([{<".utf8.contains(text.bytes[name.lowerBound - 1])
  }

  /// What a pair in a sentence has behind its `=`, where it is as long and mixed as what names a session: `cookie
  /// session=x`; but not `cookie domain=shop.example rejected`.
  private static func ofSession(_ text: PlainText, _ equal: Int) -> Range<Int>? {
    let start = equal + 1
    let stop = text.end(start, within: PlainValue.longest) { Ascii.isAlphanumeric($0) || "+/=_-%".utf8.contains($0) }
    let isWhole = stop == text.count || text.bytes[stop] != Ascii.dot
    return isWhole && stop - start >= 16 && PlainValue.isMixed(text.bytes[start..<stop]) ? start..<stop : nil
  }
}
