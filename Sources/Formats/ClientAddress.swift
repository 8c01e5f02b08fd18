internal import Records

/// Addresses of clients as servers write them.
package enum ClientAddress {
  /// `192.0.2.1:80`, `[2001:db8::1]:80` and `2001:db8::1:80` (HAProxy) without the port; an address without one as it is.
  /// - Parameter always: a port always follows, so that the last colon of an IPv6 address belongs to it.
  static func withoutPort(_ line: RawSpan, _ start: Int, _ end: Int, always: Bool = false) -> ByteRange {
    if start < end, line.byte(start) == Ascii.openBracket,
      let close = line.firstIndex(of: Ascii.closeBracket, from: start, to: end)
    {
      return ByteRange(start &+ 1, close)
    }
    guard let first = line.firstIndex(of: Ascii.colon, from: start, to: end) else { return ByteRange(start, end) }
    let last = line.lastIndex(of: Ascii.colon, from: first, to: end) ?? first
    return first == last || always ? ByteRange(start, last) : ByteRange(start, end)
  }

  /// The IPv4 address that an IPv6 socket shows as `::ffff:203.0.113.7`, also with all its zeros; any other as it is.
  @inline(__always)
  static func unmapped(_ line: RawSpan, _ address: ByteRange) -> ByteRange {
    guard address.end &- address.start > 7 else { return address }
    let first = line.byte(Int(address.start))
    // An IPv4 address does not begin so.
    return first == Ascii.colon || first == UInt8(ascii: "0") ? behindMapping(line, address) : address
  }

  @inline(never)
  private static func behindMapping(_ line: RawSpan, _ address: ByteRange) -> ByteRange {
    let (start, end) = (Int(address.start), Int(address.end))
    guard let bits = IPAddressBits.read(line, start, end), bits.high == 0, bits.low >> 32 == 0xFFFF,
      let colon = line.lastIndex(of: Ascii.colon, from: start, to: end),
      line.firstIndex(of: Ascii.dot, from: colon, to: end) != nil
    else { return address }
    return ByteRange(colon &+ 1, end)
  }

  /// What a client is counted by: an IPv4 address has the same hash however an IPv6 socket shows it, also as
  /// `::ffff:cb00:7107`, whose text holds no IPv4 address that `unmapped` could name.
  @inline(__always)
  static func hash(_ line: RawSpan, _ address: ByteRange) -> UInt64 {
    let first = line.byteOrZero(Int(address.start))
    if first == Ascii.colon || first == UInt8(ascii: "0"), let text = dotted(line, address) {
      return unsafe ByteHash.of(text.span.bytes, 0, text.count)
    }
    return ByteHash.of(line, Int(address.start), Int(address.end))
  }

  /// The IPv4 address that an IPv6 address in hexadecimal digits alone carries (`::ffff:cb00:7107`); nil for any other.
  @inline(never)
  static func dotted(_ line: RawSpan, _ address: ByteRange) -> [UInt8]? {
    let (start, end) = (Int(address.start), Int(address.end))
    guard line.firstIndex(of: Ascii.colon, from: start, to: end) != nil,
      let bits = IPAddressBits.read(line, start, end), bits.high == 0, bits.low >> 32 == 0xFFFF
    else { return nil }
    let parts = [24, 16, 8, 0].map { String(bits.low >> $0 & 0xFF) }
    return Array(parts.joined(separator: ".").utf8)
  }

  /// An address as people are shown it: `dotted` where that is another text.
  package static func shown(_ address: String) -> String {
    let bytes = Array(address.utf8)
    let text = unsafe dotted(bytes.span.bytes, ByteRange(0, bytes.count))
    return text.map { String(decoding: $0, as: UTF8.self) } ?? address
  }

  /// Whether these bytes may be an IP address: digits of one, points and colons, behind them an interface (`%eth0`).
  static func isAddress(_ line: RawSpan, _ range: ByteRange) -> Bool {
    var separators = 0
    for at in range.range {
      let b = line.byte(at)
      if b == Ascii.percent { break }
      if b == Ascii.dot || b == Ascii.colon { separators &+= 1 } else if !Ascii.isHex(b) { return false }
    }
    return separators >= 2
  }

  /// Whether `start..<end` begins with an address and is a list of such.
  static func isList(_ line: RawSpan, _ start: Int, _ end: Int) -> Bool {
    let comma = line.firstIndex(of: Ascii.comma, from: start, to: end) ?? end
    return comma &- start <= 64 && isAddress(line, withoutPort(line, start, comma))
  }

  /// The address that a program names in a message that is no request: whom sshd speaks of, whose packet the kernel
  /// dropped.
  static func named(in line: RawSpan, _ message: Int, by tag: ByteRange) -> ByteRange {
    let start = Int(tag.start)
    let mark: Int?
    if line.matches("sshd", at: start) {
      mark = line.firstIndex(of: " from ", from: message).map { $0 &+ 6 }
    } else if line.matches("kernel", at: start) || line.matches("IN=", at: message) {
      mark = line.firstIndex(of: " SRC=", from: message).map { $0 &+ 5 }
    } else {
      return .none
    }
    guard let mark else { return .none }
    let found = ByteRange(mark, line.endOfToken(mark))
    return isAddress(line, found) ? found : .none
  }
}
