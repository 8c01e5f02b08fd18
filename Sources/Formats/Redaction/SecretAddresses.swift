/// Secrets in addresses, told from a colon in them.
enum SecretAddresses {
  /// No name or password in an address is longer.
  private static let longest = 256
  /// Nor are both together.
  private static let longestPair = 1024

  /// Addresses that let in whoever knows them, up to where the secret begins.
  private static let known: [StaticString] = [
    "://hooks.slack.com/services/", "://hooks.slack.com/workflows/", "://hooks.slack.com/triggers/",
    "://discord.com/api/webhooks/", "://discordapp.com/api/webhooks/",
    "://api.telegram.org/bot",
  ]

  /// The secret of the address whose colon is at `at`.
  static func secret(_ text: PlainText, _ at: Int) -> Range<Int>? {
    guard text.matches("://", at) else { return sourceName(text, at) ?? thin(text, at) }
    return userInfo(text, at + 3, width: max(text.width(at), text.width(at + 1), text.width(at + 2))) ?? path(text, at)
  }

  /// The password of `scheme://user:password@host`, or the token of `scheme://token@host`.
  /// - Parameter width: of the address's own marks: what is percent-encoded beside them is a part of a password.
  private static func userInfo(_ text: PlainText, _ start: Int, width: Int) -> Range<Int>? {
    let end = text.end(start, in: width, within: longestPair + 1, before: isEnd)
    let authority = text.bytes[start..<end]
    guard authority.count <= longestPair else { return nil }
    guard let host = authority.lastIndex(of: Ascii.at), host > start else {
      return unescaped(text, start, end, width: width)
    }
    if let colon = authority.firstIndex(of: Ascii.colon), colon < host {
      // `x=%22https://shop.example%22,%22mail%22:%22a@b%22` has no name before its colon.
      let isName = !text.bytes[start..<colon].contains(where: isGap)
      return isName && isNew(text, colon + 1..<host) ? colon + 1..<host : nil
    }
    // A name is shorter, and has no digits among its letters.
    let name = text.bytes[start..<host]
    return name.count >= 12 && !name.contains(Ascii.at) && !name.contains(where: isEnd) && PlainValue.isMixed(name)
      && isNew(text, start..<host) ? start..<host : nil
  }

  /// The password of `scheme://user:pass/word@host`, whose writer did not encode what ends a host elsewhere: what stands
  /// behind a colon and is no port.
  /// - Parameter end: where the host would end.
  private static func unescaped(_ text: PlainText, _ start: Int, _ end: Int, width: Int) -> Range<Int>? {
    guard end < text.count, !isGap(text.bytes[end]), let colon = text.bytes[start..<end].firstIndex(of: Ascii.colon),
      colon > start, text.bytes[start] != Ascii.openBracket, colon + 1 < end,
      !text.bytes[colon + 1..<end].allSatisfy(Ascii.isDigit)
    else { return nil }
    let stop = text.end(end, in: width, within: longest, before: isGap)
    guard let host = text.bytes[end..<stop].firstIndex(of: Ascii.at), isNew(text, colon + 1..<host) else { return nil }
    return colon + 1..<host
  }

  /// Whether it ends an address's host and what is before it.
  private static func isEnd(_ b: UInt8) -> Bool { isGap(b) || b == Ascii.slash || b == UInt8(ascii: "?") }

  private static func isGap(_ b: UInt8) -> Bool { b <= Ascii.space || b == Ascii.quote }

  private static func path(_ text: PlainText, _ at: Int) -> Range<Int>? {
    guard let known = known.first(where: { text.matches($0, at) }) else { return nil }
    let start = at + known.utf8CodeUnitCount
    let end = text.end(start) { SecretText.isNameByte($0) || $0 == Ascii.slash || $0 == Ascii.colon }
    // What a bot does stands behind its token.
    let stop = text.matches("://api.", at) ? text.end(start) { $0 != Ascii.slash && $0 > Ascii.space } : end
    return start < stop && isNew(text, start..<stop) ? start..<min(stop, end) : nil
  }

  /// The password of a data source name, `user:password@tcp(host:3306)/name`, in which all but its end may stand.
  private static func sourceName(_ text: PlainText, _ at: Int) -> Range<Int>? {
    guard at > 0, SecretText.isNameByte(text.bytes[at - 1]) else { return nil }
    let end = text.end(at + 1, in: text.width(at), within: longest, before: isGap)
    let host = text.bytes[at + 1..<end].indices.first {
      text.bytes[$0] == Ascii.at
        && (text.matches("@tcp(", $0) || text.matches("@tcp6(", $0) || text.matches("@unix(", $0))
    }
    return host.flatMap { $0 > at + 1 ? at + 1..<$0 : nil }
  }

  /// The password of `jdbc:oracle:thin:user/password@host`.
  private static func thin(_ text: PlainText, _ at: Int) -> Range<Int>? {
    guard text.matches(":thin:", at) || text.matches(":oci:", at) else { return nil }
    let slash = text.end(at + 5, within: longest) { $0 > Ascii.space && $0 != Ascii.slash && $0 != Ascii.at }
    guard slash < text.count, text.bytes[slash] == Ascii.slash else { return nil }
    let end = text.end(slash + 1, in: text.width(at)) { $0 <= Ascii.space || $0 == Ascii.at }
    // Longer than any is masked as well: nothing in it is looked at again.
    let isPassword = end < text.count && text.bytes[end] == Ascii.at || end - slash > longest
    return isPassword && isNew(text, slash + 1..<end) ? slash + 1..<end : nil
  }

  private static func isNew(_ text: PlainText, _ place: Range<Int>) -> Bool {
    !place.isEmpty && !text.bytes[place].starts(with: Redaction.mask)
  }
}
