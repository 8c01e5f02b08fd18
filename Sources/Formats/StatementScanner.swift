/// Splits a statement of SQL, or one with JSON (Elasticsearch, MongoDB), into words, literals and marks, and writes its
/// normal form.
struct StatementScanner {
  enum Token { case none, word, literal, open, close, comma, dot, mark }

  let end: Int
  var last = Token.none
  /// A comma between literals that is held back until it is known whether another literal follows.
  private(set) var heldComma = false
  /// The last word opens a list with a blank before the parenthesis (`in (?)`), unlike a function's name.
  private var wordTakesBlank = false
  /// Braces that are open: there is JSON between them.
  var braces = 0
  /// The last token is a name in JSON whose value is the name of a collection.
  var namesCollection = false
  /// The last mark or word compares with what follows; the last word opens a list of values; such a list is open.
  private var compares = false
  private var wordLists = false
  private var listsValues = false
  private var rows = StatementRows()
  /// The statement is what Elasticsearch's slow log writes: `source[...], id[...]`.
  private var isOfSearches = false

  init(end: Int) { self.end = end }

  mutating func scan(_ line: RawSpan, _ start: Int, _ sink: inout some StatementSink) {
    var at = start
    while at < end {
      let b = line.byte(at)
      if b <= Ascii.space {
        at &+= 1
      } else if b == Ascii.minus, next(line, at) == Ascii.minus {
        at = line.firstIndex(of: Ascii.newline, from: at, to: end) ?? end
      } else if b == Ascii.slash, next(line, at) == UInt8(ascii: "*") {
        at = commentEnd(line, at)
      } else {
        at = token(line, at, b, &sink)
      }
    }
    if heldComma, rows.held == .nothing { sink.put(Ascii.comma) }
    sink.end()
  }

  private func next(_ line: RawSpan, _ at: Int) -> UInt8 { at &+ 1 < end ? line.byte(at &+ 1) : 0 }

  private func commentEnd(_ line: RawSpan, _ at: Int) -> Int {
    var close = at &+ 2
    while close &+ 1 < end {
      if line.byte(close) == UInt8(ascii: "*"), line.byte(close &+ 1) == Ascii.slash { return close &+ 2 }
      close &+= 1
    }
    return end
  }

  @inline(__always)
  private mutating func token(_ line: RawSpan, _ at: Int, _ b: UInt8, _ sink: inout some StatementSink) -> Int {
    switch b {
    case Ascii.apostrophe:
      literal(&sink)
      return stringEnd(line, at)
    case UInt8(ascii: "$"):
      literal(&sink)
      return dollarEnd(line, at)
    case Ascii.quote, UInt8(ascii: "`"):
      return braces > 0 ? stringInJSON(line, at, escapes: 0, &sink) : quotedInSQL(line, at, b, &sink)
    case Ascii.openBrace:
      markInJSON(b, &sink)
      return at &+ 1
    case Ascii.closeBrace, Ascii.openBracket, UInt8(ascii: "]"), Ascii.colon:
      guard braces > 0 else { return mark(line, at, &sink) }
      markInJSON(b, &sink)
      return at &+ 1
    case Ascii.backslash:
      return braces > 0 ? escapeInJSON(line, at, &sink) : mark(line, at, &sink)
    case Ascii.comma:
      if last == .literal {
        heldComma = true
      } else if rows.hold(.comma, behind: last) {
        last = .comma
      } else {
        begin(.comma, &sink)
        sink.put(b)
      }
      return at &+ 1
    case Ascii.open, Ascii.close, Ascii.dot:
      if b != Ascii.dot { listsValues = b == Ascii.open && wordLists }
      if b == Ascii.open, rows.hold(.open, behind: last) {
        last = .open
        return at &+ 1
      }
      if b == Ascii.close, rows.held == .literals {
        rows.close()
        heldComma = false
        last = .close
        return at &+ 1
      }
      begin(b == Ascii.open ? .open : b == Ascii.close ? .close : .dot, &sink)
      sink.put(b)
      return at &+ 1
    case Ascii.semicolon:
      return at &+ 1
    default:
      if Ascii.isDigit(b) {
        literal(&sink)
        return numberEnd(line, at)
      }
      return isWordByte(b) ? word(line, at, &sink) : mark(line, at, &sink)
    }
  }

  /// Writes the blank that stands between the last token and `token`, and a comma that was held back.
  mutating func begin(_ token: Token, _ sink: inout some StatementSink) {
    if rows.held != .nothing { rows.release(&sink) }
    if heldComma {
      sink.put(Ascii.comma)
      heldComma = false
      last = .comma
    }
    rows.write(token)
    let isTight: Bool
    switch (last, token) {
    case (.none, _), (_, .close), (_, .comma), (_, .dot), (.open, _), (.dot, _): isTight = true
    case (.word, .open): isTight = !wordTakesBlank
    default: isTight = false
    }
    if !isTight { sink.put(Ascii.space) }
    last = token
    namesCollection = false
  }

  mutating func beginWord(_ sink: inout some StatementSink) {
    begin(.word, &sink)
    wordTakesBlank = false
    wordLists = false
    compares = false
  }

  /// Whether what stands in double quotes is a value.
  var awaitsValue: Bool {
    compares && (last == .mark || last == .word) || listsValues && (last == .open || heldComma)
  }

  mutating func literal(_ sink: inout some StatementSink) {
    if last == .literal {
      // The second literal of a list, or two in a row: one stands for all.
      heldComma = false
      return
    }
    if rows.hold(.literal, behind: last) {
      last = .literal
      return
    }
    begin(.literal, &sink)
    sink.put(UInt8(ascii: "?"))
  }

