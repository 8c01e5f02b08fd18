import Records

/// What the runtimes of Rust and Swift write when a program dies. Each line is asked of by itself.
enum CrashLines {
  /// `thread 'main' panicked at src/main.rs:4:5:`, with the thread's number in newer ones.
  static func isRustPanic(_ line: RawSpan, _ start: Int) -> Bool {
    line.matches("thread '", at: start)
      && (line.firstIndex(of: "' panicked at ", from: start) ?? line.firstIndex(of: ") panicked at ", from: start))
        != nil
  }

  /// `shop/Pool.swift:7: Fatal error: none left`, or the first line of a backtrace without it.
  static func isSwiftCrash(_ line: RawSpan, _ start: Int) -> Bool {
    if line.matches("*** Signal ", at: start) || line.matches("*** Program crashed: ", at: start) { return true }
    let end = line.endOfToken(start)
    guard end > start, line.byte(end &- 1) == Ascii.colon else { return false }
    var number = end &- 1
    while number > start, Ascii.isDigit(line.byte(number &- 1)) { number &-= 1 }
    guard number < end &- 1, line.matches(".swift:", at: number &- 7) else { return false }
    return line.matches(" Fatal error", at: end) || line.matches(" Assertion failed", at: end)
      || line.matches(" Precondition failed", at: end)
  }

  /// Whether a line that is neither blank nor indented goes on with a Swift backtrace: its headings, registers, images.
  static func isOfSwiftBacktrace(_ line: RawSpan) -> Bool {
    if line.matches("*** ", at: 0) || line.matches("Platform: ", at: 0) || line.matches("Registers:", at: 0)
      || line.matches("Images (", at: 0) || line.matches("Backtrace took ", at: 0) || line.matches("...", at: 0)
      || line.matches("0x", at: 0) || line.matches("Current stack trace:", at: 0)
    {
      return true
    }
    if line.matches("Thread ", at: 0), let (_, behind) = line.number(7) {
      return line.byteOrZero(behind) == Ascii.space || line.byteOrZero(behind) == Ascii.colon
    }
    // A register, or a frame of the traces that Swift wrote before 5.9.
    let name = line.endOfToken(0)
    return name <= 6 && line.matches("0x", at: line.skippingBlanks(name)) || isFrame(line)
  }

  private static func isFrame(_ line: RawSpan) -> Bool {
    guard let (_, behind) = line.number(0), line.matches(" ", at: behind) else { return false }
    return line.firstIndex(of: " 0x", from: behind) != nil || line.matches(" [ra] ", at: behind)
  }

  /// Whether a message is a program's last: of Go, Rust, Swift.
  /// - Parameter line: one alone. Of a record's lines each would look through all those behind it.
  static func isFatal(_ line: RawSpan, _ start: Int) -> Bool {
    line.matches("panic: ", at: start) || line.matches("fatal error: ", at: start) || isRustPanic(line, start)
      || isSwiftCrash(line, start)
  }
}
