import Records

/// The request line of HTTP: `GET /path HTTP/1.1`.
enum RequestLine {
  /// Fills method, path and protocol from `start..<end`. False, with nothing filled, where it is no request line.
  @inline(__always) @discardableResult
  static func read(_ line: RawSpan, _ start: Int, _ end: Int, into record: inout LogRecord) -> Bool {
    guard let space = line.firstIndex(of: Ascii.space, from: start, to: end), isMethod(line, start, space) else {
      return false
    }
    let path = space &+ 1
    var behind = end
    // ` HTTP/1.1` is nine bytes; anything else is searched for.
    if end &- path > 9, line.matches(" HTTP/", at: end &- 9), line.byte(end &- 2) == Ascii.dot {
      behind = end &- 9
      record.proto = ByteRange(end &- 8, end)
    } else if let last = line.lastIndex(of: Ascii.space, from: path, to: end), line.matches("HTTP/", at: last &+ 1) {
      behind = last
      record.proto = ByteRange(last &+ 1, end)
    } else if end &- path > 2, line.matches(" -", at: end &- 2) {
      behind = line.trimmedEnd(path, end &- 1)
    }
    record.method = ByteRange(start, space)
    record.path = ByteRange(path, behind)
    return true
  }

  /// Whether `start..<end` may be a method: 3 to 20 capital letters.
  @inline(__always)
  static func isMethod(_ line: RawSpan, _ start: Int, _ end: Int) -> Bool {
    guard end &- start >= 3, end &- start <= 20 else { return false }
    var at = start
    while at < end {
      guard Ascii.isUpper(line.byte(at)) || line.byte(at) == Ascii.minus else { return false }
      at &+= 1
    }
    return true
  }

  /// A status: three digits from 100 to 599. 0 where it is none.
  @inline(__always)
  static func status(_ value: Int64) -> UInt16 { (100...599).contains(value) ? UInt16(value) : 0 }
}
