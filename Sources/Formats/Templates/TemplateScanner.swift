/// Splits one line of a message into what stays and what varies.
///
/// These vary: words with a digit, paths, addresses, dates, long hexadecimal words, names of three parts or more
/// that are no class's (`com.example.app`), `true`, `false` and `null`; a number's unit belongs to it. So does what a key is set to
/// (`user=alice`), unless the key says what kind of message it is (`reason=timeout`), and a quoted string with a digit
/// or a path, unless it is a request, whose method stays.
struct TemplateScanner {
  private let start: Int
  private let end: Int
  /// The variable that the run of variables before this place amounts to; nil where none is open.
  private var run: TemplateVariable?
  /// The end of that run: delimiters behind it are dropped where another variable follows.
  private var runEnd = 0

  init(start: Int, end: Int) {
    self.start = start
    self.end = end
  }

  @inline(__always)
  mutating func scan(_ message: RawSpan, _ sink: inout some TemplateSink) {
    var at = start
    while at < end {
      let b = message.byte(at)
      if TemplateScanner.isDelimiter(b) {
        at = delimiter(message, at, b, &sink)
      } else {
        at = token(message, at, b, &sink)
      }
    }
    flush(message, end, &sink)
  }

  /// What a byte is, as bits of a character: 1 a delimiter (space, control characters and `"'(),:;<=>[]{|}`), 2 a
  /// digit, 4 no hexadecimal digit, 8 the `@` of an address, 16 a full stop, 32 the backslash of a path.
  private static var classes: StaticString {
    """
    EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEDEDDDDEEEDDEDTDBBBBBBBBBBEEEEED\
    L@@@@@@DDDDDDDDDDDDDDDDDDDDEdEDDD@@@@@@DDDDDDDDDDDDDDDDDDDDEEEDD\
    DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD\
    DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD
    """
  }

  @inline(__always)
  static func isDelimiter(_ b: UInt8) -> Bool { classes(of: b) & 1 != 0 }

  @inline(__always)
  private static func classes(of b: UInt8) -> UInt8 { unsafe classes.utf8Start[Int(b)] &- 0x40 }

  /// One delimiter, a run of blanks, a quoted string or a key's value at `at`: the index behind it.
  @inline(__always)
  private mutating func delimiter(_ message: RawSpan, _ at: Int, _ b: UInt8, _ sink: inout some TemplateSink) -> Int {
    if b == Ascii.colon, at &+ 1 < end, message.byte(at &+ 1) == Ascii.colon,
      at == start || TemplateScanner.isDelimiter(message.byte(at &- 1)),
      let address = VariableWord.groups(message, at, end)
    {
      add(address.kind, message, at, address.end, &sink)
      return address.end
    }
    if run != nil, TemplateScanner.joins(b) { return at &+ 1 }
    if b <= Ascii.space {
      flush(message, at, &sink)
      var behind = at &+ 1
      while behind < end, message.byte(behind) <= Ascii.space { behind &+= 1 }
      sink.blank()
      return behind
    }
    if b == Ascii.quote || b == Ascii.apostrophe, let close = QuotedText.close(message, at, end, b),
      QuotedText.varies(message, at, close)
    {
      flush(message, at, &sink)
      sink.literal(message, at, at &+ 1)
      sink.variable(.quoted)
      sink.literal(message, close, close &+ 1)
      return close &+ 1
    }
    if b == Ascii.less, isComparison(message, at) { return at &+ 1 }
    flush(message, at, &sink)
    sink.literal(message, at, at &+ 1)
    guard b == Ascii.equal, at > start, !TemplateScanner.isDelimiter(message.byte(at &- 1)),
      let value = KeyedValue.read(message, start, at, end)
    else { return at &+ 1 }
    add(value.kind, message, at &+ 1, value.end, &sink)
    return value.end
  }

  /// Whether a delimiter between two variables does not part them.
  @inline(__always)
  private static func joins(_ b: UInt8) -> Bool {
    b <= Ascii.space || b == Ascii.comma || b == Ascii.colon || b == Ascii.semicolon || b == UInt8(ascii: "|")
  }

