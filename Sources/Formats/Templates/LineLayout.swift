import Records

/// How the lines of a text log begin, learned from a sample of them: what stands before their messages.
///
/// The head ends behind the last column that holds a time or a level in nearly all lines; what follows it and looks the
/// same in nearly all of them belongs to it, too: a process or thread in brackets, a number, a logger, a host.
struct LineLayout: Sendable {
  /// Something that stands between the last time or level and the message.
  enum Part: CaseIterable, Sendable {
    /// `[main]`
    case bracket
    /// What stands before ` - `, one or two words.
    case beforeDash
    /// What a bar closes: `Step_LSC|`.
    case barred
    /// A process, a thread, a flag.
    case number
    /// `dfs.DataNode:`, `sshd[17]:`
    case component
    /// `nova.compute.manager`
    case logger
    /// A host before a component.
    case host
  }

  /// Tokens up to the last time or level, that included.
  let columns: Int
  /// The columns of the last time and level; nil where there is none.
  private let timeColumn: Int?
  private let levelColumn: Int?
  private let parts: [Part]

  private static let deepestColumn = 10
  private static let sampleLines = 200
  /// In tenths of the lines: for times, levels and what has a mark of its own; and for bare words and numbers.
  private static let mostLines = 9

  /// - Parameter lines: of `sample`, without line ends. Nil where nothing says where their messages begin.
  init?(_ sample: RawSpan, _ lines: [ByteRange]) {
    var heads: [Range<Int>] = []
    var traces = TraceGrammar()
    for line in lines where heads.count < LineLayout.sampleLines {
      if !traces.continues(sample.extracting(line.range)) { heads.append(line.range) }
    }
    guard !heads.isEmpty else { return nil }
    var times = [Int](repeating: 0, count: LineLayout.deepestColumn)
    var levels = times
    for range in heads {
      LineLayout.count(sample.extracting(range), &times, &levels)
    }
    let enough = (heads.count * LineLayout.mostLines + 9) / 10
    timeColumn = times.lastIndex { $0 >= enough }
    levelColumn = levels.lastIndex { $0 >= enough }
    // A column may hold a time in some lines and a level in the others.
    guard let last = zip(times, levels).map({ $0 + $1 }).lastIndex(where: { $0 >= enough }) else { return nil }
    columns = last + 1
    parts = LineLayout.parts(sample, heads, columns: columns)
  }

  private static func count(_ line: RawSpan, _ times: inout [Int], _ levels: inout [Int]) {
    var at = 0
    for column in 0..<deepestColumn {
      guard let token = HeadToken.next(line, at, line.byteCount) else { return }
      switch HeadToken.read(line, token.start, token.end) {
      case .time: times[column] += 1
      case .level: levels[column] += 1
      default: break
      }
      at = token.behind
    }
  }

  /// The parts behind the columns, one after the other as long as nearly all lines have the next one.
  private static func parts(_ sample: RawSpan, _ lines: [Range<Int>], columns: Int) -> [Part] {
    var places = lines.map { afterColumns(sample.extracting($0), columns) }
    var parts: [Part] = []
    while parts.count < 8 {
      let next = Part.allCases.first { part in
        let having = zip(lines, places).count { line, at in end(of: part, sample.extracting(line), at) != nil }
        let isBare = part == .number || part == .logger
        return isBare ? having * 20 >= lines.count * 19 : having * 10 >= lines.count * mostLines
      }
      guard let next else { break }
      parts.append(next)
      for index in lines.indices {
        let line = sample.extracting(lines[index])
        if let behind = end(of: next, line, places[index]) { places[index] = skippingSeparators(line, behind) }
      }
    }
    return parts
  }

  /// Whether a line has a time, or a level where the layout has no time, where the layout has it.
  func fits(_ line: RawSpan) -> Bool {
    var at = 0
    let wanted = timeColumn ?? levelColumn ?? columns - 1
    for column in 0...wanted {
      guard let token = HeadToken.next(line, at, line.byteCount) else { return false }
      if column == wanted {
        switch HeadToken.read(line, token.start, token.end) {
        case .time: return timeColumn != nil || levelColumn == nil
        case .level: return timeColumn == nil
        default: return false
        }
      }
      at = token.behind
    }
    return false
  }

  /// Index of the message's first byte, and the severity that the head names. `end`: of the record's first line.
  func message(_ line: RawSpan, _ end: Int) -> (start: Int, severity: Severity?) {
    let head = line.extracting(0..<end)
    var at = 0
    var severity: Severity?
    for column in 0..<columns {
      guard let token = HeadToken.next(head, at, end) else { return (0, severity) }
      if column == levelColumn { severity = LineLayout.severity(head, token.start, token.end) }
      at = token.behind
    }
    at = LineLayout.skippingSeparators(head, at)
    for part in parts {
      if let behind = LineLayout.end(of: part, head, at) { at = LineLayout.skippingSeparators(head, behind) }
    }
    return (at, severity)
  }

