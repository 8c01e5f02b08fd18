package import Records

/// The digits of a time beyond its microseconds.
///
/// All that stores, counts and detects does so in microseconds. Where a record is shown, what its line writes more exactly
/// is found again, so that reading costs nothing for it.
package enum WrittenNanoseconds {
  /// The nanosecond of its second that a time is, whose line writes so many nanoseconds more; nil where it is a whole
  /// millisecond.
  package static func ofSecond(_ time: Timestamp, beyond: Int) -> Int? {
    let nanosecond = Int(time.microseconds - time.second * 1_000_000) * 1000 + beyond
    return nanosecond % 1_000_000 == 0 ? nil : nanosecond
  }

  /// The nanoseconds that a line writes of a time behind its microseconds, below 1000.
  /// - Parameter microseconds: the time that was read from the line.
  static func read(_ line: RawSpan, _ microseconds: Int64) -> Int {
    let fraction = ((microseconds % 1_000_000) &+ 1_000_000) % 1_000_000
    var at = 0
    while at < line.byteCount {
      guard Ascii.isDigit(line.byte(at)) else {
        at &+= 1
        continue
      }
      var end = at
      while end < line.byteCount, Ascii.isDigit(line.byte(end)) { end &+= 1 }
      if let beyond = beyond(line, at, end, of: fraction, microseconds) { return Int(beyond) }
      at = end
    }
    return 0
  }

  /// What the digits `start..<end` say beyond the microseconds: those behind a point, or nanoseconds since the epoch.
  private static func beyond(
    _ line: RawSpan, _ start: Int, _ end: Int, of fraction: Int64, _ microseconds: Int64
  ) -> Int64? {
    if end &- start == 19, line.extracting(start..<start &+ 16).number(0)?.value == microseconds {
      return line.extracting(start &+ 16..<end).number(0)?.value
    }
    guard 7...12 ~= end &- start, start > 2, isBehindSeconds(line, start &- 1, Timestamp(microseconds: microseconds)),
      let (digits, _) = line.extracting(start..<min(end, start &+ 9)).number(0)
    else { return nil }
    var nanoseconds = digits
    for _ in 0..<max(0, 9 &- (end &- start)) { nanoseconds &*= 10 }
    return nanoseconds / 1000 == fraction ? nanoseconds % 1000 : nil
  }

  /// Whether a point is at `mark` and before it the second of the minute, or since the epoch, that the time is in.
  private static func isBehindSeconds(_ line: RawSpan, _ mark: Int, _ time: Timestamp) -> Bool {
    guard line.byte(mark) == Ascii.dot || line.byte(mark) == Ascii.comma else { return false }
    if mark >= 10, line.number(mark &- 10)?.value == time.second { return true }
    return line.twoDigits(mark &- 2).map { Int64($0) == (time.second % 60 &+ 60) % 60 } ?? false
  }

  /// `2024-06-05T14:00:03.123Z` with six or nine digits where three are too few.
  static func rfc3339(_ time: Timestamp, beyond: Int) -> String {
    guard let nanosecond = ofSecond(time, beyond: beyond) else { return time.rfc3339 }
    let digits = String(1_000_000_000 + nanosecond).dropFirst()
    return time.rfc3339.dropLast(4) + digits.prefix(beyond == 0 ? 6 : 9) + "Z"
  }
}
