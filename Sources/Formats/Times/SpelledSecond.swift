import Records

/// The last time read in a form that is rarer than ISO 8601 (`WrittenTime`): its bytes and what they stand for. Lines of
/// the same second, written alike, cost a comparison.
struct SpelledSecond: Sendable {
  /// Eight bytes each, the last ones at the end of the time, so that they may overlap.
  private var words: InlineArray<4, UInt64> = .init(repeating: 0)
  /// How many bytes it has, without a fraction that may stand behind them; 0: there is none.
  private var count = 0
  /// Whether the seconds are the last of it, so that a fraction may follow.
  private var endsWithSeconds = false
  private var second = TimeMatch(micros: 0, end: 0)
  /// Its offset from UTC, where digits named it.
  private var seenOffset: Int64?
  private var isWeak = false

  /// The time at `at`, with a fraction of its own, if it is written as the last one was.
  @inline(__always)
  func match(_ line: RawSpan, _ at: Int, weak: Bool) -> (time: TimeMatch, seenOffset: Int64?)? {
    guard count > 0, weak || !isWeak, at &+ count <= line.byteCount else { return nil }
    for i in 0..<(count &+ 7) &>> 3 where line.word(at &+ min(i &* 8, count &- 8)) != words[i] { return nil }
    let (micros, end) = endsWithSeconds ? TimeReader.fraction(line, at &+ count) : (0, at &+ count)
    guard SpelledSecond.isClosed(line, end) else { return nil }
    return (TimeMatch(micros: second.micros &+ micros, end: end, flags: second.flags), seenOffset)
  }

  mutating func forget() { count = 0 }

  /// Keeps a time that was read at `at`, if it is one that can be told by its bytes alone.
  mutating func keep(_ written: WrittenTime, _ match: TimeMatch, _ line: RawSpan, _ at: Int) {
    // Half of the day, zone and year may stand behind the seconds: then there is no fraction behind them.
    endsWithSeconds = TimeReader.fraction(line, written.secondsEnd).end == match.end
    let end = endsWithSeconds ? written.secondsEnd : match.end
    count = 0
    guard 8...32 ~= end &- at, SpelledSecond.isClosed(line, match.end), endsWithSeconds || written.micros == 0 else {
      return
    }
    count = end &- at
    for i in 0..<(count &+ 7) &>> 3 { words[i] = line.word(at &+ min(i &* 8, count &- 8)) }
    second = match
    second.micros &-= written.micros
    seenOffset = written.hasSign ? written.offset : nil
    isWeak = written.isWeak
  }

  /// Whether nothing at `at` can belong to a time before it: no digit, half of the day, zone or year.
  @inline(__always)
  private static func isClosed(_ line: RawSpan, _ at: Int) -> Bool {
    switch line.byteOrZero(at) {
    case 0, Ascii.tab, Ascii.newline, Ascii.closeBracket, Ascii.close, Ascii.quote, Ascii.semicolon,
      UInt8(ascii: "|"):
      return true
    case Ascii.space:
      let next = line.byteOrZero(at &+ 1)
      if next == Ascii.open || next == Ascii.openBracket { return TimeReader.zone(line, at).offset == nil }
      return next > Ascii.space && next < 0x80 && !Ascii.isAlphanumeric(next) && next != Ascii.plus
        && next != Ascii.minus
    default: return false
    }
  }
}