  /// Whether the `<` at `at` compares (`lifetime <1 sec`) and is no bracket (`<0x0>`).
  private func isComparison(_ message: RawSpan, _ at: Int) -> Bool {
    guard at == start || message.byte(at &- 1) <= Ascii.space, at &+ 1 < end, Ascii.isDigit(message.byte(at &+ 1))
    else { return false }
    var behind = at &+ 1
    while behind < end, !TemplateScanner.isDelimiter(message.byte(behind)) { behind &+= 1 }
    return behind == end || message.byte(behind) != Ascii.greater
  }

  @inline(__always)
  private mutating func token(
    _ message: RawSpan, _ first: Int, _ b: UInt8, _ sink: inout some TemplateSink
  ) -> Int {
    if b == Ascii.slash {
      let behind = VariableWord.pathEnd(message, first, end)
      add(.path, message, first, behind, &sink)
      return behind
    }
    if b == Ascii.dot, first &+ 1 < end, message.byte(first &+ 1) == Ascii.dot {
      flush(message, first, &sink)
      sink.dots()
      var behind = first &+ 2
      while behind < end, message.byte(behind) == Ascii.dot { behind &+= 1 }
      return behind
    }
    var at = first
    var seen: UInt8 = 0
    var dots = 0
    while at < end {
      let classes = TemplateScanner.classes(of: message.byte(at))
      if classes & 1 != 0 { break }
      if classes & 16 != 0 {
        if at &+ 1 < end, message.byte(at &+ 1) == Ascii.dot { break }
        dots &+= 1
      }
      seen |= classes
      at &+= 1
    }
    if at < end, message.byte(at) == Ascii.colon {
      if let found = VariableWord.behindColon(message, first, at, end, seen, dots) {
        add(found.kind, message, first, found.end, &sink)
        return found.end
      }
    }
    if !isFunction(message, first, at),
      let kind = VariableWord.kind(message, first, at, seen, dots) ?? context(message, first, at)
    {
      if kind == .number, let unit = NumberUnit.behind(message, at, end) {
        add(unit.kind, message, first, unit.end, &sink)
        return unit.end
      }
      add(kind, message, first, at, &sink)
    } else {
      flush(message, first, &sink)
      sink.literal(message, first, at)
    }
    return at
  }

  /// Whether `()` stands behind a word: the name of a function stays (`jk2_init()`).
  @inline(__always)
  private func isFunction(_ message: RawSpan, _ first: Int, _ at: Int) -> Bool {
    at &+ 1 < end && message.byte(at) == Ascii.open && message.byte(at &+ 1) == Ascii.close
      && Ascii.isLetter(message.byte(first))
  }

  /// What a word is by what stands beside it: a part of a date.
  @inline(__always)
  private mutating func context(_ message: RawSpan, _ first: Int, _ at: Int) -> TemplateVariable? {
    if let open = run, runEnd &+ 1 == first, message.byte(runEnd) <= Ascii.space {
      if open == .time || open == .number, DateWords.isZone(message, first, at) { return .time }
    }
    return at &- first == 3 && DateWords.beginsDate(message, first, end) ? .time : nil
  }

  /// The variable `first..<behind`: a new one, or a part of the run before it.
  @inline(__always)
  private mutating func add(
    _ kind: TemplateVariable, _ message: RawSpan, _ first: Int, _ behind: Int, _ sink: inout some TemplateSink
  ) {
    if let open = run {
      if open.stands(apartFrom: kind), runEnd < first, message.byte(first &- 1) <= Ascii.space {
        flush(message, first, &sink)
        run = kind
      } else {
        run = open.joined(with: kind)
      }
    } else {
      run = kind
    }
    runEnd = behind
  }

  /// Emits the run of variables and the delimiters that were held back behind it.
  @inline(__always)
  private mutating func flush(_ message: RawSpan, _ behind: Int, _ sink: inout some TemplateSink) {
    guard let kind = run else { return }
    sink.variable(kind)
    run = nil
    var at = runEnd
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
}
