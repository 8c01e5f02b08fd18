import Records

/// Tells the lines of tracebacks (Python, Java, Go, Node, Ruby and others) from lines that begin a record.
enum TracebackLines {
  /// Whether a text of several lines holds a traceback: one of the lines behind the first says so.
  static func isTraceback(_ text: RawSpan, _ start: Int) -> Bool {
    var newline = text.firstIndex(of: Ascii.newline, from: start) ?? text.byteCount
    while newline < text.byteCount {
      let first = newline &+ 1
      newline = text.firstIndex(of: Ascii.newline, from: first) ?? text.byteCount
      if isTelling(text.extracting(first..<newline)) { return true }
    }
    return false
  }

  /// Whether a line is one that only a traceback has.
  private static func isTelling(_ line: RawSpan) -> Bool {
    if line.matches("Traceback", at: 0) || line.matches("Caused by:", at: 0) { return true }
    if line.matches("goroutine ", at: 0) || CrashLines.isFatal(line, 0) { return true }
    if line.matches("stack backtrace:", at: 0) || line.matches("#0 ", at: 0) || line.matches("Stack trace:", at: 0) {
      return true
    }
    let word = line.skippingBlanks(0)
    return word > 0
      && (line.firstIndex(of: ":in `", from: word) != nil || line.matches("at ", at: word)
        || line.matches("File \"", at: word) || line.matches("from ", at: word))
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

  /// Whether a line is Go's word of a panic: `panic: ...`, `http: panic serving ...`, `fatal error: ...`. It says so at its
  /// beginning: the rest is not looked through for each line that may go on with it.
  static func isPanic(_ bytes: RawSpan, _ line: ByteRange) -> Bool {
    let text = bytes.extracting(line.range.prefix(1024))
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
