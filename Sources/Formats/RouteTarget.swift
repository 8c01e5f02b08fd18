import Records

/// The routes of request targets that do not begin with a slash.
///
/// Load balancers and proxies write whole addresses, `https://shop.example:443/cart/7`: their route is that of the path.
/// In JSON slashes may be escaped (`\/cart\/7`). What a CONNECT names, `shop.example:443`, is a route as it stands.
enum RouteTarget {
  @inline(never)
  static func hash(_ span: RawSpan, _ range: ByteRange) -> UInt64 {
    guard let plain = unescaped(span, range) else { return plainHash(span, range) }
    return unsafe plainHash(plain.span.bytes, ByteRange(0, plain.count))
  }

  static func text(_ span: RawSpan, _ range: ByteRange) -> String {
    guard let plain = unescaped(span, range) else { return plainText(span, range) }
    return unsafe plainText(plain.span.bytes, ByteRange(0, plain.count))
  }

  private static func plainHash(_ span: RawSpan, _ range: ByteRange) -> UInt64 {
    isAuthority(span, range)
      ? ByteHash.of(span, Int(range.start), Int(range.end))
      : Route.hash(ofPath: path(span, range) ?? range, in: span)
  }

  private static func plainText(_ span: RawSpan, _ range: ByteRange) -> String {
    isAuthority(span, range) ? span.text(range) : Route.text(ofPath: path(span, range) ?? range, in: span)
  }

  /// The path of an address with a scheme; where it has none, one of its slashes.
  private static func path(_ span: RawSpan, _ range: ByteRange) -> ByteRange? {
    let end = Int(range.end)
    var at = Int(range.start)
    while at < end, isOfScheme(span.byte(at)) { at &+= 1 }
    guard at > Int(range.start), at &+ 3 <= end, span.matches("://", at: at) else { return nil }
    let slash = at &+ 2
    at = slash &+ 1
    while at < end, span.byte(at) != Ascii.slash {
      if Route.isEnd(span.byte(at)) { return ByteRange(slash, slash &+ 1) }
      at &+= 1
    }
    return at < end ? ByteRange(at, end) : ByteRange(slash, slash &+ 1)
  }

  private static func isOfScheme(_ b: UInt8) -> Bool {
    Ascii.isAlphanumeric(b) || b == Ascii.plus || b == Ascii.minus || b == Ascii.dot
  }

  /// Whether it is `host:port`, the host a name: an address is an identifier.
  private static func isAuthority(_ span: RawSpan, _ range: ByteRange) -> Bool {
    let end = Int(range.end)
    guard range.count <= longestAuthority,
      let colon = span.lastIndex(of: Ascii.colon, from: Int(range.start), to: end), colon &+ 1 < end
    else { return false }
    var hasLetter = false
    for at in Int(range.start)..<colon {
      let b = span.byte(at)
      guard Ascii.isAlphanumeric(b) || b == Ascii.dot || b == Ascii.minus || b == Ascii.underscore else { return false }
      if Ascii.isLetter(b) { hasLetter = true }
    }
    return hasLetter && (colon &+ 1..<end).allSatisfy { Ascii.isDigit(span.byte($0)) }
  }

  /// As much as is kept of a route.
  private static var longestAuthority: Int { 200 }

  /// The target without the backslashes before its slashes; nil where its first slash has none.
  private static func unescaped(_ span: RawSpan, _ range: ByteRange) -> [UInt8]? {
    let end = Int(range.end)
    guard let first = span.firstIndex(of: Ascii.slash, from: Int(range.start), to: end), first > Int(range.start),
      span.byte(first &- 1) == Ascii.backslash
    else { return nil }
    var plain: [UInt8] = []
    plain.reserveCapacity(range.count)
    for at in range.range where span.byte(at) != Ascii.backslash || at &+ 1 == end || span.byte(at &+ 1) != Ascii.slash
    {
      plain.append(span.byte(at))
    }
    return plain
  }
}
