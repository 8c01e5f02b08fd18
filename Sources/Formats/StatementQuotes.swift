/// What stands in double quotes in a statement: a name in SQL, a name or a value in JSON.
extension StatementScanner {
  /// Reads what stands in quotes in SQL. It is a name, but MySQL's values stand there as well: what is compared with, where
  /// it is written unlike a column, and what a list of values holds. A name of MySQL's is in backquotes.
  mutating func quotedInSQL(_ line: RawSpan, _ at: Int, _ quote: UInt8, _ sink: inout some StatementSink) -> Int {
    if quote == Ascii.quote, awaitsValue {
      let end = stringEnd(line, at, quote)
      let mayBeColumn = last == .mark && Self.isIdentifier(line, at &+ 1, end &- 1)
      if !mayBeColumn, end >= self.end || line.byte(end) != Ascii.dot {
        literal(&sink)
        return end
      }
    }
    beginWord(&sink)
    let close = line.firstIndex(of: quote, from: at &+ 1, to: end).map { $0 &+ 1 } ?? end
    for i in at..<close { sink.put(line.byte(i)) }
    return close
  }

  private static func isIdentifier(_ line: RawSpan, _ start: Int, _ end: Int) -> Bool {
    guard start < end, !Ascii.isDigit(line.byte(start)) else { return false }
    for at in start..<end where !Ascii.isAlphanumeric(line.byte(at)) && line.byte(at) != Ascii.underscore {
      return false
    }
    return true
  }

  /// Reads a string of JSON: before a colon it is a name, else a value. The collection that a command of MongoDB's is of
  /// stays as well.
  /// - Parameter escapes: how many backslashes stand before its quotes: JSON is logged as text within JSON.
  mutating func stringInJSON(
    _ line: RawSpan, _ quote: Int, escapes: Int, _ sink: inout some StatementSink
  ) -> Int {
    var close = end
    var from = quote &+ 1
    while let next = line.firstIndex(of: Ascii.quote, from: from, to: end) {
      var first = next
      while first > quote &+ 1, line.byte(first &- 1) == Ascii.backslash { first &-= 1 }
      // Half of the backslashes beyond those of the quote itself are the text's.
      if (next &- first) % (2 &* (escapes &+ 1)) == escapes {
        close = next
        break
      }
      from = next &+ 1
    }
    let after = close < end ? close &+ 1 : end
    let isName = skippingBlanks(line, after).map { line.byte($0) == Ascii.colon } ?? false
    guard isName || namesCollection else {
      literal(&sink)
      return after
    }
    let isCommand =
      isName && braces == 1 && last == .open && Self.isCommand(line, quote &+ 1, close &- escapes)
    beginWord(&sink)
    sink.put(Ascii.quote)
    for i in quote &+ 1..<max(quote &+ 1, close &- escapes) { sink.put(line.byte(i)) }
    sink.put(Ascii.quote)
    namesCollection = isCommand
    return after
  }

  /// Reads backslashes within JSON: those of a quote, and blanks of JSON that is logged as text.
  mutating func escapeInJSON(_ line: RawSpan, _ at: Int, _ sink: inout some StatementSink) -> Int {
    var behind = at
    while behind < end, line.byte(behind) == Ascii.backslash { behind &+= 1 }
    guard behind < end else { return end }
    switch line.byte(behind) {
    case Ascii.quote: return stringInJSON(line, behind, escapes: behind &- at, &sink)
    case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): return behind &+ 1
    default: return behind
    }
  }

  /// Reads a bracket of JSON or the colon behind a name.
  mutating func markInJSON(_ byte: UInt8, _ sink: inout some StatementSink) {
    switch byte {
    case Ascii.openBrace, Ascii.openBracket:
      begin(braces == 0 ? .mark : .open, &sink)
      last = .open
    case Ascii.colon:
      let names = namesCollection
      begin(.comma, &sink)
      namesCollection = names
    default: begin(.close, &sink)
    }
    sink.put(byte)
    if byte == Ascii.openBrace { braces &+= 1 }
    if byte == Ascii.closeBrace { braces = max(0, braces &- 1) }
  }

  private func skippingBlanks(_ line: RawSpan, _ from: Int) -> Int? {
    var at = from
    while at < end, line.byte(at) <= Ascii.space { at &+= 1 }
    return at < end ? at : nil
  }

  private static func isCommand(_ line: RawSpan, _ start: Int, _ end: Int) -> Bool {
    switch end &- start {
    case 4: line.equals("find", start, end)
    case 5: line.equals("count", start, end)
    case 6: line.equals("insert", start, end) || line.equals("update", start, end) || line.equals("delete", start, end)
    case 8: line.equals("distinct", start, end)
    case 9: line.equals("aggregate", start, end)
    case 10: line.equals("collection", start, end)
    case 13: line.equals("findAndModify", start, end) || line.equals("findandmodify", start, end)
    default: false
    }
  }

  /// Whether what Elasticsearch writes in brackets behind this word is of one search alone: `id[...]`, `total_hits[3 hits]`.
  static func isOfOneSearch(_ line: RawSpan, _ start: Int, _ end: Int) -> Bool {
    switch end &- start {
    case 2: line.equals("id", start, end)
    case 7: line.equals("routing", start, end)
    case 10: line.equals("total_hits", start, end)
    default: false
    }
  }
}
