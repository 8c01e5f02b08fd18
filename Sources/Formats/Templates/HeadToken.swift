import Records

/// One blank-separated token of the head of a line: what it looks like.
enum HeadToken {
  /// A date, a clock, both in one, a part of a date, or seconds since the epoch.
  case time
  case level
  case number
  /// A lone `-`.
  case dash
  case other

  /// The next token from `at` on: its start, its end and where the one behind it is looked for. Blanks and `|` part
  /// tokens. Nil at the end of the line.
  static func next(_ line: RawSpan, _ at: Int, _ end: Int) -> (start: Int, end: Int, behind: Int)? {
    var start = at
    while start < end, line.byte(start) <= Ascii.space { start &+= 1 }
    guard start < end else { return nil }
    var stop = start
    while stop < end, line.byte(stop) > Ascii.space, line.byte(stop) != UInt8(ascii: "|") { stop &+= 1 }
    return (start, stop, stop < end && line.byte(stop) == UInt8(ascii: "|") ? stop &+ 1 : stop)
  }

  static func read(_ line: RawSpan, _ start: Int, _ end: Int) -> HeadToken {
    var from = start
    var to = end
    while from < to, isWrapping(line.byte(from)) { from &+= 1 }
    while to > from, isWrapping(line.byte(to &- 1)) || line.byte(to &- 1) == Ascii.colon { to &-= 1 }
    guard to > from else { return .other }
    let first = line.byte(from)
    if to &- from == 1 {
      if first == Ascii.minus { return .dash }
      if Ascii.isUpper(first), SeverityWords.letter(first) != nil { return .level }
    }
    if Ascii.isLetter(first) {
      if SeverityWords.read(line, from, to) != nil { return .level }
      if line.equals("AM", from, to) || line.equals("PM", from, to) || DateWords.isZone(line, from, to) { return .time }
      let word = line.packedLowercase(from, to)
      return to &- from == 3 && (DateWords.isMonth(word) || DateWords.isWeekday(word)) ? .time : .other
    }
    return digits(line, from, to)
  }

  private static func isWrapping(_ b: UInt8) -> Bool {
    switch b {
    case Ascii.openBracket, Ascii.closeBracket, Ascii.open, Ascii.close, Ascii.less, Ascii.greater, Ascii.comma,
      Ascii.semicolon:
      return true
    default: return false
    }
  }

  /// A token that begins with a digit or a sign: groups of digits and what separates them tell.
  private static func digits(_ line: RawSpan, _ start: Int, _ end: Int) -> HeadToken {
    var at = start
    if line.byte(at) == Ascii.minus || line.byte(at) == Ascii.plus { at &+= 1 }
    let unsigned = at
    var groups = 0
    var lengths = (first: 0, longest: 0)
    var colons = 0
    var separator: UInt8 = 0
    var isUniform = true
    while at < end {
      let from = at
      while at < end, Ascii.isDigit(line.byte(at)) { at &+= 1 }
      let length = at &- from
      guard length > 0 || groups > 0 else { return .other }
      groups &+= 1
      if groups == 1 { lengths.first = length } else { lengths.longest = max(lengths.longest, length) }
      guard at < end else { break }
      let b = line.byte(at)
      switch b {
      case Ascii.colon: colons &+= 1
      case Ascii.minus, Ascii.dot, Ascii.slash, Ascii.comma, Ascii.underscore, Ascii.plus, UInt8(ascii: "T"): break
      case UInt8(ascii: "Z") where at &+ 1 == end: return groups > 4 ? .time : .other
      default:
        // `05/Jun/2024`
        guard groups == 2, length == 0, at &+ 3 < end, DateWords.isMonth(line.packedLowercase(at, at &+ 3)) else {
          return .other
        }
        return .time
      }
      if separator != 0, b != separator { isUniform = false }
      separator = b
      at &+= 1
    }
    if groups == 1 {
      let count = end &- unsigned
      let isEpoch = (count == 10 || count == 13 || count == 16) && line.byte(unsigned) == UInt8(ascii: "1")
      return isEpoch ? .time : .number
    }
    if colons > 0 { return lengths.longest <= 9 && colons <= 4 && lengths.first != 3 ? .time : .other }
    if groups == 2 { return lengths.first <= 2 && lengths.longest <= 2 && separator != Ascii.comma ? .time : .other }
    let isDate = lengths.first == 4 || lengths.first <= 2 && lengths.longest <= 4
    return isDate && (groups == 3 && isUniform || groups > 4) ? .time : .other
  }
}
