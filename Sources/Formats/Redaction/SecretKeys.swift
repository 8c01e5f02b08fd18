/// Secrets that are known by the key before them.
enum SecretKeys {
  private static let longestName = 64
  /// No form nests a field deeper: each name of `a[b][b]...` looks over a few groups behind it, not over all.
  private static let mostGroups = 8

  /// The value of the key that begins at `at`, where the key names a secret.
  /// - Parameter isOption: the key is an option of a command, which may have its value behind a blank.
  static func value(_ text: PlainText, _ at: Int, isOption: Bool = false) -> Range<Int>? {
    let end = min(text.end(at, while: SecretText.isNameByte), at + longestName)
    guard
      let start = valueStart(text, end) ?? elementStart(text, at, end) ?? (isOption ? argumentStart(text, end) : nil)
    else { return SecretPairs.value(text, at..<end, isOption: isOption) }
    let name = text.bytes[firstWord(text, at, end)..<end]
    guard let kind = kind(of: name) else { return nil }
    let between = text.bytes[end..<start]
    let separator = between.firstIndex { $0 == Ascii.equal || $0 == Ascii.colon } ?? end
    // `->` is like a colon, in sentences as well.
    let isColon = text.bytes[separator] == Ascii.colon || between.first { !SecretText.isBlank($0) } == Ascii.minus
    let isBare = !between.contains(where: SecretText.isQuote)
    // `token: unexpected` and `token: Expired token` are sentences; `Authorization: token x`, `Password: Geheim` and
    // `"token": "x"` are not.
    if isBare, isColon, kind != .header, isSentence(text, start, mayBeginBig: isSpokenOf(name)) {
      return nil
    }
    if isMasked(text, start) { return nil }
    if let texts = SecretLists.texts(text, start, between) { return texts }
    let bracket = isBare && kind == .header ? nil : SecretLists.end(text, start, isKeyQuoted: !isBare)
    if kind == .container, bracket == nil { return nil }
    let width = text.width(separator)
    if kind == .query { return query(text, at..<end, start, width: width) }
    let stop = bracket ?? valueEnd(text, start, isHeader: kind == .header, width: width)
    // `pass: 12` of tests; `pass: abc123` of people.
    if kind == .short, isColon, SecretText.isBlank(text.bytes[start - 1]), stop - start <= PlainValue.longest,
      !PlainValue.isMixed(text.bytes[start..<stop])
    {
      return nil
    }
    // `value failed for token -> name` is a sentence, `password -> s3cr3t` a map.
    let isArrow = between.first { !SecretText.isBlank($0) } == Ascii.minus
    if isBare, isArrow, bracket == nil, stop - start <= PlainValue.longest,
      !PlainValue.isMixed(text.bytes[start..<stop])
    {
      return nil
    }
    if SecretStatements.isCall(text, stop) { return SecretStatements.argument(text, stop) }
    guard stop > start,
      !PlainValue.isHarmless(
        text.bytes[start..<stop], of: name, isNumber: isBareNumber(text, start, isColon))
    else { return nil }
    return start..<stop
  }

  /// Where a name in quotes begins that has a blank in it, `"api key"`, of which `at..<end` is the second word; else `at`.
  private static func firstWord(_ text: PlainText, _ at: Int, _ end: Int) -> Int {
    guard at > 1, end < text.count, SecretText.isQuote(text.bytes[end]), text.bytes[at - 1] == Ascii.space else {
      return at
    }
    var first = at - 1
    while first > 0, at - first < 16, Ascii.isLetter(text.bytes[first - 1]) { first -= 1 }
    return first > 0 && first < at - 1 && text.bytes[first - 1] == text.bytes[end] ? first : at
  }

  /// Whether sentences begin with it and a colon, as what a parser says of a token does.
  private static func isSpokenOf(_ name: ArraySlice<UInt8>) -> Bool {
    PlainValue.hasEnd(name, "token") || PlainValue.hasEnd(name, "secret") || PlainValue.hasEnd(name, "csrf")
      || PlainValue.hasEnd(name, "xsrf")
  }

  /// Whether a value is no text but a number, as in `"sockets_pass":2128`.
  private static func isBareNumber(_ text: PlainText, _ start: Int, _ isColon: Bool) -> Bool {
    isColon && start > 0 && !SecretText.isQuote(text.bytes[start - 1])
  }

  enum Kind {
    case plain, header, short
    /// Names a secret in an address's query, where its value is like one.
    case query
    /// Names one that is a list or an object.
    case container
  }

