/// What stands behind the `=` of `key=value`.
enum KeyedValue {
  /// The value behind the `=` at `equal`, quotes and brackets included: its kind and the index behind it. Nil where
  /// nothing stands there, or what stands there tells what kind of message it is.
  static func read(
    _ message: RawSpan, _ start: Int, _ equal: Int, _ end: Int
  ) -> (kind: TemplateVariable, end: Int)? {
    let first = equal &+ 1
    guard first < end else { return nil }
    let b = message.byte(first)
    if b == Ascii.quote || b == Ascii.apostrophe {
      if namesKind(message, start, equal) { return nil }
      return QuotedText.close(message, first, end, b).map { (.quoted, $0 &+ 1) }
    }
    guard !TemplateScanner.isDelimiter(b) else { return nil }
    guard let behind = self.end(message, first, end) else { return nil }
    if isPlainWord(message, first, behind), namesKind(message, start, equal) { return nil }
    return (VariableWord.kind(message, first, behind) ?? .value, behind)
  }

  /// The end of a value; nil where it turns out to be a key (`a=b=c`).
  private static func end(_ message: RawSpan, _ first: Int, _ end: Int) -> Int? {
    var at = first
    while at < end {
      let b = message.byte(at)
      if b == Ascii.open || b == Ascii.openBracket || b == Ascii.openBrace {
        guard let close = closingBracket(message, at, end) else { return at }
        at = close &+ 1
        continue
      }
      if b == Ascii.equal { return nil }
      if TemplateScanner.isDelimiter(b), b != Ascii.colon, b != Ascii.less { return at }
      at &+= 1
    }
    return at
  }

  /// The bracket that closes the one at `at`, within 1 KiB.
  private static func closingBracket(_ message: RawSpan, _ at: Int, _ end: Int) -> Int? {
    var depth = 0
    for index in at..<min(end, at &+ 1024) {
      switch message.byte(index) {
      case Ascii.open, Ascii.openBracket, Ascii.openBrace: depth &+= 1
      case Ascii.close, Ascii.closeBracket, Ascii.closeBrace:
        depth &-= 1
        if depth == 0 { return index }
      default: break
      }
    }
    return nil
  }

  private static func isPlainWord(_ message: RawSpan, _ start: Int, _ end: Int) -> Bool {
    for at in start..<end where !Ascii.isLetter(message.byte(at)) && message.byte(at) != Ascii.underscore {
      return false
    }
    return true
  }

  /// Whether the key before the `=` at `equal` is one whose words tell messages apart.
  private static func namesKind(_ message: RawSpan, _ start: Int, _ equal: Int) -> Bool {
    var at = equal
    while at > start, Ascii.isAlphanumeric(message.byte(at &- 1)) { at &-= 1 }
    switch message.packedLowercase(at, equal) {
    case Ascii.packed("level"), Ascii.packed("severity"), Ascii.packed("error"), Ascii.packed("err"),
      Ascii.packed("reason"), Ascii.packed("cause"), Ascii.packed("code"), Ascii.packed("status"),
      Ascii.packed("state"), Ascii.packed("result"), Ascii.packed("event"), Ascii.packed("type"),
      Ascii.packed("method"):
      return true
    default: return false
    }
  }
}
