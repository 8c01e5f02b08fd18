import Records

/// The head of a line of an application log: time, level, logger, process, in the orders that logging libraries use.
struct TextLogHead {
  var severity: Severity?
  /// The severity is a level that is set off from the message, not a word of it.
  var hasLevel = false
  var logger = ByteRange.none
  var pid: Int32 = -1
  /// Index of the message's first byte.
  var message = 0

  /// Where the time of a line begins: at once, in brackets, or behind a level or a process; nil where there is none.
  static func timeIndex(_ line: RawSpan) -> Int? {
    if isShortDated(line) { return 0 }
    if let at = timeBehindBracket(line, 0) { return at }
    guard line.byteCount > 12 else { return nil }
    // `ERROR 2024-06-05 ...`, `[ERROR] 2024-06-05 ...`, `(W) 2024-06-05 ...`, `<W>2024-06-05 ...`, Ruby's
    // `E, [2024-06-05...`, Redis's `12:M 05 Jun 2024 ...`, `[17:3-9] 2024-06-05 ...`.
    let isWrapped = isOpening(line.byte(0))
    let stop = min(line.byteCount, isWrapped ? 32 : 16)
    var at = isWrapped ? 1 : 0
    while at < stop,
      Ascii.isAlphanumeric(line.byte(at)) || line.byte(at) == Ascii.colon || isWrapped && line.byte(at) == Ascii.minus
    {
      at &+= 1
    }
    guard at > (isWrapped ? 1 : 0), at < stop else { return nil }
    // Go's logrus on a terminal: `WARN[2024-06-05T14:00:03Z] text`.
    if !isWrapped, line.byte(at) == Ascii.openBracket, SeverityWords.read(line, 0, at) != nil {
      return timeBehindBracket(line, at)
    }
    while at < stop, isClosing(line.byte(at)) { at &+= 1 }
    guard line.byte(at &- 1) == Ascii.space || isWrapped && isClosing(line.byte(at &- 1)) else { return nil }
    return timeBehindBracket(line, at)
  }

  /// `240605 14:00:03 [ERROR] text`, as MySQL and MariaDB write it, this one among lines of another form when it dies: six
  /// digits are a date only before a time of day and a level.
  static func isShortDated(_ line: RawSpan) -> Bool {
    guard line.byteOrZero(6) == Ascii.space, line.byteOrZero(9) == Ascii.colon, line.byteOrZero(12) == Ascii.colon,
      line.matches(" [", at: 15),
      let close = line.firstIndex(of: Ascii.closeBracket, from: 17, to: min(line.byteCount, 28))
    else { return false }
    return SeverityWords.read(line, 17, close) != nil && WrittenTime.read(line, 0, nil)?.end == 15
  }

  /// The level that stands before the time at `index`: a word, or a letter alone.
  static func severity(_ line: RawSpan, before index: Int) -> Severity? {
    if let named = SeverityWords.first(line, 0, index, tokens: 1)?.severity { return named }
    let at = isOpening(line.byte(0)) ? 1 : 0
    return Ascii.isAlphanumeric(line.byte(at &+ 1)) || line.byte(at &+ 1) == Ascii.colon
      ? nil : SeverityWords.letter(line.byte(at))
  }

  private static func isOpening(_ b: UInt8) -> Bool { b == Ascii.openBracket || b == Ascii.open || b == Ascii.less }

  private static func isClosing(_ b: UInt8) -> Bool {
    b == Ascii.closeBracket || b == Ascii.close || b == Ascii.greater || b == Ascii.comma || b == Ascii.space
  }

  private static func timeBehindBracket(_ line: RawSpan, _ at: Int) -> Int? {
    let start = isOpening(line.byteOrZero(at)) ? at &+ 1 : at
    return TimeReader.begins(line, start) ? start : nil
  }

