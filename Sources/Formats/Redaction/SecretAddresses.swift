/// Secrets in addresses, told from a colon in them.
enum SecretAddresses {
  /// No name or password in an address is longer.
  private static let longest = 256

  /// Addresses that let in whoever knows them, up to where the secret begins.
  private static let known: [StaticString] = [
    "://hooks.slack.com/services/", "://discord.com/api/webhooks/", "://discordapp.com/api/webhooks/",
    "://api.telegram.org/bot",
  ]

  /// The secret of the address whose colon is at `at`.
  static func secret(_ text: PlainText, _ at: Int) -> Range<Int>? {
    guard text.matches("://", at) else { return sourceName(text, at) ?? thin(text, at) }
    return userInfo(text, at + 3) ?? path(text, at)
  }

  /// The password of `scheme://user:password@host`, or the token of `scheme://token@host`.
  private static func userInfo(_ text: PlainText, _ start: Int) -> Range<Int>? {
    let end = text.end(start) { $0 > Ascii.space && $0 != Ascii.slash && $0 != Ascii.quote && $0 != UInt8(ascii: "?") }
    let authority = text.bytes[start..<end]
    guard authority.count <= 1024, let host = authority.lastIndex(of: Ascii.at), host > start else { return nil }
    if let colon = authority.firstIndex(of: Ascii.colon), colon < host {
      return isNew(text, colon + 1..<host) ? colon + 1..<host : nil
    }
    // A name is shorter, and has no digits among its letters.
    let name = text.bytes[start..<host]
    return name.count >= 12 && !name.contains(Ascii.at) && PlainValue.isMixed(name) && isNew(text, start..<host)
      ? start..<host : nil
  }

  private static func path(_ text: PlainText, _ at: Int) -> Range<Int>? {
    guard let known = known.first(where: { text.matches($0, at) }) else { return nil }
    let start = at + known.utf8CodeUnitCount
    let end = text.end(start) { SecretText.isNameByte($0) || $0 == Ascii.slash || $0 == Ascii.colon }
    // What a bot does stands behind its token.
    let stop = text.matches("://api.", at) ? text.end(start) { $0 != Ascii.slash && $0 > Ascii.space } : end
    return start < stop && isNew(text, start..<stop) ? start..<min(stop, end) : nil
  }

  /// The password of a data source name, `user:password@tcp(host:3306)/name`.
  private static func sourceName(_ text: PlainText, _ at: Int) -> Range<Int>? {
    guard at > 0, SecretText.isNameByte(text.bytes[at - 1]) else { return nil }
    let end = text.end(at + 1, within: longest) {
      $0 > Ascii.space && $0 != Ascii.quote && $0 != Ascii.at && $0 != Ascii.slash
    }
    guard end > at + 1, text.matches("@tcp(", end) || text.matches("@unix(", end) else { return nil }
    return at + 1..<end
  }

  /// The password of `jdbc:oracle:thin:user/password@host`.
  private static func thin(_ text: PlainText, _ at: Int) -> Range<Int>? {
    guard text.matches(":thin:", at) || text.matches(":oci:", at) else { return nil }
    let slash = text.end(at + 5, within: longest) { $0 > Ascii.space && $0 != Ascii.slash && $0 != Ascii.at }
    guard slash < text.count, text.bytes[slash] == Ascii.slash else { return nil }
    let end = text.end(slash + 1) { $0 > Ascii.space && $0 != Ascii.at }
    // Longer than any is masked as well: nothing in it is looked at again.
    let isPassword = end < text.count && text.bytes[end] == Ascii.at || end - slash > longest
    return isPassword && isNew(text, slash + 1..<end) ? slash + 1..<end : nil
  }

  private static func isNew(_ text: PlainText, _ place: Range<Int>) -> Bool {
    !place.isEmpty && !text.bytes[place].starts(with: Redaction.mask)
  }
}
