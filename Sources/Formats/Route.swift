import Records

/// The route of a request path: its query left out, path segments that look like identifiers replaced by `{id}`, so
/// that `/product/17?x=1` and `/product/18` are one.
///
/// A segment is an identifier when it is all digits, has two digits or more, ends in `-` or `_` and digits, or is 40
/// bytes or longer. `v1`, `oauth2` and `app.js` are not. What is no path (`https://shop.example/cart`) is `RouteTarget`'s.
enum Route {
  /// Hash of the route of the path in `range`. No path has the hash of an empty one.
  ///
  /// Of the route alone: neither the query nor what stands behind the path decides how it is computed.
  @inline(__always)
  static func hash(_ span: RawSpan, _ range: ByteRange) -> UInt64 {
    guard span.byteOrZero(Int(range.start)) == Ascii.slash else { return RouteTarget.hash(span, range) }
    return hash(ofPath: range, in: span)
  }

  @inline(__always)
  static func hash(ofPath range: ByteRange, in span: RawSpan) -> UInt64 {
    var at = Int(range.start)
    let end = Int(range.end)
    let limit = min(end, at &+ wordwise)
    // Most routes are short and without a digit: their bytes as they are.
    var hash = ByteHash()
    while at < limit {
      let word = span.packed(at, end)
      let stop = routeEnds(word)
      let digits = Route.digits(word)
      if digits != 0, digits.trailingZeroBitCount < stop.trailingZeroBitCount { return hashBySegment(span, range) }
      if stop != 0 {
        let kept = UInt64(stop.trailingZeroBitCount & ~7)
        if kept > 0 { hash.mix(word & ((1 &<< kept) &- 1)) }
        return hash.finish()
      }
      hash.mix(word)
      at &+= 8
    }
    if at < end, !isEnd(span.byte(at)) { return hashBySegment(span, range) }
    return hash.finish()
  }

  /// Bytes of the longest route that is hashed word by word.
  private static var wordwise: Int { 40 }

  /// Whether a path's route ends before this byte.
  @inline(__always)
  static func isEnd(_ b: UInt8) -> Bool {
    b == UInt8(ascii: "?") || b == UInt8(ascii: "#") || b == UInt8(ascii: ";")
  }

  /// The high bit of each byte of `word` before which a path's route ends, as `equal` gives it.
  @inline(__always)
  private static func routeEnds(_ word: UInt64) -> UInt64 {
    // `;` and `?` differ in one bit.
    equal(word | 0x0404_0404_0404_0404, UInt8(ascii: "?")) | equal(word, UInt8(ascii: "#"))
  }

  /// The high bit of each byte of `word` that is `b`; bytes behind the first such byte may be marked, too.
  @inline(__always)
  private static func equal(_ word: UInt64, _ b: UInt8) -> UInt64 {
    let x = word ^ (UInt64(b) &* 0x0101_0101_0101_0101)
    return (x &- 0x0101_0101_0101_0101) & ~x & 0x8080_8080_8080_8080
  }

  private static func hashBySegment(_ span: RawSpan, _ range: ByteRange) -> UInt64 {
    var hash = ByteHash()
    var at = Int(range.start)
    let end = Int(range.end)
    while true {
      let start = at
      var segment = ByteHash()
      var digits = 0
      var next: UInt8 = 0
      while at < end {
        let word = span.packed(at, end)
        let ends = equal(word, UInt8(ascii: "/")) | routeEnds(word)
        let count = min(ends == 0 ? 8 : ends.trailingZeroBitCount &>> 3, end &- at)
        let kept = count == 8 ? UInt64.max : (1 &<< UInt64(truncatingIfNeeded: count &* 8)) &- 1
        if count > 0 {
          segment.mix(word & kept)
          digits &+= (Route.digits(word) & kept).nonzeroBitCount
          at &+= count
        }
        if count < 8 {
          if at < end { next = span.byte(at) }
          break
        }
      }
      hash.mix(isIdentifier(span, at, at &- start, digits) ? identifier : segment.state)
      guard next == UInt8(ascii: "/") else { return hash.finish() }
      at &+= 1
    }
  }

  /// The high bit of each byte of `word` that is a decimal digit.
  @inline(__always)
  private static func digits(_ word: UInt64) -> UInt64 {
    let x = word ^ 0x3030_3030_3030_3030
    return ~((x & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676 | x) & 0x8080_8080_8080_8080
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
    guard span.byteOrZero(Int(range.start)) == Ascii.slash else { return RouteTarget.text(span, range) }
    return text(ofPath: range, in: span)
  }

  static func text(ofPath range: ByteRange, in span: RawSpan) -> String {
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
      if isEnd(b) { break }
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