  /// What a key is that names a secret: told by its end, so that `token_count` and `passwords_checked` do not.
  static func kind(of name: ArraySlice<UInt8>) -> Kind? {
    var letters: [UInt8] = []
    letters.reserveCapacity(name.count)
    for b in name where !"_-. ".utf8.contains(b) { letters.append(Ascii.lower(b)) }
    for header in headers where letters.hasEnd(header) { return .header }
    for secret in secrets where letters.hasEnd(secret) { return .plain }
    for list in lists where letters.hasEnd(list) { return .container }
    // `password2`
    if let last = letters.last, Ascii.isDigit(last) {
      letters.removeLast(letters.reversed().prefix { Ascii.isDigit($0) }.prefix(2).count)
      for secret in numbered where letters.hasEnd(secret) { return .plain }
    }
    if queryNames.contains(letters) { return .query }
    // The last of several words: `connect.sid`, `DB_PASS`, `X-Goog-Sig`, `cardCvv`.
    var word = name.suffix { Ascii.isAlphanumeric($0) }
    if let big = word.indices.last(where: {
      $0 > word.startIndex && Ascii.isUpper(word[$0]) && !Ascii.isUpper(word[$0 - 1])
    }) {
      word = word[big...]
    }
    return shortNames.contains { $0.count == word.count && word.map(Ascii.lower).elementsEqual($0) } ? .short : nil
  }

  private static let headers = ["authorization", "cookie"].map { Array($0.utf8) }
  private static let lists = ["cookies", "passwords"].map { Array($0.utf8) }
  private static let numbered = ["password", "passwd", "passphrase", "passwort"].map { Array($0.utf8) }
  private static let queryNames = Set(["auth", "code", "key"].map { Array($0.utf8) })
  private static let secrets = [
    "password", "passwd", "passphrase", "passwort", "secret", "token", "csrf", "xsrf", "apikey", "accesskey",
    "privatekey", "secretkey", "accountkey", "signingkey", "encryptionkey", "masterkey", "authkey", "secretkeybase",
    "passcode", "codeverifier", "credential",
    "credentials", "sessionid", "sessid", "signature", "passwordhash", "passworddigest", "presharedkey", "appkey",
    "hmackey", "requirepass", "masterauth", "motdepasse", "kennwort",
    "passwordconfirmation", "passwordconfirm", "passwordrepeat", "subscriptionkey", "samlresponse",
  ].map { Array($0.utf8) }
  /// Ends of too many other words, and words that stand before a blank in a sentence.
  private static let shortNames = [
    "pass", "pwd", "pw", "psk", "sid", "sig", "jwt", "otp", "cvv", "cvc", "dbpass", "userpass", "rootpass", "adminpass",
    "dbpw", "userpw", "rootpw", "bindpw",
  ].map { Array($0.utf8) }

  /// Behind the `=` or `:` that follows a key, and behind an opening quote.
  private static func valueStart(_ text: PlainText, _ end: Int) -> Int? {
    var at = SecretText.skippingQuote(text, end)
    // `["password"]=>`, `user[password][]=`
    if at < text.count, text.bytes[at] == Ascii.closeBracket { at += 1 }
    for _ in 0..<mostGroups where at < text.count && text.bytes[at] == Ascii.openBracket {
      let close = text.end(at + 1, within: longestName, while: SecretText.isNameByte)
      guard close < text.count, text.bytes[close] == Ascii.closeBracket else { break }
      at = close + 1
    }
    at = text.end(at, while: SecretText.isBlank)
    // `->` of Scala.
    let isArrow = text.matches("-> ", at)
    if isArrow { at += 1 }
    guard isArrow || at < text.count && (text.bytes[at] == Ascii.equal || text.bytes[at] == Ascii.colon) else {
      return nil
    }
    // `=>` of Ruby and PHP, `:=`.
    at += 1
    if at < text.count, text.bytes[at] == Ascii.greater || text.bytes[at] == Ascii.equal { at += 1 }
    at = text.end(at, while: SecretText.isBlank)
    // `string(9) "x"` of PHP.
    if text.matches("string(", at) {
      at = text.end(at + 7, within: 12) { Ascii.isDigit($0) || $0 == Ascii.close || $0 == Ascii.space }
    }
    return textStart(text, at)
  }

  /// The text of an element that begins at `at`: `<password>x`, `<ns:Password Type="x">y`.
  private static func elementStart(_ text: PlainText, _ at: Int, _ end: Int) -> Int? {
    guard at > 0, text.bytes[at - 1] == Ascii.less || text.bytes[at - 1] == Ascii.colon, end < text.count,
      text.bytes[end] == Ascii.greater
        || text.bytes[end] == Ascii.space && text.bytes[..<at].suffix(20).contains(Ascii.less)
    else { return nil }
    let close = text.end(end) { $0 != Ascii.greater && $0 != Ascii.less && $0 >= Ascii.space }
    return close + 1 < text.count && close - end <= 200 && text.bytes[close] == Ascii.greater ? close + 1 : nil
  }

