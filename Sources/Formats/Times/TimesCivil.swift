import Records

extension TimeReader {
  /// ISO 8601 / RFC 3339 and its relatives at `at`: `YYYY-MM-DD` (or with `/`), `T` or a blank, `HH:MM:SS`, a fraction
  /// after `.` or `,`, and a zone (`Z`, `+01:00`, `+0100`, `+01`, ` +0100`, ` UTC`, a common abbreviation) or none.
  @inline(__always)
  mutating func iso(_ line: RawSpan, _ at: Int) -> TimeMatch? {
    guard let local = civil(line, at) else { return nil }
    return zoned(line, at &+ 19, local: local)
  }

  /// `dd/Mon/yyyy:HH:MM:SS`, also with `-` or spaces between the parts, with fraction and zone where they are there.
  mutating func dayMonthYear(_ line: RawSpan, _ at: Int) -> TimeMatch? {
    guard at &+ 20 <= line.byteCount, let day = line.twoDigits(at), let month = TimeReader.month(line, at &+ 3),
      line.byte(at &+ 2) == line.byte(at &+ 6), let year = line.fourDigits(at &+ 7),
      line.byte(at &+ 11) == Ascii.colon || line.byte(at &+ 11) == Ascii.space,
      let time = TimeReader.timeOfDay(line, at &+ 12), let days = days(year, month, day)
    else { return nil }
    return zoned(line, at &+ 20, local: days &* 86_400 &+ time)
  }

  /// Seconds of `YYYY-MM-DD HH:MM:SS` at `at` as if they were UTC.
  @inline(__always)
  mutating func civil(_ line: RawSpan, _ at: Int) -> Int64? {
    guard at >= 0, at &+ 19 <= line.byteCount else { return nil }
    let words = (line.word(at), line.word(at &+ 8), line.word(at &+ 11))
    if words == civilWords { return civilSecond }
    guard let second = civilUncached(line, at) else { return nil }
    civilWords = words
    civilSecond = second
    return second
  }

  private mutating func civilUncached(_ line: RawSpan, _ at: Int) -> Int64? {
    let separator = line.byte(at &+ 4)
    let middle = line.byte(at &+ 10)
    guard separator == Ascii.minus || separator == Ascii.slash || separator == Ascii.dot,
      line.byte(at &+ 7) == separator,
      middle | 0x20 == 0x74 || middle == Ascii.space || middle == Ascii.tab
        || middle == Ascii.underscore,
      let year = line.fourDigits(at), let month = line.twoDigits(at &+ 5), let day = line.twoDigits(at &+ 8),
      let days = days(year, month, day), let time = TimeReader.timeOfDay(line, at &+ 11)
    else { return nil }
    return days &* 86_400 &+ time
  }

  /// Seconds since midnight of `HH:MM:SS` at `at`; second 60 is a leap second.
  @inline(__always)
  static func timeOfDay(_ line: RawSpan, _ at: Int) -> Int64? {
    guard at &+ 8 <= line.byteCount, line.byte(at &+ 2) == Ascii.colon, line.byte(at &+ 5) == Ascii.colon,
      let hour = line.twoDigits(at), let minute = line.twoDigits(at &+ 3), let second = line.twoDigits(at &+ 6),
      hour < 24, minute < 60, second <= 60
    else { return nil }
    return Int64(hour &* 3600 &+ minute &* 60 &+ second)
  }

  /// Days from the epoch to a date; nil where the calendar has no such date.
  @inline(__always)
  mutating func days(_ year: Int, _ month: Int, _ day: Int) -> Int64? {
    let key = year &* 512 &+ month &* 32 &+ day
    if key == cachedDate { return cachedDay }
    guard (1...12).contains(month), day >= 1, day <= TimeReader.length(ofMonth: month, year: year) else { return nil }
    cachedDate = key
    cachedDay = Int64(CivilDate(year: year, month: month, day: day).daysSinceEpoch)
    return cachedDay
  }

  static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The month whose English three-letter name is at `at`, in any case.
  @inline(__always)
  static func month(_ line: RawSpan, _ at: Int) -> Int? {
    guard at &+ 3 <= line.byteCount else { return nil }
    switch line.packedLowercase(at, at &+ 3) {
    case Ascii.packed("jan"): return 1
    case Ascii.packed("feb"): return 2
    case Ascii.packed("mar"): return 3
    case Ascii.packed("apr"): return 4
    case Ascii.packed("may"): return 5
    case Ascii.packed("jun"): return 6
    case Ascii.packed("jul"): return 7
    case Ascii.packed("aug"): return 8
    case Ascii.packed("sep"): return 9
    case Ascii.packed("oct"): return 10
    case Ascii.packed("nov"): return 11
    case Ascii.packed("dec"): return 12
    default: return nil
    }
  }
}
