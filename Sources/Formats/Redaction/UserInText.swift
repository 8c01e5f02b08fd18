/// Names of users where a log says that they are: as the value of a key (`user=anna`), as the user of an access line, in
/// what sshd, PAM, sudo, cron and databases say, in the words of people (`user anna`), and as the owner of a folder
/// (`/home/anna`).
enum UserInText {
  private static let keys: Set<String> = [
    "user", "username", "login", "loginname", "logname", "remoteuser", "authuser", "ruser", "usr", "acct",
    "sudouser", "suser", "duser", "targetusername", "subjectusername",
  ]

  private static let longestName = 64

  /// The name that begins at `at`.
  /// - Parameter isFile: whether the text is the path of a file.
  static func read(_ text: PlainText, _ at: Int, isFile: Bool) -> PersonalData? {
    guard at > 0 else { return named(text, at, isCertain: true, only: isActing) }
    return named(text, at, isCertain: true, only: isNamed) ?? named(text, at, isCertain: false, only: isSpokenOf)
      ?? HomeFolder.owner(text, at, isFile: isFile)
  }

  /// - Parameter isCertain: whether any word there is a name, unless it is an account's; otherwise ordinary words are none.
  private static func named(
    _ text: PlainText, _ at: Int, isCertain: Bool, only isMeant: (PlainText, Int, Int) -> Bool
  ) -> PersonalData? {
    var end = text.endOfName(at, within: longestName + 1, with: Ascii.plus)
    guard end - at <= longestName else { return nil }
    while end > at + 1, text.bytes[end - 1] == Ascii.dot { end -= 1 }
    guard end > at, isMeant(text, at, end) else { return nil }
    if !isActing(text, at, end), let quote = endOfQuoted(text, at) { end = quote }
    guard !isFollowedByMark(text, end) else { return nil }
    let name = String(decoding: text.bytes[at..<end], as: UTF8.self).lowercased()
    guard !UserWords.accounts.contains(name), isCertain ? !UserWords.isFunctional(name) : !UserWords.isOrdinary(name)
    else { return nil }
    guard Ascii.isDigit(text.bytes[at]) ? isNumber(text, at, end) : name.contains(where: \.isLetter) else { return nil }
    return PersonalData(kind: .user, place: at..<end, value: name)
  }

  /// Where the quote is that ends a name which begins behind one: `"anna smith"`.
  private static func endOfQuoted(_ text: PlainText, _ at: Int) -> Int? {
    guard at > 0, SecretText.isQuote(text.bytes[at - 1]) else { return nil }
    let quote = text.end(at, within: longestName + 1) { $0 != text.bytes[at - 1] && $0 >= Ascii.space }
    guard quote < text.count, text.bytes[quote] == text.bytes[at - 1] else { return nil }
    return quote - text.bytes[at..<quote].suffix { $0 == Ascii.backslash }.count
  }

  /// `a@b` is an e-mail address or none, `a=` the next key, `a::b` a name in a program.
  private static func isFollowedByMark(_ text: PlainText, _ end: Int) -> Bool {
    guard end < text.count else { return false }
    return text.bytes[end] == Ascii.at || text.bytes[end] == Ascii.equal || text.matches("::", end)
  }

  /// `4711` is a customer; `user=0.01`, `User=1,18s` and `user 0m0.5s` are times, and 0 is root.
  private static func isNumber(_ text: PlainText, _ at: Int, _ end: Int) -> Bool {
    guard end - at > 1, !text.bytes[at..<end].contains(Ascii.dot) else { return false }
    return end + 1 >= text.count || text.bytes[end] != Ascii.comma || !Ascii.isDigit(text.bytes[end + 1])
  }

  // MARK: Where names certainly stand

  private static func isNamed(_ text: PlainText, _ at: Int, _ end: Int) -> Bool {
    if isActing(text, at, end) { return true }
    var behind = at
    let isQuoted = SecretText.isQuote(text.bytes[behind - 1])
    if isQuoted { behind -= 1 }
    while isQuoted, behind > 0, text.bytes[behind - 1] == Ascii.backslash { behind -= 1 }
    var separators = behind
    while separators > 0, text.bytes[separators - 1] == Ascii.space { separators -= 1 }
    guard separators > 0 else { return false }
    switch text.bytes[separators - 1] {
    // The kernel has numbers there; names are in quotes.
    case Ascii.equal: return isKey(text, separators - 1) || isQuoted && isWord("auid", text, separators - 1)
    case Ascii.colon: return isQuoted && isKey(text, separators - 1)
    case Ascii.minus: return separators < behind && isRemoteUser(text, separators - 1, end)
    case Ascii.open: return text.matches(") cmd (", end) || text.matches(") mail (", end)
    default:
      guard separators < behind else { return false }
      if isQuoted { return isWord("user", text, separators) || isWord("role", text, separators) }
      return isOfService(text, separators, at, end)
    }
  }

  /// `anna(uid=1000)`, `anna : TTY=pts/0 ; ...`: whoever acts.
  private static func isActing(_ text: PlainText, _ at: Int, _ end: Int) -> Bool {
    text.matches("(uid=", end) || text.matches(" : tty=", end) || text.matches(" : pwd=", end)
      || text.matches(" : user not in sudoers", end)
  }

  /// Whether the word before a `=` or `:` is a key of names.
  private static func isKey(_ text: PlainText, _ separator: Int) -> Bool {
    var behind = separator
    while behind > 0,
      text.bytes[behind - 1] == Ascii.space || SecretText.isQuote(text.bytes[behind - 1])
        || text.bytes[behind - 1] == Ascii.backslash
    {
      behind -= 1
    }
    var start = behind
    while start > 0, SecretText.isNameByte(text.bytes[start - 1]) { start -= 1 }
    let letters = text.bytes[start..<behind].filter(Ascii.isAlphanumeric).map(Ascii.lower)
    return keys.contains(String(decoding: letters, as: UTF8.self))
  }

