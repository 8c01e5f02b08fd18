import Records

/// How the lines of a text log begin, learned from a sample of them: what stands before their messages.
///
/// The head ends behind the last column that holds a time or a level in nearly all lines; what follows it and looks the
/// same in nearly all of them belongs to it, too: a process or thread in brackets, a number, a logger, a host.
struct LineLayout: Sendable {
  /// Tokens up to the last time or level, that included.
  let columns: Int
  /// The columns of the last time and level; nil where there is none.
  private let timeColumn: Int?
  private let levelColumn: Int?
  private let parts: [Part]
  /// Where the time of the record begins; nil where the lines have none.
  let stamp: LineStamp?

  private static let deepestColumn = 10
  private static let sampleLines = 200
  /// In tenths of the lines: for times, levels and what has a mark of its own; and for bare words and numbers.
  private static let mostLines = 9

  /// - Parameter lines: of `sample`, without line ends. Nil where nothing says where their messages begin.
  init?(_ sample: RawSpan, _ lines: [ByteRange]) {
    stamp = LineStamp(sample, lines)
    let heads = LineLayout.heads(sample, lines, stamp)
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
    let last = zip(times, levels).map { $0 + $1 }.lastIndex { $0 >= enough }
    guard let last = last ?? stamp?.column else { return nil }
    columns = last + 1
    parts = LineLayout.parts(sample, heads, columns: columns)
  }

  /// The lines that begin records: those with a time in its place, else those that continue no trace.
  private static func heads(_ sample: RawSpan, _ lines: [ByteRange], _ stamp: LineStamp?) -> [Range<Int>] {
    var heads: [Range<Int>] = []
    var traces = TraceGrammar()
    var times = TimeReader(zone: .utc, newest: 4_000_000_000)
    for range in lines where heads.count < LineLayout.sampleLines {
      let line = sample.extracting(range.range)
      let isHead = stamp.map { $0.read(line, &times) != nil } ?? !traces.continues(line)
      if isHead { heads.append(range.range) }
    }
    return heads
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
    if timeColumn == nil, let stamp {
      // The time is part of a token.
      var times = TimeReader(zone: .utc, newest: 4_000_000_000)
      return stamp.read(line, &times) != nil
    }
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

  /// What the head of a line says.
  struct Head {
    /// Index of the message's first byte.
    var start = 0
    var severity: Severity?
    var logger = ByteRange.none
    var pid: Int32 = -1
  }

  /// - Parameters:
  ///   - end: of the record's first line.
  ///   - behind: the time's end; a number behind it is the process.
  func head(_ line: RawSpan, _ end: Int, behind: Int = Int.max) -> Head {
    let line = line.extracting(0..<end)
    var head = Head()
    var at = 0
    for column in 0..<columns {
      guard let token = HeadToken.next(line, at, end) else { return head }
      if column == levelColumn {
        head.severity = LineLayout.severity(line, token.start, token.end)
      } else if token.start >= behind, head.pid < 0,
        case .number = HeadToken.read(line, token.start, token.end)
      {
        head.pid = LineLayout.number(line, token.start)
      }
      at = token.behind
    }
    at = LineLayout.skippingSeparators(line, at)
    for part in parts {
      guard let behind = LineLayout.end(of: part, line, at) else { continue }
      head.take(part, line, at, behind)
      at = LineLayout.skippingSeparators(line, behind)
    }
    head.start = at
    return head
  }

  fileprivate static func number(_ line: RawSpan, _ at: Int) -> Int32 {
    Int32(truncatingIfNeeded: line.number(at)?.value ?? -1)
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
}

extension LineLayout.Head {
  /// Takes what a part says: the first number is the process, the first name the logger.
  fileprivate mutating func take(_ part: LineLayout.Part, _ line: RawSpan, _ start: Int, _ end: Int) {
    switch part {
    case .number: if pid < 0 { pid = LineLayout.number(line, start) }
    case .host: break
    case .bracket:
      if pid < 0, let (_, behind) = line.number(start &+ 1), behind == end &- 1 {
        pid = LineLayout.number(line, start &+ 1)
      } else if logger.isEmpty {
        logger = ByteRange(start &+ 1, end &- 1)
      }
    case .beforeDash, .barred, .component, .logger:
      guard logger.isEmpty else { return }
      var stop = end
      while stop > start, !Ascii.isAlphanumeric(line.byte(stop &- 1)) || line.byte(stop &- 1) <= Ascii.space {
        stop &-= 1
      }
      guard part == .component else {
        logger = ByteRange(start, stop)
        return
      }
      // `sshd[17]:`
      if let bracket = line.lastIndex(of: Ascii.openBracket, from: start, to: stop) {
        if pid < 0, let (_, behind) = line.number(bracket &+ 1), behind == stop {
          pid = LineLayout.number(line, bracket &+ 1)
        }
        stop = bracket
      }
      logger = ByteRange(start, stop)
    }
  }
}

/// As text, so that a format is found again.
extension LineLayout {
  var encoded: String {
    let numbers = [columns, timeColumn ?? -1, levelColumn ?? -1, stamp?.column ?? -1, stamp?.isWeak == true ? 1 : 0]
    return (numbers.map { String($0) } + parts.map(\.rawValue)).joined(separator: ",")
  }

  init?(encoded: Substring) {
    let fields = encoded.split(separator: ",")
    let numbers = fields.prefix(5).compactMap { Int($0) }
    let parts = fields.dropFirst(5).compactMap { Part(rawValue: String($0)) }
    guard numbers.count == 5, parts.count == fields.count - 5, (0...LineLayout.deepestColumn).contains(numbers[0])
    else { return nil }
    columns = numbers[0]
    timeColumn = numbers[1] < 0 ? nil : numbers[1]
    levelColumn = numbers[2] < 0 ? nil : numbers[2]
    stamp = numbers[3] < 0 ? nil : LineStamp(column: numbers[3], isWeak: numbers[4] == 1)
    self.parts = parts
  }
}