  private mutating func word(_ line: RawSpan, _ start: Int, _ sink: inout some StatementSink) -> Int {
    // `E'...'`, `B'...'`, `X'...'`, `N'...'`: the letter belongs to the string.
    if next(line, start) == Ascii.apostrophe {
      literal(&sink)
      return stringEnd(line, start &+ 1)
    }
    if rows.isOpen || rows.held != .nothing, last == .open || last == .comma || heldComma {
      let close = wordEnd(line, start)
      if close &- start <= 7, StatementRows.isValue(line, start, close), next(line, close &- 1) != Ascii.open {
        literal(&sink)
        return close
      }
    }
    let isFirst = last == .none
    beginWord(&sink)
    let at = wordEnd(line, start)
    for i in start..<at { sink.put(Ascii.lower(line.byte(i))) }
    switch at &- start <= 7 ? line.packedLowercase(start, at) : 0 {
    case Ascii.packed("values"):
      wordTakesBlank = true
      wordLists = true
      rows.begin()
    case Ascii.packed("in"):
      wordTakesBlank = true
      wordLists = true
    case Ascii.packed("against"): wordLists = true
    case Ascii.packed("like"), Ascii.packed("regexp"): compares = true
    case Ascii.packed("and"), Ascii.packed("or"), Ascii.packed("from"),
      Ascii.packed("as"), Ascii.packed("exists"), Ascii.packed("where"), Ascii.packed("not"), Ascii.packed("on"),
      Ascii.packed("using"), Ascii.packed("over"), Ascii.packed("join"), Ascii.packed("union"), Ascii.packed("all"):
      wordTakesBlank = true
    default: break
    }
    if at < end, line.byte(at) == Ascii.openBracket {
      // No statement of SQL begins with a word and a bracket.
      if isFirst { isOfSearches = true }
      if isOfSearches, Self.isOfOneSearch(line, start, at) {
        literal(&sink)
        return line.firstIndex(of: UInt8(ascii: "]"), from: at, to: end).map { $0 &+ 1 } ?? end
      }
    }
    return at
  }

  private func wordEnd(_ line: RawSpan, _ start: Int) -> Int {
    var at = start &+ 1
    while at < end, isWordByte(line.byte(at)) || Ascii.isDigit(line.byte(at)) { at &+= 1 }
    return at
  }

  private mutating func mark(_ line: RawSpan, _ start: Int, _ sink: inout some StatementSink) -> Int {
    // The sign of a number where none can be subtracted from.
    if line.byte(start) == Ascii.minus, Ascii.isDigit(next(line, start)),
      last == .mark || last == .open || last == .comma
        || heldComma
    {
      return start &+ 1
    }
    begin(.mark, &sink)
    let first = line.byte(start)
    compares = first == Ascii.equal || first == Ascii.less || first == Ascii.greater || first == UInt8(ascii: "!")
    var at = start
    while at < end, isMark(line.byte(at)) {
      if at > start, line.byte(at) == Ascii.minus { break }
      sink.put(line.byte(at))
      at &+= 1
    }
    if at == start {
      sink.put(line.byte(at))
      at &+= 1
    }
    return at
  }

  /// Behind the string that begins at `at`; a doubled quote and one behind a backslash belong to it.
  func stringEnd(_ line: RawSpan, _ at: Int, _ quote: UInt8 = Ascii.apostrophe) -> Int {
    var close = at &+ 1
    while close < end {
      let b = line.byte(close)
      if b == Ascii.backslash {
        close &+= 2
      } else if b != quote {
        close &+= 1
      } else if next(line, close) == quote {
        close &+= 2
      } else {
        return close &+ 1
      }
    }
    return end
  }

  /// Behind `$1`, `$$...$$` or `$tag$...$tag$`.
  private func dollarEnd(_ line: RawSpan, _ at: Int) -> Int {
    var tag = at &+ 1
    while tag < end, Ascii.isAlphanumeric(line.byte(tag)) || line.byte(tag) == Ascii.underscore { tag &+= 1 }
    guard tag < end, line.byte(tag) == UInt8(ascii: "$"), !Ascii.isDigit(next(line, at)) else { return tag }
    let length = tag &- at &+ 1
    var close = tag &+ 1
    while let dollar = line.firstIndex(of: UInt8(ascii: "$"), from: close, to: end) {
      if dollar &+ length <= end, isSame(line, at, dollar, length) { return dollar &+ length }
      close = dollar &+ 1
    }
    return end
  }

  private func isSame(_ line: RawSpan, _ a: Int, _ b: Int, _ length: Int) -> Bool {
    for i in 0..<length where line.byte(a &+ i) != line.byte(b &+ i) { return false }
    return true
  }

  private func numberEnd(_ line: RawSpan, _ start: Int) -> Int {
    var at = start
    while at < end, Ascii.isAlphanumeric(line.byte(at)) || line.byte(at) == Ascii.dot { at &+= 1 }
    // `1.0E-4`, as JSON writes small numbers.
    if braces > 0, at < end, line.byte(at) == Ascii.minus, line.byte(at &- 1) | 0x20 == UInt8(ascii: "e") {
      return numberEnd(line, at &+ 1)
    }
    return at
  }

  private func isWordByte(_ b: UInt8) -> Bool {
    Ascii.isLetter(b) || b == Ascii.underscore || b >= 128 || b == UInt8(ascii: "#") || b == UInt8(ascii: "@")
  }

  private func isMark(_ b: UInt8) -> Bool {
    switch b {
    case Ascii.equal, Ascii.less, Ascii.greater, UInt8(ascii: "!"), UInt8(ascii: "~"), UInt8(ascii: "|"), Ascii.colon,
      Ascii.plus, Ascii.minus, UInt8(ascii: "*"), UInt8(ascii: "&"), UInt8(ascii: "^"):
      true
    default: false
    }
  }
}
