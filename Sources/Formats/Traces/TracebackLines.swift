import Records

/// Tells the lines of tracebacks (Python, Java, Go, Node, Ruby and others) from lines that begin a record.
enum TracebackLines {
  /// Whether a text of several lines holds a traceback: one of the lines behind the first says so.
  static func isTraceback(_ text: RawSpan, _ start: Int) -> Bool {
    var at = start
    while let newline = text.firstIndex(of: Ascii.newline, from: at) {
      at = newline &+ 1
      let word = text.skippingBlanks(at)
      if text.matches("Traceback", at: at) || text.matches("Caused by:", at: at) { return true }
      if text.matches("goroutine ", at: at) || CrashLines.isFatal(text, at) { return true }
      if text.matches("stack backtrace:", at: at) || text.matches("*** Program crashed: ", at: at) { return true }
      if text.matches("#0 ", at: at) || text.matches("Stack trace:", at: at) { return true }
      let end = text.firstIndex(of: Ascii.newline, from: word) ?? text.byteCount
      if word > at,
        text.extracting(word..<max(word, end)).firstIndex(of: ":in `", from: 0) != nil || text.matches("at ", at: word)
          || text.matches("File \"", at: word) || text.matches("from ", at: word)
      {
        return true
      }
    }
    return false
  }

  /// Whether a record of several lines is a traceback, by its first line or those behind it.
  static func isTrace(_ text: RawSpan) -> Bool {
    text.matches("Traceback (most", at: 0) || text.matches("goroutine ", at: 0) || isTraceback(text, 0)
  }

  /// Whether a line begins the trace of a goroutine: `goroutine 17 [running]:`.
  @inline(__always)
  static func beginsGoroutine(_ bytes: RawSpan, _ line: ByteRange) -> Bool {
    bytes.matches("goroutine ", at: Int(line.start)) && line.count > 12 && bytes.matches("]:", at: Int(line.end) &- 2)
  }

  /// Whether a line is Go's word of a panic: `panic: ...`, `http: panic serving ...`, `fatal error: ...`.
  static func isPanic(_ bytes: RawSpan, _ line: ByteRange) -> Bool {
    let text = bytes.extracting(line.range)
    return text.matches("fatal error: ", at: 0) || text.firstIndex(of: "panic", from: 0) != nil
  }

  /// Whether a line that is not indented goes on with a goroutine's trace: `net/http.(*conn).serve(0xc0, {0x7a, 0xc1})`,
  /// `created by main.run in goroutine 1`.
  static func isGoFrame(_ bytes: RawSpan, _ line: ByteRange) -> Bool {
    let start = Int(line.start)
    let end = Int(line.end)
    if bytes.matches("created by ", at: start) || bytes.matches("exit status ", at: start) { return true }
    guard end > start, bytes.byte(end &- 1) == Ascii.close, Ascii.isLetter(bytes.byte(start)) else { return false }
    var at = start
    while at < end, bytes.byte(at) != Ascii.open, bytes.byte(at) > Ascii.space { at &+= 1 }
    return bytes.byte(at) == Ascii.open
  }
}