  /// Reads what stands before the message from `start` on, in the first line only.
  static func read(_ line: RawSpan, _ start: Int, _ end: Int) -> TextLogHead {
    var head = TextLogHead()
    head.message = skippingSeparators(line, start, end)
    for _ in 0..<8 {
      guard head.message < end, head.readPart(line, head.message, end) else { break }
      head.message = skippingSeparators(line, head.message, end)
    }
    return head
  }

  /// Takes the level that java.util.logging writes below time and place: `Jun 05, 2024 2:00:03 PM shop.Cart pay`, then
  /// `SEVERE: text`. What stands before it is the logger, a class and its method.
  /// - Parameter end: of the first line.
  mutating func readLevelBelow(_ line: RawSpan, _ end: Int) {
    let start = end &+ 1
    guard let colon = line.firstIndex(of: ": ", from: start), colon &- start <= 8,
      let named = SeverityWords.read(line, start, colon), Ascii.isUpper(line.byte(colon &- 1))
    else { return }
    severity = named
    hasLevel = true
    if logger.isEmpty, message < end { logger = ByteRange(message, line.trimmedEnd(message, end)) }
    message = colon &+ 2
  }

  /// One part at `at`: moves `message` behind it. False where the message begins there.
  private mutating func readPart(_ line: RawSpan, _ at: Int, _ end: Int) -> Bool {
    let first = line.byte(at)
    if first == Ascii.openBracket {
      guard let close = closingBracket(line, at, min(end, at &+ 100)), !isNumbered(line, at, close) else {
        return false
      }
      readBracket(line, at &+ 1, close)
      message = close &+ 1
      return true
    }
    var stop = at
    while stop < end, isWordByte(line.byte(stop)) || isPath(line, stop, end) {
      stop &+= line.byte(stop) == Ascii.colon ? 2 : 1
    }
    guard stop > at else { return false }
    let next = stop < end ? line.byte(stop) : Ascii.space
    if severity == nil, next == Ascii.closeBracket, readWorker(line, at, stop) { return true }
    guard
      next <= Ascii.space || next == Ascii.colon || next == Ascii.openBracket || next == UInt8(ascii: "|")
        || next == Ascii.closeBracket && severity != nil
    else { return false }
    return readLetter(line, at, stop, end) || readWord(line, at, stop, end, next)
  }

  /// Level and process as Python's Celery writes them: `[2024-06-05 14:00:03,250: ERROR/MainProcess] text`.
  private mutating func readWorker(_ line: RawSpan, _ at: Int, _ stop: Int) -> Bool {
    guard let slash = line.firstIndex(of: Ascii.slash, from: at, to: stop), slash > at,
      Ascii.isUpper(line.byte(slash &- 1)), let named = SeverityWords.read(line, at, slash)
    else { return false }
    severity = named
    hasLevel = true
    if logger.isEmpty { logger = ByteRange(slash &+ 1, stop) }
    message = stop &+ 1
    return true
  }

  /// Whether `::` within a name is at `at`, as Rust's and C++'s modules have it.
  private func isPath(_ line: RawSpan, _ at: Int, _ end: Int) -> Bool {
    at &+ 2 < end && line.byte(at) == Ascii.colon && line.byte(at &+ 1) == Ascii.colon
      && Ascii.isLetter(line.byte(at &+ 2))
  }

  /// A letter for the level before a component in capitals or the connection in brackets, as MongoDB writes it:
  /// `W STORAGE  [conn42] text`.
  private mutating func readLetter(_ line: RawSpan, _ at: Int, _ stop: Int, _ end: Int) -> Bool {
    guard severity == nil, stop &- at == 1, let named = SeverityWords.letter(line.byte(at)) else { return false }
    let word = line.skippingBlanks(stop)
    var behind = word
    while behind < end, Ascii.isUpper(line.byte(behind)) || line.byte(behind) == Ascii.minus { behind &+= 1 }
    let next = line.skippingBlanks(behind)
    guard next < end, next > behind || behind == word, line.byte(next) == Ascii.openBracket,
      behind &- word != 1 || line.byte(word) == Ascii.minus
    else { return false }
    severity = named
    hasLevel = true
    if behind &- word > 1 { logger = ByteRange(word, behind) }
    message = next
    return true
  }

