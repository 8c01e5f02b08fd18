import Records

/// The route of a request path: its query left out, path segments that look like identifiers replaced by `{id}`, so
/// that `/product/17?x=1` and `/product/18` are one.
///
/// A segment is an identifier when it is all digits, has two digits or more, ends in `-` or `_` and digits, or is 40
/// bytes or longer. `v1`, `oauth2` and `app.js` are not.
enum Route {
  /// Hash of the route of the path in `range`. No path has the hash of an empty one.
  @inline(__always)
  static func hash(_ span: RawSpan, _ range: ByteRange) -> UInt64 {
    var at = Int(range.start)
    let end = Int(range.end)
    guard end &- at < 40, range.end &+ 8 <= span.byteCount else { return hashBySegment(span, range) }
    // Most paths have no digit: all of them up to a query is the route.
    var hash = ByteHash()
    while at < end {
      var word = span.word(at)
      let left = end &- at
      if left < 8 { word &= (1 &<< UInt64(left &* 8)) &- 1 }
      let digits = word ^ 0x3030_3030_3030_3030
      if ~((digits & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676 | digits) & 0x8080_8080_8080_8080 != 0 {
        return hashBySegment(span, range)
      }
      let stop = equal(word, UInt8(ascii: "?")) | equal(word, UInt8(ascii: "#")) | equal(word, UInt8(ascii: ";"))
      if stop != 0 {
        let kept = UInt64(stop.trailingZeroBitCount & ~7)
        hash.mix(kept == 0 ? 0 : word & ((1 &<< kept) &- 1))
        return hash.finish()
      }
      hash.mix(word)
      at &+= 8
    }
    return hash.finish()
  }

  /// The high bit of each byte of `word` that is `b`; bytes behind the first such byte may be marked, too.
  @inline(__always)
  private static func equal(_ word: UInt64, _ b: UInt8) -> UInt64 {
    let x = word ^ (UInt64(b) &* 0x0101_0101_0101_0101)
    return (x &- 0x0101_0101_0101_0101) & ~x & 0x8080_8080_8080_8080
  }

  private static func hashBySegment(_ span: RawSpan, _ range: ByteRange) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var segment: UInt64 = 0
    var digits = 0
    var length = 0
    var at = Int(range.start)
    let end = Int(range.end)
    while at < end {
      let b = span.byte(at)
      if b == UInt8(ascii: "/") {
        hash = (hash ^ (isIdentifier(span, at, length, digits) ? identifier : segment)) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 29
        segment = 0
        digits = 0
        length = 0
      } else {
        if b == UInt8(ascii: "?") || b == UInt8(ascii: "#") || b == UInt8(ascii: ";") { break }
        segment = (segment &<< 7 | segment &>> 57) ^ UInt64(b) &* 0x9E37_79B9_7F4A_7C15
        if b &- 48 <= 9 { digits &+= 1 }
        length &+= 1
      }
      at &+= 1
    }
    hash = (hash ^ (isIdentifier(span, at, length, digits) ? identifier : segment)) &* 0x9E37_79B9_7F4A_7C15
    return hash ^ (hash >> 32)
  }

  private static var identifier: UInt64 { 0x1D1D_1D1D_1D1D_1D1D }

  /// Whether the segment of `length` bytes that ends before `end` is an identifier.
  @inline(__always)
  private static func isIdentifier(_ span: RawSpan, _ end: Int, _ length: Int, _ digits: Int) -> Bool {
    if digits == 0 { return length >= 40 }
    if digits == length { return true }
    if digits >= 2 { return !(length == digits &+ 1 && span.byte(end &- length) | 0x20 == UInt8(ascii: "v")) }
    // One digit: an identifier where it stands alone behind a dash, as in `item-5`.
    let before = length >= 2 ? span.byte(end &- 2) : 0
    let last = span.byte(end &- 1)
    return last &- 48 <= 9 && (before == UInt8(ascii: "-") || before == UInt8(ascii: "_"))
  }

  /// The route's text, of the same segments as `hash`.
  static func text(_ span: RawSpan, _ range: ByteRange) -> String {
    var bytes: [UInt8] = []
    var segmentStart = Int(range.start)
    var digits = 0
    var at = segmentStart
    let end = Int(range.end)
    func close() {
      if isIdentifier(span, at, at - segmentStart, digits) {
        bytes.append(contentsOf: "{id}".utf8)
      } else {
        for i in segmentStart..<at { bytes.append(span.byte(i)) }
      }
    }
    while at < end {
      let b = span.byte(at)
      if b == UInt8(ascii: "?") || b == UInt8(ascii: "#") || b == UInt8(ascii: ";") { break }
      if b == UInt8(ascii: "/") {
        close()
        bytes.append(b)
        segmentStart = at + 1
        digits = 0
      } else if b &- 48 <= 9 {
        digits += 1
      }
      at += 1
    }
    close()
    if bytes.count > 200 { bytes.removeSubrange(200...) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
