/// Units of numbers, joined to them (`12ms`) or behind a blank (`12 ms`).
enum NumberUnit {
  /// What the number before `at` is by the unit behind a blank there, and the unit's end, a full stop included.
  @inline(__always)
  static func behind(_ message: RawSpan, _ at: Int, _ end: Int) -> (kind: TemplateVariable, end: Int)? {
    guard at &+ 1 < end, message.byte(at) == Ascii.space, Ascii.isLetter(message.byte(at &+ 1)) else { return nil }
    let first = at &+ 1
    var stop = first
    while stop < end, !TemplateScanner.isDelimiter(message.byte(stop)), stop &- first <= 9 { stop &+= 1 }
    return read(message, first, message.byte(stop &- 1) == Ascii.dot ? stop &- 1 : stop).map { ($0, stop) }
  }

  /// What a number is whose unit is `start..<end`; nil where that is no unit.
  static func read(_ message: RawSpan, _ start: Int, _ end: Int) -> TemplateVariable? {
    guard end > start, end &- start <= 8 else { return nil }
    if message.equals("µs", start, end) { return .duration }
    switch message.packedLowercase(start, end) {
    case Ascii.packed("ms"), Ascii.packed("us"), Ascii.packed("ns"), Ascii.packed("s"),
      Ascii.packed("sec"), Ascii.packed("secs"), Ascii.packed("second"), Ascii.packed("seconds"), Ascii.packed("min"),
      Ascii.packed("mins"), Ascii.packed("minute"), Ascii.packed("minutes"), Ascii.packed("hour"),
      Ascii.packed("hours"), Ascii.packed("day"), Ascii.packed("days"), Ascii.packed("m"), Ascii.packed("h"):
      return .duration
    case Ascii.packed("b"), Ascii.packed("kb"), Ascii.packed("mb"), Ascii.packed("gb"), Ascii.packed("tb"),
      Ascii.packed("kib"), Ascii.packed("mib"), Ascii.packed("gib"), Ascii.packed("byte"), Ascii.packed("bytes"):
      return .size
    default: return nil
    }
  }
}
