import Records

/// Joins the lines of stack traces in a log whose lines have no time: goes through its lines, and tells of each whether
/// it continues the record before it. Python, Java, .NET, Node, Ruby, PHP, Go, Rust, Swift and Dart.
///
/// Its state follows from the lines since the last one that began a record, so that a block which begins with a record
/// is read as it would be behind what stands before it.
struct TraceGrammar {
  private enum State {
    /// Behind a line of text; and behind one that names its level, to which a trace belongs.
    case text, leveled
    /// Within a Python traceback, whose last line is the only other one that is not indented; and behind a blank line
    /// in one.
    case python
    /// Behind an exception or its frames; behind a blank line there; behind a line that announces an exception.
    case thrown, thrownBlank, announced
    /// Within the goroutines of a panic.
    case go
    /// Behind Dart's `Unhandled exception:`, until the frames come.
    case dart
    /// Behind the first line of a Rust panic that its message follows; and behind that.
    case panicked, rust
    /// Behind Swift's word of a crash; and within the backtrace that may follow it, blank lines and all.
    case swiftCrash, swift
  }

  private var state: State?
  /// Lines of text that an exception may have before its frames.
  private var patience = 0

  /// Whether the newest line is one of a trace: no text, though indented text goes on with a record, too.
  var isInTrace: Bool {
    switch state {
    case nil, .text, .leveled: false
    default: true
    }
  }

  /// - Parameter line: without its line end.
  mutating func continues(_ line: RawSpan) -> Bool {
    guard let before = state else {
      begin(line)
      return false
    }
    if let next = next(before, line) {
      state = next
      return true
    }
    begin(line)
    return false
  }

  /// The end of the stack trace whose first line is `first`, between lines of a format that reads each by itself, and how
  /// many lines it has; nil where none of several lines begins there.
  @inline(never)
  static func trace(
    _ block: RawSpan, _ first: Range<Int>, end: Int, among format: any LogFormat
  ) -> (end: Int, lines: UInt32)? {
    let head = block.extracting(first)
    guard beginsTrace(head), !reads(format, head) else { return nil }
    var traces = TraceGrammar()
    traces.begin(head)
    var last = first.upperBound
    var lines: UInt32 = 1
    while last + 1 < end {
      let next = block.lineEnd(from: last + 1) ?? end
      let line = block.extracting(last + 1..<min(next, end))
      guard traces.continues(line), !reads(format, line), !LinesApart.contain(line) else { break }
      last = min(next, end)
      lines &+= 1
    }
    return lines > 1 ? (last, lines) : nil
  }

  /// Whether a line is one that a stack trace begins with.
  static func beginsTrace(_ line: RawSpan) -> Bool {
    switch state(behind: line) {
    case .text, .leveled: false
    default: true
    }
  }

  private static func reads(_ format: any LogFormat, _ line: RawSpan) -> Bool {
    var times = TimeReader(zone: .utc, newest: 0)
    var record = LogRecord()
    return format.parse(line, &times, into: &record)
  }

  private mutating func begin(_ line: RawSpan) {
    state = Self.state(behind: line)
    patience = 0
  }

  /// The state behind a line that begins a record. It depends on the line alone.
  private static func state(behind line: RawSpan) -> State {
    if line.matches("Traceback (most recent", at: 0) { return .python }
    if line.matches("panic: ", at: 0) || line.matches("fatal error: ", at: 0) || line.matches("goroutine ", at: 0) {
      return .go
    }
    if line.matches("Unhandled exception:", at: 0), line.trimmedEnd(0, line.byteCount) == 20 { return .dart }
    let end = line.byteCount
    if CrashLines.isRustPanic(line, 0) {
      return line.byteOrZero(line.trimmedEnd(0, end) &- 1) == Ascii.colon ? .panicked : .rust
    }
    if CrashLines.isSwiftCrash(line, 0) { return .swiftCrash }
    if isRubyHead(line, line.skippingBlanks(0)) { return .thrown }
    if ExceptionText.namesException(line, line.skippingBlanks(0), end) { return thrown(line) }
    return TextLogHead.read(line, 0, end).severity == nil ? .text : .leveled
  }

  private static func thrown(_ line: RawSpan) -> State {
    line.byteOrZero(line.trimmedEnd(0, line.byteCount) &- 1) == UInt8(ascii: ";") ? .announced : .thrown
  }