  /// The bracket that closes the one at `at`, others within it passed over.
  private func closingBracket(_ line: RawSpan, _ at: Int, _ end: Int) -> Int? {
    var depth = 0
    for i in at..<end {
      if line.byte(i) == Ascii.openBracket { depth &+= 1 }
      if line.byte(i) == Ascii.closeBracket {
        depth &-= 1
        if depth == 0 { return i }
      }
    }
    return nil
  }

  /// Whether the bracket `at...close`, behind the level and the logger, and the number in the one that follows at once are
  /// of the message, as Elasticsearch writes a shard or a collection: `[shop][0] failed`.
  private func isNumbered(_ line: RawSpan, _ at: Int, _ close: Int) -> Bool {
    guard severity != nil, !logger.isEmpty, line.byteOrZero(close &+ 1) == Ascii.openBracket,
      let (_, behind) = line.number(close &+ 2), line.byteOrZero(behind) == Ascii.closeBracket
    else { return false }
    return line.number(at &+ 1)?.end != close
  }

  private mutating func readBracket(_ line: RawSpan, _ start: Int, _ close: Int) {
    let end = line.trimmedEnd(start, close)
    if severity == nil, let named = SeverityWords.read(line, start, end) {
      severity = named
      hasLevel = true
    } else if pid < 0, let (value, behind) = line.number(start), behind == end {
      pid = Int32(truncatingIfNeeded: value)
    } else if pid < 0, line.matches("pid:", at: start) || line.matches("pid ", at: start),
      let (value, _) = line.number(line.skippingBlanks(start &+ 4))
    {
      pid = Int32(truncatingIfNeeded: value)
    } else if logger.isEmpty, start < end {
      logger = ByteRange(start, end)
    }
  }

  private mutating func readWord(_ line: RawSpan, _ at: Int, _ stop: Int, _ end: Int, _ next: UInt8) -> Bool {
    if severity == nil, next == Ascii.colon, line.equals("fail", at, stop), line.byteOrZero(stop &+ 1) == Ascii.space {
      // .NET's console.
      severity = .error
      hasLevel = true
      message = stop
      return true
    }
    if severity == nil, CrashLines.isFatal(line.extracting(0..<end), at) {
      // Go's last words, `panic: text`, are the message, whatever stands before them.
      severity = SeverityWords.read(line, at, stop) ?? .critical
      hasLevel = true
      return false
    }
    if severity == nil, let named = SeverityWords.read(line, at, stop) {
      // A level is in capitals or set off; the first word of a message (`error while reading`) stays in it.
      let isSetOff = next == Ascii.colon || next == Ascii.tab || next == Ascii.openBracket
      hasLevel =
        Ascii.isUpper(line.byte(stop &- 1)) || isSetOff || line.matches(" -", at: stop) || line.matches(" |", at: stop)
        || line.matches(" [", at: stop) || line.matches("  ", at: stop) || isLabelled(line, stop, end)
      if hasLevel || !SeverityWords.isOfSentences(line, at, stop) { severity = named }
      if hasLevel { message = stop }
      if next == Ascii.openBracket, let (_, close) = line.number(stop &+ 1), close &- stop == 5,
        line.byteOrZero(close) == Ascii.closeBracket
      {
        // Seconds since the program began: logrus' `ERRO[0003] text`.
        message = close &+ 1
      }
      return hasLevel
    }
    if next == Ascii.colon, logger.isEmpty, let (_, behind) = line.number(stop &+ 1),
      line.byteOrZero(behind) == Ascii.tab || line.byteOrZero(behind) == Ascii.closeBracket
    {
      // The place in the source: zap's `pool/pool.go:17`, glog's `pool.go:17]`.
      logger = ByteRange(at, stop)
      message = behind &+ 1
      return true
    }
    if let (value, behind) = line.number(at), behind == stop {
      // A process between level and logger (Spring: `INFO 123 --- [main] ...`).
      guard pid < 0, line.matches(" ---", at: stop) || line.matches(" [", at: stop) || next == Ascii.openBracket
      else { return false }
      pid = Int32(truncatingIfNeeded: value)
      message = stop
      return true
    }
    if severity == nil, next == Ascii.colon, let dot = line.lastIndex(of: Ascii.dot, from: at, to: stop),
      let named = SeverityWords.read(line, dot &+ 1, stop), Ascii.isUpper(line.byte(dot &+ 1))
    {
      // Monolog: `channel.LEVEL: text`.
      severity = named
      hasLevel = true
      logger = ByteRange(at, dot)
      message = stop
      return true
    }
    if next == Ascii.closeBracket, logger.isEmpty {
      // `[2024-06-05T14:00:00Z ERROR shop::cart] text`
      logger = ByteRange(at, stop)
      message = stop
      return true
    }
    guard logger.isEmpty || severity != nil, isLogger(line, at, stop, end, next) else { return false }
    if logger.isEmpty || line.lastIndex(of: Ascii.dot, from: at, to: stop) != nil { logger = ByteRange(at, stop) }
    message = stop
    return true
  }