  private static func severity(_ line: RawSpan, _ start: Int, _ end: Int) -> Severity? {
    var from = start
    var to = end
    while from < to, !Ascii.isLetter(line.byte(from)) { from &+= 1 }
    while to > from, !Ascii.isLetter(line.byte(to &- 1)) { to &-= 1 }
    return to &- from == 1 ? SeverityWords.letter(line.byte(from)) : SeverityWords.read(line, from, to)
  }

  private static func afterColumns(_ line: RawSpan, _ columns: Int) -> Int {
    var at = 0
    for _ in 0..<columns {
      guard let token = HeadToken.next(line, at, line.byteCount) else { break }
      at = token.behind
    }
    return skippingSeparators(line, at)
  }

  private static func skippingSeparators(_ line: RawSpan, _ start: Int) -> Int {
    var at = start
    let end = line.byteCount
    while at < end {
      let b = line.byte(at)
      if b > Ascii.space, b != Ascii.comma {
        let isMark = b == Ascii.minus || b == Ascii.colon || b == UInt8(ascii: "|")
        guard isMark, at &+ 1 >= end || line.byte(at &+ 1) <= Ascii.space else { break }
      }
      at &+= 1
    }
    return at
  }

  /// The end of the part at `at`; nil where something else stands there.
  private static func end(of part: Part, _ line: RawSpan, _ at: Int) -> Int? {
    let end = line.byteCount
    guard at < end else { return nil }
    switch part {
    case .bracket: return closingBracket(line, at)
    case .beforeDash: return dash(line, at)
    case .barred, .number, .component, .logger, .host:
      guard let token = HeadToken.next(line, at, end) else { return nil }
      switch part {
      case .barred: return token.behind > token.end ? token.behind : nil
      case .number:
        if case .number = HeadToken.read(line, token.start, token.end) { return token.behind }
        return nil
      case .component: return isComponent(line, token.start, token.end) ? token.behind : nil
      case .logger: return isLogger(line, token.start, token.end) ? token.behind : nil
      default:
        guard let next = HeadToken.next(line, token.behind, end), isComponent(line, next.start, next.end),
          !isComponent(line, token.start, token.end)
        else { return nil }
        return token.behind
      }
    }
  }

  /// Behind the bracket that closes the one at `at`, others within it passed over.
  private static func closingBracket(_ line: RawSpan, _ at: Int) -> Int? {
    guard line.byte(at) == Ascii.openBracket else { return nil }
    var depth = 0
    for index in at..<min(line.byteCount, at &+ 200) {
      if line.byte(index) == Ascii.openBracket { depth &+= 1 }
      if line.byte(index) == Ascii.closeBracket {
        depth &-= 1
        if depth == 0 { return index &+ 1 }
      }
    }
    return nil
  }

  /// Behind a ` - ` that follows one or two words.
  private static func dash(_ line: RawSpan, _ at: Int) -> Int? {
    var from = at
    for words in 0..<3 {
      guard let token = HeadToken.next(line, from, line.byteCount) else { return nil }
      if token.end &- token.start == 1, line.byte(token.start) == Ascii.minus { return words > 0 ? token.end : nil }
      from = token.end
    }
    return nil
  }

  /// `name:`, `name[17]:`, `name(pam_unix)[17]:`, the colon the last byte.
  private static func isComponent(_ line: RawSpan, _ start: Int, _ end: Int) -> Bool {
    guard end &- start >= 2, line.byte(end &- 1) == Ascii.colon else { return false }
    let first = line.byte(start)
    guard Ascii.isLetter(first) || first == Ascii.underscore || first == Ascii.slash else { return false }
    for at in start..<end &- 1 {
      switch line.byte(at) {
      case Ascii.colon, Ascii.equal, Ascii.quote, Ascii.comma, Ascii.semicolon: return false
      default: break
      }
    }
    return true
  }

  /// A dotted name and nothing else.
  private static func isLogger(_ line: RawSpan, _ start: Int, _ end: Int) -> Bool {
    guard Ascii.isLetter(line.byte(start)), Ascii.isAlphanumeric(line.byte(end &- 1)) else { return false }
    var hasDot = false
    for at in start..<end {
      let b = line.byte(at)
      if b == Ascii.dot {
        hasDot = true
      } else if !Ascii.isAlphanumeric(b), b != Ascii.underscore, b != UInt8(ascii: "$") {
        return false
      }
    }
    return hasDot
  }
}

/// Text logs whose heads no format knows, read by the layout of their lines. Their times are not read.
struct LaidOutFormat: LogFormat {
  let layout: LineLayout

  var name: String { "text-columns" }
  var service: String { "app" }
  var joinsLines: Bool { true }

  func startsRecord(_ line: RawSpan) -> Bool { layout.fits(line) }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    let end = line.firstIndex(of: Ascii.newline, from: 0) ?? line.byteCount
    let (start, severity) = layout.message(line, end)
    record.message = ByteRange(start, max(start, line.trimmedEnd(start, line.byteCount)))
    let isTraceback = end < line.byteCount && TracebackLines.isTraceback(line, end)
    let named = severity ?? SeverityWords.first(line, start, end, tokens: 3)?.severity ?? .info
    record.severity = isTraceback ? max(named, .error) : named
    return true
  }
}