  /// The value in an address's query, where it is a secret though its key may be that of others: `?key=` of an API and no
  /// column, `&code=` of a sign-in (RFC 6749) and no voucher.
  private static func query(_ text: PlainText, _ name: Range<Int>, _ start: Int, width: Int) -> Range<Int>? {
    guard name.lowerBound > 0, "?&".utf8.contains(text.bytes[name.lowerBound - 1]) else { return nil }
    let end = text.end(start, in: width, within: PlainValue.longest) {
      isSeparator($0) || SecretText.isQuote($0) || $0 < Ascii.space
    }
    let value = text.bytes[start..<end]
    guard PlainValue.isMixed(value) else { return nil }
    let isSecret =
      switch Ascii.lower(text.bytes[name.lowerBound]) {
      case UInt8(ascii: "c"):
        text.matches("&state=", end) || text.matches("&scope=", end)
          || (max(0, name.lowerBound - longestQuery)..<name.lowerBound).contains { text.matches("state=", $0) }
      case UInt8(ascii: "k"):
        value.count >= 20 && value.allSatisfy { Ascii.isAlphanumeric($0) || $0 == Ascii.underscore }
      default: value.count >= 8
      }
    return isSecret ? start..<end : nil
  }

  private static let longestQuery = 300

  /// Behind the blanks that follow an option, where no other option comes.
  private static func argumentStart(_ text: PlainText, _ end: Int) -> Int? {
    let at = text.end(end) { $0 == Ascii.space }
    return at > end && at < text.count && text.bytes[at] != Ascii.minus ? textStart(text, at) : nil
  }

  /// Behind a quote, also where a letter says of what kind the text is: `N'x'`, `b'x'`, `u'x'`.
  static func textStart(_ text: PlainText, _ at: Int) -> Int {
    let isMarked =
      at + 2 < text.count && kindsOfTexts.contains(Ascii.lower(text.bytes[at]))
      && SecretText.isQuote(text.bytes[at + 1])
      && text.bytes[at + 2] > Ascii.space && !isSeparator(text.bytes[at + 2]) && !SecretText.isQuote(text.bytes[at + 2])
    if isMarked { return at + 2 }
    let start = SecretText.skippingQuote(text, at)
    // `"""x"""`
    let isTriple =
      start > at && start + 1 < text.count && text.bytes[start] == text.bytes[start - 1]
      && text.bytes[start + 1] == text.bytes[start]
    return isTriple ? start + 2 : start
  }

  private static let kindsOfTexts = Array("benrux".utf8)

  /// Lower-case words with a blank behind the first: text, not a value.
  private static func isSentence(_ text: PlainText, _ at: Int, mayBeginBig: Bool) -> Bool {
    let first = mayBeginBig && at < text.count && Ascii.isUpper(text.bytes[at]) ? at + 1 : at
    let end = text.end(first) { $0 | 0x20 == $0 && Ascii.isLetter($0) }
    return end > at && end + 1 < text.count && text.bytes[end] == Ascii.space && Ascii.isLetter(text.bytes[end + 1])
  }

  /// The end of a value: its quote ends what is in quotes, a blank or separator the rest; a header goes on to the line's
  /// end. What is escaped more often than the separator of key and value belongs to the value, so that `a%26b` is one.
  static func valueEnd(_ text: PlainText, _ start: Int, isHeader: Bool, width: Int) -> Int {
    let bytes = text.bytes
    let opening = start > 0 && SecretText.isQuote(bytes[start - 1]) ? start - 1 : nil
    var at = start
    while at < bytes.count {
      let b = bytes[at]
      if let opening {
        if b == bytes[opening], text.width(at) <= text.width(opening) {
          guard SecretText.isDoubled(text, at) else { break }
          at += 1
        }
        if b == Ascii.backslash, at + 1 < bytes.count, text.width(at) == 2 || bytes[at + 1] != bytes[opening] {
          at += 1
        }
      } else if isHeader, at > start, bytes[at - 1] == Ascii.equal, let close = text.closingQuote(at) {
        // `Token token="x", nonce="y"`
        at = close
      } else if b < Ascii.space || SecretText.isQuote(b) {
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

  static func isMasked(_ text: PlainText, _ start: Int) -> Bool {
    text.bytes[start...].starts(with: Redaction.mask)
  }
}

extension PlainText {
  /// Where the quote at `at` is closed in its line; nil where there is none.
  fileprivate func closingQuote(_ at: Int) -> Int? {
    guard SecretText.isQuote(bytes[at]) else { return nil }
    let close = end(at + 1) { $0 != bytes[at] && $0 >= Ascii.space }
    return close < count && bytes[close] == bytes[at] ? close : nil
  }
}

extension [UInt8] {
  fileprivate func hasEnd(_ end: [UInt8]) -> Bool { count >= end.count && suffix(end.count).elementsEqual(end) }
}

extension ArraySlice<UInt8> {
  /// The last elements, as long as this holds for each.
  func suffix(while isPart: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    self[(lastIndex { !isPart($0) }.map { $0 + 1 } ?? startIndex)...]
  }
}