  /// Whether a label follows a level, as swift-log puts it there: `shop : `, or `shop:` before metadata or a module.
  private func isLabelled(_ line: RawSpan, _ stop: Int, _ end: Int) -> Bool {
    let at = line.endOfToken(stop &+ 1)
    guard at > stop &+ 1, at < end else { return false }
    let next = at &+ 1
    return line.matches(": ", at: next)
      || line.byte(at &- 1) == Ascii.colon
        && (line.byteOrZero(next) == Ascii.openBracket
          || line.firstIndex(of: Ascii.equal, from: next, to: min(end, line.endOfToken(next))) != nil)
  }

  /// Whether the word `at..<stop` is a logger's name: set off by ` - `, ` : ` or a colon, or before a level.
  private func isLogger(_ line: RawSpan, _ at: Int, _ stop: Int, _ end: Int, _ next: UInt8) -> Bool {
    if next == Ascii.colon {
      let isSetOff = line.byteOrZero(stop &+ 1) == Ascii.space || (at > 0 && line.byte(at &- 1) == Ascii.colon)
      return isSetOff && severity != nil && logger.isEmpty
        && !ExceptionText.namesException(line, at, end)
    }
    if next == Ascii.openBracket { return logger.isEmpty && stop &- at <= 40 }
    let word = line.skippingBlanks(stop)
    if word > stop, line.matches("- ", at: word) || line.matches(": ", at: word) || line.matches("| ", at: word) {
      return true
    }
    guard severity == nil else { return false }
    var behind = word
    while behind < end, Ascii.isLetter(line.byte(behind)) { behind &+= 1 }
    return behind > word && Ascii.isUpper(line.byte(behind &- 1)) && SeverityWords.read(line, word, behind) != nil
  }

  private static func skippingSeparators(_ line: RawSpan, _ start: Int, _ end: Int) -> Int {
    var at = start
    while at < end {
      let b = line.byte(at)
      let next = at &+ 1 < end ? line.byte(at &+ 1) : Ascii.space
      let isMark = b == Ascii.minus || b == Ascii.colon || b == UInt8(ascii: "|") || b == Ascii.closeBracket
      guard
        b == Ascii.space || b == Ascii.tab || b == Ascii.comma || (isMark && !Ascii.isAlphanumeric(next))
          || b == Ascii.colon
      else { break }
      at &+= 1
    }
    return at
  }

  private func isWordByte(_ b: UInt8) -> Bool {
    Ascii.isAlphanumeric(b) || b == Ascii.dot || b == Ascii.underscore || b == Ascii.minus || b == UInt8(ascii: "$")
      || b == Ascii.slash || b == UInt8(ascii: "#")
  }
}
