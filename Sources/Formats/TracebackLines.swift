import Records

/// Tells the lines of tracebacks (Python, Java, Go, Node, Ruby and others) from lines that begin a record.
enum TracebackLines {
  /// Whether a line without a time continues the record before it.
  static func continues(_ line: RawSpan) -> Bool {
    guard line.byteCount > 0 else { return true }
    let first = line.byte(0)
    if first <= Ascii.space || first == Ascii.closeBrace || first == Ascii.close { return true }
    if line.matches("Traceback", at: 0) || line.matches("Caused by:", at: 0) || line.matches("at ", at: 0) {
      return true
    }
    if line.matches("goroutine ", at: 0) || line.matches("File \"", at: 0) || line.matches("... ", at: 0) {
      return true
    }
    if line.matches("During handling of", at: 0) || line.matches("The above exception", at: 0) { return true }
    if line.matches("created by ", at: 0) || line.matches("main.", at: 0) || line.matches("exit status ", at: 0) {
      return true
    }
    return !line.matches("panic: ", at: 0) && !line.matches("Exception in thread ", at: 0)
      && ExceptionText.namesException(line, 0, line.byteCount)
  }

  /// Whether a text of several lines holds a traceback: one of the lines behind the first says so.
  static func isTraceback(_ text: RawSpan, _ start: Int) -> Bool {
    var at = start
    while let newline = text.firstIndex(of: Ascii.newline, from: at) {
      at = newline &+ 1
      let word = text.skippingBlanks(at)
      if text.matches("Traceback", at: at) || text.matches("Caused by:", at: at) { return true }
      if text.matches("goroutine ", at: at) || text.matches("panic: ", at: at) { return true }
      if word > at,
        text.matches("at ", at: word) || text.matches("File \"", at: word) || text.matches("from ", at: word)
      {
        return true
      }
    }
    return false
  }
}
