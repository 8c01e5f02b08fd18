/// Names of users where a log says that they are: as the value of a key (`user=anna`), as the user of an access line,
/// in what sshd and PostgreSQL say (`for invalid user anna from`, `for user "anna"`).
enum UserInText {
  private static let keys: Set<String> = [
    "user", "username", "login", "loginname", "remoteuser", "authuser", "ruser", "usr",
  ]
  /// Who is none of one's users.
  private static let accounts: Set<String> = [
    "root", "daemon", "nobody", "postgres", "mysql", "mariadb", "redis", "nginx", "apache", "www-data", "httpd", "git",
    "systemd-network", "null", "nil", "none", "undefined", "anonymous", "true", "false", "unknown", "agent",
  ]

  /// The name that begins at `at`.
  static func read(_ text: PlainText, _ at: Int) -> PersonalData? {
    guard isNamed(text, at) else { return nil }
    let end = text.end(at) { SecretText.isNameByte($0) || $0 >= 0x80 || $0 == Ascii.plus }
    let name = String(decoding: text.bytes[at..<end], as: UTF8.self)
    guard end - at <= 64, name.contains(where: \.isLetter) || name.contains(where: \.isNumber),
      !accounts.contains(name.lowercased()), end == text.count || text.bytes[end] != Ascii.at
    else { return nil }
    return PersonalData(kind: .user, place: at..<end, value: name.lowercased())
  }

  /// Whether what stands before says that a name follows.
  private static func isNamed(_ text: PlainText, _ at: Int) -> Bool {
    guard at > 1 else { return false }
    var behind = at
    let isQuoted = text.bytes[behind - 1] == Ascii.quote || text.bytes[behind - 1] == Ascii.apostrophe
    if isQuoted { behind -= 1 }
    var separators = behind
    while separators > 0, text.bytes[separators - 1] == Ascii.space { separators -= 1 }
    guard separators > 0 else { return false }
    switch text.bytes[separators - 1] {
    case Ascii.equal: return isKey(text, separators - 1)
    case Ascii.colon: return isQuoted && isKey(text, separators - 1)
    case Ascii.minus: return separators < behind && isRemoteUser(text, separators - 1, at)
    default: return separators < behind && isSpokenOf(text, separators, at, isQuoted)
    }
  }

  /// Whether the word before a `=` or `:` is a key of names.
  private static func isKey(_ text: PlainText, _ separator: Int) -> Bool {
    var behind = separator
    while behind > 0, text.bytes[behind - 1] == Ascii.space || text.bytes[behind - 1] == Ascii.quote { behind -= 1 }
    var start = behind
    while start > 0, SecretText.isNameByte(text.bytes[start - 1]) { start -= 1 }
    let letters = text.bytes[start..<behind].filter(Ascii.isAlphanumeric).map(Ascii.lower)
    return keys.contains(String(decoding: letters, as: UTF8.self))
  }

  /// `203.0.113.7 - anna [05/Jun/2024:...`
  private static func isRemoteUser(_ text: PlainText, _ dash: Int, _ at: Int) -> Bool {
    let end = text.end(at) { $0 > Ascii.space }
    return dash > 2 && text.bytes[dash - 1] == Ascii.space
      && SecretText.isNameByte(text.bytes[dash - 2])
      && end + 1 < text.count && text.bytes[end + 1] == Ascii.openBracket
  }

  /// `for anna from 203.0.113.7`, `for invalid user anna from ...`, `for user "anna"`.
  private static func isSpokenOf(_ text: PlainText, _ behind: Int, _ at: Int, _ isQuoted: Bool) -> Bool {
    let isUser = text.matches("user", behind - 4)
    if isQuoted { return isUser }
    guard isUser || text.matches(" for", behind - 4) else { return false }
    let end = text.end(at) { $0 > Ascii.space }
    return text.matches(" from ", end)
  }
}