  /// `203.0.113.7 - anna [05/Jun/2024:...`
  private static func isRemoteUser(_ text: PlainText, _ dash: Int, _ end: Int) -> Bool {
    dash > 2 && text.bytes[dash - 1] == Ascii.space && SecretText.isNameByte(text.bytes[dash - 2])
      && text.matches(" [", end) && end + 4 < text.count && Ascii.isDigit(text.bytes[end + 2])
      && text.bytes[(end + 3)...(end + 4)].contains(Ascii.slash)
  }

  /// `Accepted publickey for anna from 203.0.113.7`, `Failed password for invalid user anna from ...`,
  /// `session opened for user anna by ...`, `Successful su for root by anna`.
  private static func isOfService(_ text: PlainText, _ behind: Int, _ at: Int, _ end: Int) -> Bool {
    if isWord("invalid user", text, behind) || isWord("illegal user", text, behind) { return true }
    if text.matches("session opened for user", behind - 23) || text.matches("session closed for user", behind - 23) {
      return true
    }
    if text.matches(" by", behind - 3), isWord("su for root", text, behind - 3) {
      return true
    }
    if text.matches("(to root)", behind - 9), text.matches(" on ", end) { return true }
    guard text.matches(" for", behind - 4), text.matches(" from ", end) || text.matches(" by ", end) else {
      return false
    }
    var start = behind - 4
    while start > 0, text.bytes[start - 1] > Ascii.space { start -= 1 }
    func word(_ place: Range<Int>) -> String { String(decoding: text.bytes[place], as: UTF8.self).lowercased() }
    return UserWords.signingIn.contains(word(start..<behind - 4)) && !UserWords.isOrdinary(word(at..<end))
  }

  // MARK: Where names may stand

  /// `user anna`, `user: anna`
  private static func isSpokenOf(_ text: PlainText, _ at: Int, _ end: Int) -> Bool {
    var behind = at
    while behind > 0, text.bytes[behind - 1] == Ascii.space { behind -= 1 }
    guard behind < at, behind > 0 else { return false }
    if text.bytes[behind - 1] == Ascii.colon {
      return isWord("user", text, behind - 1) || isWord("username", text, behind - 1)
    }
    return isWord("user", text, behind)
  }

  /// Whether the word, in lower case, ends there.
  private static func isWord(_ word: StaticString, _ text: PlainText, _ end: Int) -> Bool {
    let start = end - word.utf8CodeUnitCount
    return text.matches(word, start) && (start == 0 || !SecretText.isNameByte(text.bytes[start - 1]))
  }
}

/// Whose folder a path leads to: `/home/anna/shop`.
enum HomeFolder {
  private static let roots: [StaticString] = ["/var/home/", "/export/home/", "/usr/home/", "/home/", "/users/"]
  /// What stands before the path of a page, which has folders of that name as well.
  private static let pages: Set<String> = [
    "get", "head", "post", "put", "patch", "delete", "options", "connect", "trace", "purge", "path", "uri", "url",
    "route", "request", "target", "endpoint", "referer", "referrer", "page", "location", "href", "requesturi",
    "httppath", "urlpath",
  ]

  private static let longestName = 32

  /// The name that begins at `at`, behind the root of such folders.
  static func owner(_ text: PlainText, _ at: Int, isFile: Bool) -> PersonalData? {
    guard let root = roots.first(where: { text.matches($0, at - $0.utf8CodeUnitCount) }) else { return nil }
    let start = at - root.utf8CodeUnitCount
    // `/users/sign_in` is a page, `/Users/anna` a folder of macOS.
    guard !text.bytes[start...].starts(with: "/users/".utf8) else { return nil }
    guard start == 0 ? isFile || isWordOfText(text) : isBeginning(text, start) else { return nil }
    let end = text.endOfName(at, within: longestName + 1, with: nil)
    let name = String(decoding: text.bytes[at..<end], as: UTF8.self).lowercased()
    guard end > at, end - at <= longestName, !UserWords.accounts.contains(name), !UserWords.isOrdinary(name),
      end == text.count
        || [Ascii.slash, Ascii.space, Ascii.quote, Ascii.apostrophe, Ascii.semicolon, Ascii.colon]
          .contains(text.bytes[end]),
      !isLineOfFile(text, end)
    else { return nil }
    return PersonalData(kind: .user, place: at..<end, value: name)
  }

  /// `/home/index.js:3:14`
  private static func isLineOfFile(_ text: PlainText, _ end: Int) -> Bool {
    end + 1 < text.count && text.bytes[end] == Ascii.colon && Ascii.isDigit(text.bytes[end + 1])
  }

  /// Whether the path that a text begins with has words behind it: alone, it may be the route of a page.
  private static func isWordOfText(_ text: PlainText) -> Bool {
    let end = text.end(0) { $0 > Ascii.space }
    return end < text.count && text.width(end) == 1
  }

  /// Whether a path begins there that is of files.
  private static func isBeginning(_ text: PlainText, _ start: Int) -> Bool {
    let behind = text.endOfName(
      before: start,
      [
        Ascii.space, Ascii.tab, Ascii.quote, Ascii.apostrophe, Ascii.equal, Ascii.colon, Ascii.backslash, Ascii.open,
      ])
    guard behind < start else { return false }
    let word = text.bytes[..<behind].suffix { SecretText.isNameByte($0) }.filter(Ascii.isLetter)
    return !pages.contains(String(decoding: word.map(Ascii.lower), as: UTF8.self))
  }
}
