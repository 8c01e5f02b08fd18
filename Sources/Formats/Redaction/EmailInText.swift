/// E-mail addresses, as logs and people write them (RFC 5322's `dot-atom` on both sides).
enum EmailInText {
  /// Ends of names that have an `@` and are no addresses: systemd's instances.
  private static let unitTypes: Set<String> = [
    "service", "socket", "timer", "target", "mount", "automount", "slice", "scope", "device", "path", "swap",
  ]

  private static let longestName = 64
  private static let longestDomain = 255

  /// The address that begins at `at`.
  static func read(_ text: PlainText, _ at: Int) -> PersonalData? {
    let mark = text.endOfName(at, within: longestName + 1, with: Ascii.plus)
    guard mark > at, mark - at <= longestName, mark < text.count, text.bytes[mark] == Ascii.at, !isLogin(text, at, mark)
    else {
      return nil
    }
    var end = text.endOfName(mark + 1, within: longestDomain, with: nil)
    end = text.bytes[mark + 1..<end].firstIndex(of: Ascii.underscore) ?? end
    while end > mark + 1, !text.isLetter(end - 1) { end -= 1 }
    let labels = text.bytes[mark + 1..<end].split(separator: Ascii.dot, omittingEmptySubsequences: false)
    guard labels.count >= 2, let last = labels.last, last.count >= 2, last.indices.allSatisfy(text.isLetter),
      labels.allSatisfy({ !$0.isEmpty })
    else { return nil }
    let domain = String(decoding: last, as: UTF8.self).lowercased()
    guard !unitTypes.contains(domain), !isAlgorithm(text.bytes[at..<mark], text.bytes[mark + 1..<end]) else {
      return nil
    }
    return PersonalData(
      kind: .email, place: at..<end, value: String(decoding: text.bytes[at..<end], as: UTF8.self).lowercased())
  }

  /// Algorithms of SSH are named after who defined them: `aes256-gcm@openssh.com` (RFC 4251, 6).
  private static func isAlgorithm(_ name: ArraySlice<UInt8>, _ domain: ArraySlice<UInt8>) -> Bool {
    name.contains(Ascii.minus) && name.contains(where: Ascii.isDigit)
      && ["openssh.com", "libssh.org", "lysator.liu.se"].contains { $0.utf8.elementsEqual(domain) }
  }

  /// Whether it names an account of a host: `git@host.example:shop.git`, `ssh://deploy@host.example`.
  private static func isLogin(_ text: PlainText, _ at: Int, _ mark: Int) -> Bool {
    text.bytes[at..<mark].elementsEqual("git".utf8)
      || (at > 1 && text.bytes[at - 1] == Ascii.slash && text.bytes[at - 2] == Ascii.slash)
  }
}
