import Records

/// Addresses of clients as servers write them.
enum ClientAddress {
  /// `192.0.2.1:80`, `[2001:db8::1]:80` and `2001:db8::1:80` (HAProxy) without the port; an address without one as it is.
  /// - Parameter always: a port always follows, so that the last colon of an IPv6 address belongs to it.
  static func withoutPort(_ line: RawSpan, _ start: Int, _ end: Int, always: Bool = false) -> ByteRange {
    if start < end, line.byte(start) == Ascii.openBracket,
      let close = line.firstIndex(of: Ascii.closeBracket, from: start, to: end)
    {
      return ByteRange(start &+ 1, close)
    }
    guard let last = line.lastIndex(of: Ascii.colon, from: start, to: end) else { return ByteRange(start, end) }
    let first = line.firstIndex(of: Ascii.colon, from: start, to: end) ?? last
    return first == last || always ? ByteRange(start, last) : ByteRange(start, end)
  }
}
