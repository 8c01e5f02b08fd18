import Records

extension TimeReader {
  /// A time in any of the forms that lines begin with, told by its first bytes.
  mutating func any(_ line: RawSpan, _ at: Int) -> TimeMatch? {
    guard at &+ 10 <= line.byteCount else { return nil }
    let first = line.byte(at)
    if Ascii.isDigit(first) {
      let third = line.byte(at &+ 2)
      if third == Ascii.slash || third == Ascii.minus || third == Ascii.space { return dayMonthYear(line, at) }
      return iso(line, at) ?? epoch(line, at)
    }
    guard Ascii.isLetter(first) else { return nil }
    return monthDay(line, at) ?? ctime(line, at)
  }

  /// Whether a line may have a time at `at`: the first look that `startsRecord` needs, without reading it in full.
  @inline(__always)
  static func looksLikeTime(_ line: RawSpan, _ at: Int) -> Bool {
    guard at &+ 10 <= line.byteCount else { return false }
    let first = line.byte(at)
    if Ascii.isDigit(first) {
      let fifth = line.byte(at &+ 4)
      if fifth == Ascii.minus || fifth == Ascii.slash || fifth == Ascii.dot {
        return line.fourDigits(at) != nil && line.twoDigits(at &+ 5) != nil && line.byte(at &+ 7) == fifth
          && line.twoDigits(at &+ 8) != nil
      }
      if Ascii.isLetter(line.byte(at &+ 3)) { return TimeReader.month(line, at &+ 3) != nil }
      return TimeReader(zone: .utc, newest: 0).epoch(line, at) != nil
    }
    guard Ascii.isUpper(first) else { return false }
    let month = TimeReader.month(line, at) != nil ? at : at &+ 4
    return TimeReader.month(line, month) != nil && line.byteOrZero(month &+ 3) == Ascii.space
      && (Ascii.isDigit(line.byteOrZero(month &+ 4)) || Ascii.isDigit(line.byteOrZero(month &+ 5)))
      && line.byteOrZero(month &+ 9) == Ascii.colon
  }
}
