import Records

/// The time of day of a written time, and what follows it.
extension WrittenTime {
  /// The time of day behind a date and what parts them, and all that follows.
  mutating func readClock(_ line: RawSpan, _ at: Int, isAlone: Bool = false) -> Bool {
    var start = at
    while !isAlone, start < at &+ 4, isBetween(line.byteOrZero(start)) { start &+= 1 }
    if line.matches(" at ", at: at) { start = at &+ 4 }
    guard isAlone || start > at, let (hour, mark) = line.number(start), mark &- start <= 2, hour < 24 else {
      return false
    }
    let separator = line.byteOrZero(mark)
    let dots = separator == Ascii.dot && line.byteOrZero(at) != Ascii.space
    guard separator == Ascii.colon || dots, let (minute, next) = line.number(mark &+ 1), next &- mark <= 3, minute < 60
    else { return false }
    second = hour &* 3600 &+ minute &* 60
    guard line.byteOrZero(next) == separator, let (value, behind) = line.number(next &+ 1), behind &- next <= 3,
      value <= 60
    else {
      // Without seconds it is a time behind a whole date only.
      return year != nil && next &- mark == 3 && !dots && finish(line, next)
    }
    second &+= value
    return finish(line, behind)
  }

  private func isBetween(_ b: UInt8) -> Bool {
    switch b {
    case Ascii.space, Ascii.tab, Ascii.comma, Ascii.minus, Ascii.underscore, Ascii.colon, Ascii.dot,
      UInt8(ascii: "T"), UInt8(ascii: "t"):
      return true
    default: return false
    }
  }

  /// Fraction, half of the day and zone behind the seconds; false where what follows shows that it is no time.
  mutating func finish(_ line: RawSpan, _ at: Int) -> Bool {
    secondsEnd = at
    (micros, end) = TimeReader.fraction(line, at)
    if end == at, line.byteOrZero(at) == Ascii.colon, let (value, behind) = line.number(at &+ 1), behind &- at <= 4,
      line.byteOrZero(behind) != Ascii.colon
    {
      // Milliseconds behind a colon.
      (micros, end) = (value &* 1000, behind)
    }
    readHalf(line)
    readZone(line)
    return !Ascii.isDigit(line.byteOrZero(end)) || line.byte(end &- 1) == Ascii.space
  }

  /// `AM` or `PM`, in small letters too, behind a blank (also the narrow one of JavaScript) or none.
  private mutating func readHalf(_ line: RawSpan) {
    let start = line.matches("\u{202F}", at: end) ? end &+ 3 : line.byteOrZero(end) == Ascii.space ? end &+ 1 : end
    let letter = line.byteOrZero(start) | 0x20
    guard letter == 0x61 || letter == 0x70, line.byteOrZero(start &+ 1) | 0x20 == 0x6D,
      !Ascii.isAlphanumeric(line.byteOrZero(start &+ 2)), second < 46_800
    else { return }
    second = second % 43_200 &+ (letter == 0x70 ? 43_200 : 0)
    end = start &+ 2
    hasHalf = true
  }

  mutating func readZone(_ line: RawSpan) {
    let behind = end
    (offset, end) = TimeReader.zone(line, behind)
    if offset != nil {
      let sign = line.byte(behind) == Ascii.space ? line.byteOrZero(behind &+ 1) : line.byte(behind)
      hasSign = sign == Ascii.plus || sign == Ascii.minus
    }
  }
}
