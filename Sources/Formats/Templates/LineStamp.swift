import Records

/// Where the lines of a text log have their time: in which blank-separated token of their heads it begins.
struct LineStamp: Sendable {
  let column: Int
  /// Whether it is in a form that elsewhere would be no time (`WrittenTime.isWeak`).
  let isWeak: Bool

  private static let deepestColumn = 10
  /// A weak form is a time only at the beginning of the lines.
  private static let deepestWeakColumn = 2

  init(column: Int, isWeak: Bool) {
    self.column = column
    self.isWeak = isWeak
  }

  /// The first place in which at least half of the lines have a time; nil where there is none.
  init?(_ sample: RawSpan, _ lines: [ByteRange]) {
    var times = TimeReader(zone: .utc, newest: 4_000_000_000)
    var strong = [Int](repeating: 0, count: LineStamp.deepestColumn)
    var weak = strong
    for range in lines {
      let line = sample.extracting(range.range)
      var at = 0
      for column in 0..<LineStamp.deepestColumn {
        guard let token = HeadToken.next(line, at, line.byteCount) else { break }
        if LineStamp.read(line, token.start, token.end, &times, weak: false) != nil {
          strong[column] += 1
        } else if column < LineStamp.deepestWeakColumn,
          LineStamp.read(line, token.start, token.end, &times, weak: true) != nil
        {
          weak[column] += 1
        }
        at = token.behind
      }
    }
    for (counts, isWeak) in [(strong, false), (weak, true)] {
      let most = counts.max() ?? 0
      guard most > 0, most * 2 >= lines.count, let column = counts.firstIndex(where: { $0 * 10 >= most * 9 }) else {
        continue
      }
      self.init(column: column, isWeak: isWeak)
      return
    }
    return nil
  }

  /// The line's time; nil where it has none in its place.
  func read(_ line: RawSpan, _ times: inout TimeReader) -> TimeMatch? {
    token(line).flatMap { LineStamp.read(line, $0.start, $0.end, &times, weak: isWeak) }
  }

  /// Index of the time's first byte, where it stands at the beginning of its token.
  func index(_ line: RawSpan) -> Int? { token(line).map { LineStamp.unwrapped(line, $0.start, $0.end) } }

  private func token(_ line: RawSpan) -> (start: Int, end: Int)? {
    var at = 0
    for _ in 0..<column {
      guard let token = HeadToken.next(line, at, line.byteCount) else { return nil }
      at = token.behind
    }
    return HeadToken.next(line, at, line.byteCount).map { ($0.start, $0.end) }
  }

  /// A time at the beginning of a token, in brackets or quotes, or behind a mark in it: `<W>2024-06-05`, `t=2024-06-05`.
  private static func read(
    _ line: RawSpan, _ start: Int, _ end: Int, _ times: inout TimeReader, weak: Bool
  ) -> TimeMatch? {
    let first = unwrapped(line, start, end)
    if let match = times.any(line, first, weak: weak) { return match }
    var at = first
    while at < end, at &- start < 24 {
      let b = line.byte(at)
      at &+= 1
      if b == Ascii.equal, !isTimeKey(line, first, at &- 1) { return nil }
      if b == Ascii.equal || b == Ascii.closeBracket || b == Ascii.greater || b == Ascii.close {
        return times.any(line, unwrapped(line, at, end), weak: weak)
      }
    }
    return nil
  }

  /// Whether the key `start..<end` is one that a record's own time has: other times are what the message speaks of.
  private static func isTimeKey(_ line: RawSpan, _ start: Int, _ end: Int) -> Bool {
    switch line.packedLowercase(start, end) {
    case Ascii.packed("t"), Ascii.packed("ts"), Ascii.packed("time"), Ascii.packed("date"), Ascii.packed("datetime"):
      true
    case Ascii.packed("timestam"): end &- start == 9
    default: false
    }
  }

  private static func unwrapped(_ line: RawSpan, _ start: Int, _ end: Int) -> Int {
    var at = start
    while at < end {
      switch line.byte(at) {
      case Ascii.openBracket, Ascii.open, Ascii.less, Ascii.quote, Ascii.apostrophe: at &+= 1
      default: return at
      }
    }
    return at
  }
}
