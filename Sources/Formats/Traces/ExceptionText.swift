import Records

/// Finds what a traceback says in the end: the exception's line and its class.
enum ExceptionText {
  /// Of a text of several lines, the last that names an exception; else, of a traceback, its last unindented line.
  /// Nil for a text of one line and for one that only has indented lines behind the first.
  static func line(_ text: RawSpan, _ start: Int, _ end: Int) -> ByteRange? {
    var last: ByteRange?
    var behind = end
    while behind > start, let newline = text.lastIndex(of: Ascii.newline, from: start, to: behind) {
      let from = newline &+ 1
      let to = text.trimmedEnd(from, behind)
      if to > from, text.byte(from) > Ascii.space {
        if namesException(text, from, to) { return ByteRange(from, to) }
        // Rust says below a trace how to get more of it.
        if last == nil, Ascii.isLetter(text.byte(from)), !text.matches("note: ", at: from) {
          last = ByteRange(from, to)
        }
      }
      behind = newline
    }
    return last
  }

  /// Whether `start..<end` is `some.Error: text`, `Caused by: some.Exception` or the like.
  static func namesException(_ text: RawSpan, _ start: Int, _ end: Int) -> Bool {
    if text.matches("panic: ", at: start) || text.matches("fatal error: ", at: start) { return true }
    let name = className(text, start, end)
    guard !name.isEmpty else { return false }
    let last = lastPart(text, name)
    return contains(text, last, "Error") || contains(text, last, "Exception") || contains(text, last, "Timeout")
      || contains(text, last, "Interrupt") || contains(text, last, "Failure") || contains(text, last, "Fault")
      || contains(text, last, "Warning")
  }

  /// The class at the beginning of an exception's line: `app.PoolTimeout` of `Caused by: app.PoolTimeout: text`.
  static func className(_ text: RawSpan, _ start: Int, _ end: Int) -> ByteRange {
    var at = start
    if text.matches("Caused by: ", at: at) { at &+= 11 }
    if text.matches("Suppressed: ", at: at) { at &+= 12 }
    if text.matches("Uncaught ", at: at) { at &+= 9 }
    if text.matches("Unhandled exception. ", at: at) { at &+= 21 }
    if text.matches("Exception in thread \"", at: at),
      let quote = text.firstIndex(of: Ascii.quote, from: at &+ 21, to: end)
    {
      at = quote &+ 2
    }
    guard at < end, Ascii.isLetter(text.byte(at)) || text.byte(at) == Ascii.underscore else { return .none }
    let name = at
    while at < end, isNameByte(text.byte(at)) || (text.matches("::", at: at) && at &+ 2 < end) {
      at &+= text.byte(at) == Ascii.colon ? 2 : 1
    }
    at = min(at, end)
    guard at == end || text.byte(at) == Ascii.colon || text.byte(at) == Ascii.backslash || text.matches(" [", at: at)
    else { return .none }
    return ByteRange(name, at)
  }

  /// The class in a traceback inside a JSON string, where line ends are `\n`.
  static func escapedClass(_ line: RawSpan, _ range: ByteRange) -> ByteRange {
    let start = Int(range.start)
    let end = Int(range.end)
    guard line.matches("Traceback", at: start) else { return className(line, start, end) }
    // Python names the exception in the last line.
    var at = end
    while at > start &+ 1 {
      at &-= 1
      guard line.byte(at) == UInt8(ascii: "n"), line.byte(at &- 1) == Ascii.backslash else { continue }
      let name = className(line, at &+ 1, end)
      if !name.isEmpty { return name }
    }
    return .none
  }

  private static func lastPart(_ text: RawSpan, _ name: ByteRange) -> ByteRange {
    guard let dot = text.lastIndex(of: Ascii.dot, from: Int(name.start), to: Int(name.end)) else { return name }
    return ByteRange(dot &+ 1, Int(name.end))
  }

  private static func contains(_ text: RawSpan, _ range: ByteRange, _ word: StaticString) -> Bool {
    var at = Int(range.start)
    while at &+ word.utf8CodeUnitCount <= Int(range.end) {
      if text.matches(word, at: at) { return true }
      at &+= 1
    }
    return false
  }

  private static func isNameByte(_ b: UInt8) -> Bool {
    Ascii.isAlphanumeric(b) || b == Ascii.dot || b == Ascii.underscore || b == UInt8(ascii: "$")
  }
}
