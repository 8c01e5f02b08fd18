/// Quotes within quoted fields of CSV, which are written twice (RFC 4180): `"{""password"":""x""}"`, as PostgreSQL's
/// csvlog does.
enum DoubledQuotes {
  /// Indexes of the second of each two, in fields in quotes from their beginning to their end, or to that of all; empty
  /// strings of other notations, `{"a":"","b":1}`, are none.
  /// - Parameter isSame: whether two bytes are escaped alike.
  static func seconds(in bytes: [UInt8], isSame: (Int, Int) -> Bool) -> [Int] {
    guard hasTwoQuotes(bytes) else { return [] }
    var seconds: [Int] = []
    var at = 0
    while at < bytes.count {
      guard bytes[at] == Ascii.quote, at == 0 || isSeparator(bytes[at - 1]) else {
        at += 1
        continue
      }
      let known = seconds.count
      var end = at + 1
      while end < bytes.count {
        if bytes[end] == Ascii.quote, isSame(at, end) {
          guard end + 1 < bytes.count, bytes[end + 1] == Ascii.quote, isSame(at, end + 1) else { break }
          end += 1
          seconds.append(end)
        }
        end += 1
      }
      let isField = end + 1 >= bytes.count || isSeparator(bytes[end + 1])
      if !isField { seconds.removeLast(seconds.count - known) }
      at = isField ? end + 1 : end
    }
    return seconds
  }

  private static func hasTwoQuotes(_ bytes: [UInt8]) -> Bool {
    var isBehindQuote = false
    for b in bytes {
      if b == Ascii.quote, isBehindQuote { return true }
      isBehindQuote = b == Ascii.quote
    }
    return false
  }

  private static func isSeparator(_ b: UInt8) -> Bool { b == Ascii.comma || b == Ascii.semicolon || b < Ascii.space }
}
