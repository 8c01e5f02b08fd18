/// Splits one line of a message into what stays and what varies.
struct TemplateScanner {
  let end: Int
  /// Delimiters behind a wildcard that are dropped where another wildcard follows: where they begin, -1 for none.
  private var pending = -1
  private var lastToken = (start: 0, end: 0)

  init(end: Int) { self.end = end }

  @inline(__always)
  mutating func scan(_ message: RawSpan, _ start: Int, _ sink: inout some TemplateSink) {
    var at = start
    while at < end {
      let b = message.byte(at)
      if TemplateScanner.isDelimiter(b) {
        at = delimiter(message, at, b, &sink)
      } else {
        at = token(message, at, &sink)
      }
    }
    flush(message, end, &sink)
  }

  /// What a byte is, as bits of a character: 1 a delimiter (space, control characters and `"'(),:;<=>[]{|}`), 2 a
  /// digit, 4 no hexadecimal digit, 8 the `@` of an address.
  private static var classes: StaticString {
    """
    EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEDEDDDDEEEDDEDDDBBBBBBBBBBEEEEED\
    L@@@@@@DDDDDDDDDDDDDDDDDDDDEDEDDD@@@@@@DDDDDDDDDDDDDDDDDDDDEEEDD\
    DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD\
    DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD
    """
  }

  @inline(__always)
  static func isDelimiter(_ b: UInt8) -> Bool { classes(of: b) & 1 != 0 }

  @inline(__always)
  private static func classes(of b: UInt8) -> UInt8 { unsafe classes.utf8Start[Int(b)] }

  /// One delimiter, a run of blanks or a quoted string at `at`: the index behind it.
  @inline(__always)
  private mutating func delimiter(_ message: RawSpan, _ at: Int, _ b: UInt8, _ sink: inout some TemplateSink) -> Int {
    if b == Ascii.quote || b == Ascii.apostrophe, let close = closingQuote(message, at, b), varies(message, at, close) {
      flush(message, at, &sink)
      sink.literal(message, at, at &+ 1)
      sink.wildcard()
      sink.literal(message, close, close &+ 1)
      return close &+ 1
    }
    if pending >= 0, b <= Ascii.space || b == Ascii.comma || b == Ascii.colon || b == Ascii.semicolon { return at &+ 1 }
    flush(message, at, &sink)
    guard b <= Ascii.space else {
      sink.literal(message, at, at &+ 1)
      return at &+ 1
    }
    var behind = at &+ 1
    while behind < end, message.byte(behind) <= Ascii.space { behind &+= 1 }
    sink.blank()
    return behind
  }

  @inline(__always)
  private mutating func token(_ message: RawSpan, _ start: Int, _ sink: inout some TemplateSink) -> Int {
    let first = message.byte(start)
    if first == Ascii.slash {
      wildcard(&sink, pathEnd(message, start))
      return pending
    }
    var at = start
    var seen: UInt8 = 0
    while at < end {
      let classes = TemplateScanner.classes(of: message.byte(at))
      if classes & 1 != 0 { break }
      seen |= classes
      at &+= 1
    }
    // A digit, an address, or a long hexadecimal word.
    if seen & 10 != 0 || (seen & 4 == 0 && at &- start >= 8) || isIdentity(message, start) {
      wildcard(&sink, at)
    } else if RequestLine.isMethod(message, start, at), at &- start <= 7, message.matches(" /", at: at) {
      // A request's method varies with its path.
      wildcard(&sink, pathEnd(message, at &+ 1))
      at = pending
    } else {
      // A full stop or the like at the end of a word is not part of it.
      flush(message, start, &sink)
      sink.literal(message, start, at)
      lastToken = (start, at)
    }
    return at
  }

  /// Emits a wildcard unless the one before it stands for this, too.
  @inline(__always)
  private mutating func wildcard(_ sink: inout some TemplateSink, _ behind: Int) {
    if pending < 0 { sink.wildcard() }
    pending = behind
  }

  /// Emits the delimiters that were held back behind a wildcard.
  @inline(__always)
  private mutating func flush(_ message: RawSpan, _ behind: Int, _ sink: inout some TemplateSink) {
    guard pending >= 0 else { return }
    var at = pending
    pending = -1
    while at < behind {
      if message.byte(at) <= Ascii.space {
        while at < behind, message.byte(at) <= Ascii.space { at &+= 1 }
        sink.blank()
      } else {
        sink.literal(message, at, at &+ 1)
        at &+= 1
      }
    }
  }

  /// The end of a path, URL query included: at a blank, a quote, or punctuation that ends a clause.
  private func pathEnd(_ message: RawSpan, _ start: Int) -> Int {
    var at = start
    while at < end {
      let b = message.byte(at)
      if b <= Ascii.space || b == Ascii.quote || b == Ascii.apostrophe || b == Ascii.less || b == Ascii.greater {
        break
      }
      if b == Ascii.comma || b == Ascii.colon || b == Ascii.semicolon || b == Ascii.close || b == Ascii.closeBracket {
        if at &+ 1 >= end || message.byte(at &+ 1) <= Ascii.space || message.byte(at &+ 1) == Ascii.colon { break }
      }
      at &+= 1
    }
    return at
  }

  /// The quote that closes the one at `at`, within 256 bytes. An apostrophe within a word opens nothing.
  private func closingQuote(_ message: RawSpan, _ at: Int, _ quote: UInt8) -> Int? {
    if quote == Ascii.apostrophe, at > 0, Ascii.isAlphanumeric(message.byte(at &- 1)) { return nil }
    let stop = Swift.min(end, at &+ 256)
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

  /// Whether what stands between two quotes is a variable: it has a digit or is a path.
  private func varies(_ message: RawSpan, _ open: Int, _ close: Int) -> Bool {
    var at = open &+ 1
    if at < close, message.byte(at) == Ascii.slash { return true }
    while at < close {
      let b = message.byte(at)
      if Ascii.isDigit(b) || b == Ascii.at { return true }
      at &+= 1
    }
    return message.matches("://", at: open &+ 5) || message.matches("://", at: open &+ 6)
  }

  /// Whether the token at `start` is the value of a key that names an identity: `user=`, `name=`, `...id=`, `ip=`.
  @inline(__always)
  private func isIdentity(_ message: RawSpan, _ start: Int) -> Bool {
    guard start > 0, message.byte(start &- 1) == Ascii.equal, lastToken.end == start &- 1 else { return false }
    let key = lastToken
    switch message.packedLowercase(key.start, key.end) {
    case Ascii.packed("user"), Ascii.packed("username"), Ascii.packed("name"), Ascii.packed("email"),
      Ascii.packed("host"), Ascii.packed("ip"), Ascii.packed("addr"), Ascii.packed("path"), Ascii.packed("url"),
      Ascii.packed("uri"), Ascii.packed("query"), Ascii.packed("q"), Ascii.packed("token"), Ascii.packed("session"),
      Ascii.packed("customer"), Ascii.packed("client"), Ascii.packed("key"):
      return true
    default:
      return key.end &- key.start >= 2 && message.byte(key.end &- 1) | 0x20 == UInt8(ascii: "d")
        && message.byte(key.end &- 2) | 0x20 == UInt8(ascii: "i")
    }
  }
}
