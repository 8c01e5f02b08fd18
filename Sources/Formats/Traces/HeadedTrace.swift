import Records

/// Joins the lines of a stack trace that a program wrote to syslog one by one, so that each has a head of its own:
///
///     Jun  5 14:00:03 web1 shop[812]: java.lang.IllegalStateException: closed
///     Jun  5 14:00:03 web1 shop[812]: #011at shop.Pool.take(Pool.java:7)
///
/// A line goes on with the one before it where both are of one process, at most a second apart, and the messages are
/// those of a trace (`TraceGrammar`), of which this one or the one before looks it by itself (`isTelling`). So a line that
/// does not, behind one that does not, surely begins a record: there a file can be cut.
struct HeadedTrace {
  private static let gap: UInt64 = 1_000_000

  private var traces = TraceGrammar()
  private var head: SyslogHeader?
  /// Between a head and what the program wrote.
  private var blanks = 1
  /// Whether the newest line's message looks like one of a trace.
  private var isTelling = false
  /// Behind a line that has no head.
  private var isOver = false

  /// Whether `line` goes on with the record that `first` begins and whose lines were all asked for before.
  @inline(__always)
  mutating func continues(_ block: RawSpan, _ first: Range<Int>, _ line: Range<Int>, _ times: inout TimeReader) -> Bool
  {
    let wasTelling = isTelling
    isTelling = Self.isTelling(block, line.lowerBound, line.upperBound)
    guard isTelling || wasTelling, !isOver else { return false }
    return join(block.extracting(first), block.extracting(line), &times)
  }

  /// Takes note of a line without a head.
  mutating func pass() { isOver = true }

  @inline(never)
  private mutating func join(_ first: RawSpan, _ line: RawSpan, _ times: inout TimeReader) -> Bool {
    if head == nil {
      guard let own = SyslogHeader.read(first, &times) else { return false }
      head = own
      blanks = Self.blanks(first, own)
      _ = unsafe traces.continues(Self.message(first, own, behind: blanks).span.bytes)
    }
    guard let before = head, let own = SyslogHeader.read(line, &times), own.pid == before.pid,
      Self.isSame(before.host, first, own.host, line), Self.isSame(before.tag, first, own.tag, line)
    else { return false }
    let (pause, isTooLong) = own.time.micros.subtractingReportingOverflow(before.time.micros)
    guard !isTooLong, pause.magnitude <= Self.gap else { return false }
    guard unsafe traces.continues(Self.message(line, own, behind: blanks).span.bytes), traces.isInTrace else {
      return false
    }
    head?.time = own.time
    return true
  }

  private static func isSame(_ a: ByteRange, _ line: RawSpan, _ b: ByteRange, _ other: RawSpan) -> Bool {
    a.count == b.count && zip(a.range, b.range).allSatisfy { line.byte($0) == other.byte($1) }
  }

  /// Blanks that part the message of a record's first line from its head: one, but behind heads of RFC 5424 as rsyslog
  /// writes them of what came to it in the older form, whose blank it keeps: two; and behind a byte order mark none.
  private static func blanks(_ first: RawSpan, _ header: SyslogHeader) -> Int {
    let at = start(first, header)
    if at >= 3, first.matches("\u{FEFF}", at: at &- 3) { return 0 }
    return SyslogHeader.version1Message(first) != nil && first.byteOrZero(at &+ 1) == Ascii.space ? 2 : 1
  }

  /// Behind a line's head.
  private static func start(_ line: RawSpan, _ header: SyslogHeader) -> Int {
    var at = header.message
    while at > 0, line.byte(at &- 1) == Ascii.space || line.byte(at &- 1) == Ascii.tab { at &-= 1 }
    return at
  }

  /// A line's message with the blanks that indent it, tabs as rsyslog writes them (`#011`) read.
  private static func message(_ line: RawSpan, _ header: SyslogHeader, behind blanks: Int) -> [UInt8] {
    var at = start(line, header)
    for _ in 0..<blanks where line.byteOrZero(at) == Ascii.space { at &+= 1 }
    var text: [UInt8] = []
    while at < line.byteCount {
      if line.matches("#011", at: at) {
        text.append(Ascii.tab)
        at &+= 4
      } else if line.byte(at) <= Ascii.space {
        text.append(line.byte(at))
        at &+= 1
      } else {
        break
      }
    }
    text.append(contentsOf: line.extracting(at..<line.byteCount))
    return text
  }

  /// Whether a line's message looks like one within a trace. Cheap, for every line: where the message begins is guessed.
  @inline(__always)
  static func isTelling(_ block: RawSpan, _ start: Int, _ end: Int) -> Bool {
    if Ascii.isDigit(block.byteOrZero(start)) || block.byteOrZero(start) == Ascii.less,
      let message = SyslogHeader.version1Message(block.extracting(start..<end))
    {
      let first = start &+ message
      return isTelling(block, message: block.byteOrZero(first) == Ascii.space ? first &+ 1 : first, end)
    }
    // Behind the time, whose colons have no blank behind them.
    var at = start &+ 15
    let stop = min(end, start &+ 160)
    while let colon = block.firstIndex(of: Ascii.colon, from: at, to: stop) {
      at = colon &+ 1
      if at < end, block.byte(at) != Ascii.space { continue }
      return isTelling(block, message: at &+ 1, end)
    }
    return false
  }

  @inline(__always)
  private static func isTelling(_ block: RawSpan, message: Int, _ end: Int) -> Bool {
    let first = message < end ? block.byte(message) : 0
    return first <= Ascii.space || !Ascii.isDigit(first) && mayTell(first) && tells(block.extracting(message..<end))
  }

  @inline(__always)
  private static func mayTell(_ first: UInt8) -> Bool {
    switch first {
    case UInt8(ascii: "#"), UInt8(ascii: "C"), UInt8(ascii: "S"), UInt8(ascii: "s"), UInt8(ascii: "D"),
      UInt8(ascii: "T"), UInt8(ascii: "g"), UInt8(ascii: "["), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "a"), UInt8(ascii: "F"), UInt8(ascii: "<"):
      true
    default: false
    }
  }

  @inline(never)
  private static func tells(_ message: RawSpan) -> Bool {
    message.matches("#011", at: 0) || TraceGrammar.goesOn(message) || message.matches("Traceback (most", at: 0)
      || message.matches("goroutine ", at: 0) || message.matches("[signal ", at: 0)
  }

  // MARK: Text

  /// The lines of a record as its program wrote them: without the heads of all but the first, and without the blanks
  /// with which `journalctl` puts those of one message below one another.
  static func text(_ record: RawSpan, _ times: TimeReader) -> [UInt8] {
    var times = times
    var text: [UInt8] = []
    text.reserveCapacity(record.byteCount)
    var indent = 0
    var blanks = 1
    var at = 0
    while at <= record.byteCount {
      let end = record.firstIndex(of: Ascii.newline, from: at) ?? record.byteCount
      let line = record.extracting(at..<end)
      if at == 0 {
        let head = SyslogHeader.read(line, &times)
        indent = head?.message ?? 0
        if let head { blanks = Self.blanks(line, head) }
        text.append(contentsOf: line)
      } else {
        text.append(Ascii.newline)
        if line.byteOrZero(0) > Ascii.space, let header = SyslogHeader.read(line, &times) {
          text.append(contentsOf: message(line, header, behind: blanks))
        } else {
          let own = min(indent, line.skippingBlanks(0))
          text.append(contentsOf: line.extracting((own == indent ? own : 0)..<line.byteCount))
        }
      }
      at = end + 1
    }
    return text
  }
}
