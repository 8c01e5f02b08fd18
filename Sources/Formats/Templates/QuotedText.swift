/// Quoted strings of messages.
enum QuotedText {
  /// The quote that closes the one at `at`, within 256 bytes. An apostrophe within a word opens nothing.
  static func close(_ message: RawSpan, _ at: Int, _ end: Int, _ quote: UInt8) -> Int? {
    if quote == Ascii.apostrophe, at > 0, Ascii.isAlphanumeric(message.byte(at &- 1)) { return nil }
    let stop = min(end, at &+ 256)
    var close = at &+ 1
    while close < stop {
      if message.byte(close) == quote,
        quote == Ascii.quote || close &+ 1 >= end || !Ascii.isAlphanumeric(message.byte(close &+ 1))
      {
        return close
      }
      close &+= 1
    }
    return nil
  }

  /// Whether what stands between two quotes is a variable: it has a digit, an `@` or is a path or URL, and is no request
  /// (`GET /cart/7`).
  static func varies(_ message: RawSpan, _ open: Int, _ close: Int) -> Bool {
    let first = open &+ 1
    if first < close, message.byte(first) == Ascii.slash { return true }
    var at = first
    var blank = -1
    var hasMark = false
    while at < close {
      let b = message.byte(at)
      if Ascii.isDigit(b) || b == Ascii.at { hasMark = true }
      if b == Ascii.space, blank < 0 { blank = at }
      at &+= 1
    }
    if blank > 0, message.byteOrZero(blank &+ 1) == Ascii.slash, RequestLine.isMethod(message, first, blank) {
      return false
    }
    return hasMark || message.matches("://", at: open &+ 5) || message.matches("://", at: open &+ 6)
  }
}
