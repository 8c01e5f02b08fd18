/// Words of dates within messages: `Fri Jun 17 07:07:00 2005 GMT`.
enum DateWords {
  /// Whether the word of three letters at `start` is a month or a weekday before the rest of a date.
  @inline(__always)
  static func beginsDate(_ message: RawSpan, _ start: Int, _ end: Int) -> Bool {
    let word = message.packedLowercase(start, start &+ 3)
    guard isMonth(word) || isWeekday(word) else { return false }
    var next = start &+ 3
    while next < end, message.byte(next) == Ascii.space || message.byte(next) == Ascii.comma { next &+= 1 }
    guard next > start &+ 3, next < end else { return false }
    if Ascii.isDigit(message.byte(next)) { return true }
    return isWeekday(word) && next &+ 3 < end && isMonth(message.packedLowercase(next, next &+ 3))
      && message.byte(next &+ 3) == Ascii.space
  }

  /// Whether `start..<end` is a zone's abbreviation.
  static func isZone(_ message: RawSpan, _ start: Int, _ end: Int) -> Bool {
    guard end &- start == 3 || end &- start == 4, Ascii.isUpper(message.byte(start)) else { return false }
    switch message.packed(start, end) {
    case Ascii.packed("GMT"), Ascii.packed("UTC"), Ascii.packed("CET"), Ascii.packed("CEST"), Ascii.packed("PST"),
      Ascii.packed("PDT"), Ascii.packed("MST"), Ascii.packed("MDT"), Ascii.packed("CST"), Ascii.packed("CDT"),
      Ascii.packed("EST"), Ascii.packed("EDT"):
      return true
    default: return false
    }
  }

  static func isMonth(_ word: UInt64) -> Bool {
    switch word {
    case Ascii.packed("jan"), Ascii.packed("feb"), Ascii.packed("mar"), Ascii.packed("apr"), Ascii.packed("may"),
      Ascii.packed("jun"), Ascii.packed("jul"), Ascii.packed("aug"), Ascii.packed("sep"), Ascii.packed("oct"),
      Ascii.packed("nov"), Ascii.packed("dec"):
      return true
    default: return false
    }
  }

  static func isWeekday(_ word: UInt64) -> Bool {
    switch word {
    case Ascii.packed("mon"), Ascii.packed("tue"), Ascii.packed("wed"), Ascii.packed("thu"), Ascii.packed("fri"),
      Ascii.packed("sat"), Ascii.packed("sun"):
      return true
    default: return false
    }
  }
}
