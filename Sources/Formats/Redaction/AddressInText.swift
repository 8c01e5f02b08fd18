import Records

/// IP addresses of clients in a text.
///
/// A public address is taken for a client's. One of a private network names a machine of one's own (an upstream, a
/// database) and is none, unless it stands where a client does: at the beginning of an access line, or behind a word such
/// as `client`. Four numbers behind a product's name are a version.
enum AddressInText {
  /// No address is longer, with its port.
  private static let longest = 64

  /// The address that begins at `at`.
  static func read(_ text: PlainText, _ at: Int) -> PersonalData? {
    guard Ascii.isHex(text.bytes[at]) || text.bytes[at] == Ascii.colon else { return nil }
    var end = text.end(at, within: longest) { Ascii.isHex($0) || $0 == Ascii.dot || $0 == Ascii.colon }
    let run = text.bytes[at..<end]
    let colons = run.count { $0 == Ascii.colon }
    if colons < 2 {
      // The port is none of it.
      end = run.firstIndex(of: Ascii.colon) ?? end
    } else if end - at > 2, text.bytes[end - 1] == Ascii.colon, text.bytes[end - 2] != Ascii.colon {
      end -= 1
    }
    if end > at, text.bytes[end - 1] == Ascii.dot { end -= 1 }
    guard end - at >= 3, end == text.count || !isWord(text, end), let bits = bits(text.bytes[at..<end]) else {
      return nil
    }
    guard isPublic(bits) || (!isOwn(bits) && isAtClientsPlace(text, at, end)) else { return nil }
    guard colons >= 2 || !isVersion(text, at) else { return nil }
    return PersonalData(
      kind: .client, place: at..<end, value: String(bits.high, radix: 16) + ":" + String(bits.low, radix: 16))
  }

  private static func bits(_ bytes: ArraySlice<UInt8>) -> IPAddressBits? {
    let bytes = Array(bytes)
    guard bytes.contains(where: Ascii.isDigit) else { return nil }
    return unsafe IPAddressBits.read(bytes.span.bytes, 0, bytes.count)
  }

  private static func isWord(_ text: PlainText, _ at: Int) -> Bool {
    Ascii.isAlphanumeric(text.bytes[at]) || text.bytes[at] == Ascii.underscore || text.bytes[at] == Ascii.minus
  }

  /// Whether it is the host itself, or no address at all: `127.0.0.1`, `::1`, `0.0.0.0`, `::`.
  private static func isOwn(_ bits: IPAddressBits) -> Bool {
    guard bits.high == 0 else { return false }
    return bits.low <= 1 || bits.low >> 24 == 0xFFFF_7F || bits.low == 0xFFFF_0000_0000
  }

  /// Whether the address is of no private, local or reserved network (RFC 6890).
  private static func isPublic(_ bits: IPAddressBits) -> Bool {
    guard bits.high == 0, bits.low >> 32 == 0xFFFF else { return bits.high >> 61 == 1 }
    let address = UInt32(truncatingIfNeeded: bits.low)
    switch address >> 24 {
    case 0, 10, 127, 224...255: return false
    case 100: return address >> 22 != 0x191
    case 169: return address >> 16 != 0xA9FE
    case 172: return address >> 20 != 0xAC1
    case 192: return address >> 16 != 0xC0A8
    default: return true
    }
  }

  /// `nginx/1.25.3.1`, `version 1.2.3.4`; but not `/203.0.113.7:80`, `//203.0.113.7`, `/lookup/203.0.113.7`.
  private static func isVersion(_ text: PlainText, _ at: Int) -> Bool {
    guard at > 0 else { return false }
    let before = text.bytes[at - 1]
    if before == UInt8(ascii: "~") || isBehindVersion(text, at) { return true }
    guard before == Ascii.slash || before == Ascii.space else { return false }
    var start = at - 1
    while start > 0, SecretText.isNameByte(text.bytes[start - 1]) { start -= 1 }
    guard start < at - 1 else { return false }
    // `host.example.net/203.0.113.7`: a host and its address.
    if before == Ascii.slash, text.bytes[start..<at - 1].contains(Ascii.dot) { return false }
    if before == Ascii.slash { return start == 0 || text.bytes[start - 1] != Ascii.slash }
    return text.matches("version ", start) || text.matches("release ", start)
  }

  /// `"version":"29.1.1.0"`, `build=6.1.1.0`
  private static func isBehindVersion(_ text: PlainText, _ at: Int) -> Bool {
    let behind = text.endOfName(
      before: at, [Ascii.space, Ascii.quote, Ascii.apostrophe, Ascii.equal, Ascii.colon, Ascii.backslash])
    guard behind < at else { return false }
    return text.matches("version", behind - 7) || text.matches("build", behind - 5)
      || text.matches("release", behind - 7)
  }

  private static let clientWords: Set<String> = [
    "client", "clientip", "clientaddr", "clientaddress", "remote", "remoteaddr", "remoteip", "remotehost", "peer",
    "rhost", "ip", "xff", "xforwardedfor", "forwardedfor", "realip", "src", "from",
  ]

  /// Whether a client's address would stand here: first in the line, before ` - ` as in access lines, behind its name.
  private static func isAtClientsPlace(_ text: PlainText, _ at: Int, _ end: Int) -> Bool {
    if at == 0 || text.matches(" - ", end) { return true }
    let behind = text.endOfName(
      before: at, [Ascii.space, Ascii.quote, Ascii.apostrophe, Ascii.openBracket, Ascii.equal, Ascii.colon])
    guard behind < at else { return false }
    var start = behind
    while start > 0, SecretText.isNameByte(text.bytes[start - 1]) { start -= 1 }
    let letters = text.bytes[start..<behind].filter(Ascii.isAlphanumeric).map(Ascii.lower)
    return clientWords.contains(String(decoding: letters, as: UTF8.self))
  }
}