  /// The state behind a line that continues a record; nil where it begins one.
  private mutating func next(_ state: State, _ line: RawSpan) -> State? {
    let start = line.skippingBlanks(0)
    let isBlank = start >= line.trimmedEnd(0, line.byteCount)
    switch state {
    case .text, .leveled:
      if isBlank { return nil }
      if start > 0 { return Self.isRubyHead(line, start) ? nil : Self.isFrame(line, start) ? .thrown : state }
      if Self.saysSo(line) { return .thrown }
      guard state == .leveled else { return line.matches("goroutine ", at: 0) ? .go : nil }
      let own = Self.state(behind: line)
      return own == .text || own == .leveled ? nil : own
    case .python:
      if isBlank || start > 0 { return .python }
      return line.matches("Traceback (most recent", at: 0) ? nil : .thrown
    case .thrown, .announced:
      if isBlank { return .thrownBlank }
      if start > 0 {
        if Self.isRubyHead(line, start) { return nil }
        return line.byteOrZero(line.trimmedEnd(start, line.byteCount) &- 1) == Ascii.colon ? .announced : .thrown
      }
      if Self.goesOn(line) || line.byte(0) == Ascii.closeBrace { return .thrown }
      return state == .announced && ExceptionText.namesException(line, 0, line.byteCount) ? .thrown : nil
    case .thrownBlank:
      if isBlank { return .thrownBlank }
      if line.matches("Traceback (most recent", at: 0) { return .python }
      if line.matches("goroutine ", at: 0) { return .go }
      return start > 0 || Self.goesOn(line) ? .thrown : nil
    case .go:
      let whole = ByteRange(0, line.byteCount)
      if isBlank || start > 0 || TracebackLines.isGoFrame(line, whole) { return .go }
      return line.matches("goroutine ", at: 0) || line.matches("[signal ", at: 0)
        || line.matches("...", at: 0) ? .go : nil
    case .panicked: return isBlank ? nil : .rust
    case .rust:
      return !isBlank && start > 0 || line.matches("note: ", at: 0) || line.matches("stack backtrace:", at: 0)
        ? .rust : nil
    case .swiftCrash, .swift:
      if CrashLines.isOfSwiftBacktrace(line) { return .swift }
      return isBlank || start > 0 ? state : nil
    case .dart:
      if !isBlank, Self.isNumberedFrame(line, start) { return .thrown }
      patience += 1
      return patience <= 16 ? .dart : nil
    }
  }

  /// Whether a line that is not indented goes on with an exception.
  static func goesOn(_ line: RawSpan) -> Bool {
    saysSo(line) || line.matches("at ", at: 0) || line.matches("... ", at: 0) || line.matches("File \"", at: 0)
  }

  /// Whether it does, whatever stands before it.
  private static func saysSo(_ line: RawSpan) -> Bool {
    line.matches("Caused by:", at: 0) || line.matches("Suppressed:", at: 0) || line.matches("--- End of ", at: 0)
      || line.matches("Stack trace:", at: 0) || line.matches("stack backtrace:", at: 0)
      || line.matches("During handling of", at: 0) || line.matches("The above exception", at: 0)
      || line.matches("<asynchronous suspension>", at: 0) || isNumberedFrame(line, 0)
  }

  /// `#0  main (file.dart:3:1)`, `#1 /home/test.php(13): run()`, `  12: core::panicking::panic`, `4 [ra] main + 12`.
  private static func isNumberedFrame(_ line: RawSpan, _ start: Int) -> Bool {
    guard line.byteOrZero(start) == UInt8(ascii: "#"), let (_, behind) = line.number(start &+ 1) else { return false }
    return line.byteOrZero(behind) <= Ascii.space
  }

  private static func isFrame(_ line: RawSpan, _ start: Int) -> Bool {
    line.matches("at ", at: start) || line.matches("File \"", at: start) || line.matches("from ", at: start)
      || line.matches("... ", at: start) || line.matches("eval at ", at: start)
      || line.firstIndex(of: ":in `", from: start) != nil
  }

  /// `NoMethodError (undefined method ...):`, which Rails indents by a blank.
  private static func isRubyHead(_ line: RawSpan, _ start: Int) -> Bool {
    guard start == 1, let open = line.firstIndex(of: " (", from: start),
      line.byteOrZero(line.trimmedEnd(start, line.byteCount) &- 1) == Ascii.colon
    else { return false }
    return ExceptionText.namesException(line.extracting(start..<open), 0, open - start)
  }
}
