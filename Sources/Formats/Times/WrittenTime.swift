import Records

/// A time as its digits and words say it, before a year, a date or a zone is assumed.
///
/// Reads the forms that are rarer than ISO 8601 and syslog's: named months in any order and in several languages,
/// dates in digits, dates without separators, times of day alone.
struct WrittenTime {
  var year: Int?
  /// 0 where only the time of day is written.
  var month = 0
  var day = 0
  /// Seconds since midnight.
  var second: Int64 = 0
  var micros: Int64 = 0
  /// Index behind the seconds.
  var secondsEnd = 0
  /// Seconds east of UTC.
  var offset: Int64?
  var hasSign = false
  /// Index of the first byte behind it.
  var end = 0
  /// Day and month may be the other way round.
  var isOrderAssumed = false
  /// `AM` or `PM` was there.
  var hasHalf = false
  /// Numbers that may well stand for something else: a time where they stand in one place of most lines.
  var isWeak = false

  /// Whether its date, where it has one, is of the calendar.
  var isPossible: Bool {
    guard month != 0 || day != 0 || year != nil else { return true }
    return (1...12).contains(month) && day >= 1 && day <= TimeReader.length(ofMonth: month, year: year ?? 2000)
  }

  /// The time at `at`; nil where there is none.
  static func read(_ line: RawSpan, _ at: Int, _ order: DateOrder?) -> WrittenTime? {
    let first = line.byteOrZero(at)
    var time = WrittenTime()
    if Ascii.isDigit(first) {
      return time.readDigits(line, at, order) ? time : nil
    }
    guard Ascii.isLetter(first) || first >= 0xC3 else { return nil }
    return time.readWord(line, at) ? time : nil
  }

  static func fullYear(_ year: Int) -> Int { year < 70 ? 2000 &+ year : year < 100 ? 1900 &+ year : year }

  /// A time that begins with a digit: how many there are tells.
  private mutating func readDigits(_ line: RawSpan, _ at: Int, _ order: DateOrder?) -> Bool {
    var digits = at
    while digits < line.byteCount, digits &- at < 15, Ascii.isDigit(line.byte(digits)) { digits &+= 1 }
    switch digits &- at {
    case 1, 2: return readShortFirst(line, at, digits, order)
    case 4: return readYearFirst(line, at)
    case 6: return readSixDigits(line, at)
    case 8: return readCompact(line, at)
    case 14:
      guard readCompactDate(line, at), let second = WrittenTime.compactClock(line, at &+ 8) else { return false }
      self.second = second
      return finish(line, at &+ 14)
    default: return false
    }
  }

  /// `2024-6-5 9:00:00`, `2024.06.05-14.00.00.1`, `2024:06:05-14:00:00`, `2024-Jun-05 14:00:00`.
  private mutating func readYearFirst(_ line: RawSpan, _ at: Int) -> Bool {
    let separator = line.byteOrZero(at &+ 4)
    switch separator {
    case Ascii.minus, Ascii.slash, Ascii.dot, Ascii.colon, Ascii.space: break
    default: return false
    }
    year = line.fourDigits(at)
    if separator == Ascii.minus, let end = readDayOfYear(line, at &+ 5) { return readClock(line, end) }
    var behind = at &+ 5
    if let (value, end) = line.number(behind), end &- behind <= 2, separator != Ascii.space {
      month = Int(value)
      behind = end
    } else if let (value, end) = MonthNames.read(line, behind) {
      month = value
      behind = end
    } else {
      return false
    }
    guard line.byteOrZero(behind) == separator, let (value, end) = line.number(behind &+ 1), end &- behind <= 3 else {
      return false
    }
    day = Int(value)
    return readClock(line, end)
  }

  /// `20240605T140003Z`, `20240605.140003,672`, `20240605-9:0:3:606`, `20240605 14:00:03`.
  private mutating func readCompact(_ line: RawSpan, _ at: Int) -> Bool {
    guard readCompactDate(line, at) else { return false }
    let mark = line.byteOrZero(at &+ 8)
    let isMark =
      mark | 0x20 == 0x74 || mark == Ascii.dot || mark == Ascii.minus || mark == Ascii.underscore
      || mark == Ascii.space || mark == Ascii.colon
    guard isMark else { return false }
    if let second = WrittenTime.compactClock(line, at &+ 9), !Ascii.isDigit(line.byteOrZero(at &+ 15)) {
      self.second = second
      return finish(line, at &+ 15)
    }
    return readClock(line, at &+ 8)
  }

  private mutating func readCompactDate(_ line: RawSpan, _ at: Int) -> Bool {
    guard let year = line.fourDigits(at), let month = line.twoDigits(at &+ 4), let day = line.twoDigits(at &+ 6),
      (1970...2199).contains(year)
    else { return false }
    (self.year, self.month, self.day) = (year, month, day)
    return true
  }

  /// Seconds since midnight of `HHMMSS`.
  private static func compactClock(_ line: RawSpan, _ at: Int) -> Int64? {
    guard let hour = line.twoDigits(at), let minute = line.twoDigits(at &+ 2), let second = line.twoDigits(at &+ 4),
      hour < 24, minute < 60, second <= 60
    else { return nil }
    return Int64(hour &* 3600 &+ minute &* 60 &+ second)
  }

  /// `240605 14:00:03`, `240605  9:00:03`, `240605 140003`.
  private mutating func readSixDigits(_ line: RawSpan, _ at: Int) -> Bool {
    guard let year = line.twoDigits(at), let month = line.twoDigits(at &+ 2), let day = line.twoDigits(at &+ 4),
      (1...12).contains(month), (1...31).contains(day),
      line.byteOrZero(at &+ 6) == Ascii.space || line.byteOrZero(at &+ 6) == Ascii.minus
    else { return false }
    (self.year, self.month, self.day) = (WrittenTime.fullYear(year), month, day)
    isWeak = true
    if let second = WrittenTime.compactClock(line, at &+ 7), line.byteOrZero(at &+ 13) <= Ascii.space {
      self.second = second
      return finish(line, at &+ 13)
    }
    return readClock(line, at &+ 6)
  }

  /// One or two digits first: a day before a named month, a date in digits, or a time of day.
  private mutating func readShortFirst(_ line: RawSpan, _ at: Int, _ behind: Int, _ order: DateOrder?) -> Bool {
    let separator = line.byteOrZero(behind)
    if separator == Ascii.colon {
      // Alone it is a time only with all its digits.
      guard behind &- at == 2, line.byteOrZero(at &+ 5) == Ascii.colon, readClock(line, at, isAlone: true) else {
        return false
      }
      isWeak = true
      return true
    }
    guard isDateSeparator(separator) else { return false }
    let next = separator == Ascii.space ? line.skippingBlanks(behind) : behind &+ 1
    if let (month, end) = MonthNames.read(line, next) {
      day = Int(line.number(at)?.value ?? 0)
      self.month = month
      return readYear(line, end, separator) && readClock(line, self.end)
    }
    guard separator != Ascii.space else { return false }
    if let numeric = NumericDate(line, at) {
      guard let (date, isAssumed) = numeric.date(known: order) else { return false }
      (year, month, day) = (date.year, date.month, date.day)
      isOrderAssumed = isAssumed
      guard readClock(line, numeric.end) else { return false }
      if hasHalf, isAssumed, let date = numeric.date(in: .monthFirst) {
        // Who counts hours to twelve writes the month first.
        (year, month, day) = (date.year, date.month, date.day)
      }
      return true
    }
    return readMonthDay(line, at, behind, order)
  }

  /// `06-05 14:00:03.123`, `06/05 14:00:03`: no year.
  private mutating func readMonthDay(_ line: RawSpan, _ at: Int, _ behind: Int, _ order: DateOrder?) -> Bool {
    guard let first = line.twoDigits(at), let second = line.twoDigits(behind &+ 1), behind &- at == 2,
      line.byteOrZero(behind &+ 3) == Ascii.space || line.byteOrZero(behind &+ 3) == Ascii.minus
    else { return false }
    let isDayFirst = order == .dayFirst && (1...12).contains(second) || first > 12
    (month, day) = isDayFirst ? (second, first) : (first, second)
    isOrderAssumed = order == nil && first <= 12 && second <= 12 && first != second && line.byte(behind) != Ascii.minus
    isWeak = true
    return (1...12).contains(month) && readClock(line, behind &+ 3)
  }

  /// The year behind a named month, and `end` behind it; a time of day there means that there is no year.
  private mutating func readYear(_ line: RawSpan, _ at: Int, _ separator: UInt8) -> Bool {
    var start = at
    while start < at &+ 3,
      line.byteOrZero(start) == separator || line.byteOrZero(start) == Ascii.space
        || line.byteOrZero(start) == Ascii.comma
    {
      start &+= 1
    }
    guard start > at, let (value, behind) = line.number(start) else { return false }
    end = at
    if line.byteOrZero(behind) == Ascii.colon, behind &- start <= 2 { return true }
    guard behind &- start == 4 || behind &- start == 2 else { return false }
    year = WrittenTime.fullYear(Int(value))
    end = behind
    return true
  }

  /// A time that begins with the name of a month or of a day of the week.
  private mutating func readWord(_ line: RawSpan, _ at: Int) -> Bool {
    if let weekday = MonthNames.behindWeekday(line, at) {
      var start = weekday
      if line.byteOrZero(start) == Ascii.comma { start &+= 1 }
      start = line.skippingBlanks(start)
      guard start > weekday else { return false }
      if Ascii.isDigit(line.byteOrZero(start)) {
        guard let (day, behind) = line.number(start), behind &- start <= 2,
          isDateSeparator(line.byteOrZero(behind)), let (month, end) = MonthNames.read(line, behind &+ 1)
        else { return false }
        (self.day, self.month) = (Int(day), month)
        return readYear(line, end, line.byteOrZero(behind)) && readClock(line, self.end)
      }
      return readMonthFirst(line, start)
    }
    return readMonthFirst(line, at)
  }

  /// Whether it may stand between the day and the month.
  private func isDateSeparator(_ b: UInt8) -> Bool {
    b == Ascii.space || b == Ascii.minus || b == Ascii.slash || b == Ascii.dot
  }

  /// `Jun  5 14:00:00`, `Jun 5, 2024 2:00:00 PM`, `Jun-05-24 14:00:00`, `Jun  5 14:00:00 EST 2024`.
  private mutating func readMonthFirst(_ line: RawSpan, _ at: Int) -> Bool {
    guard let (month, behind) = MonthNames.read(line, at) else { return false }
    let separator = line.byteOrZero(behind)
    guard isDateSeparator(separator) else { return false }
    let start = separator == Ascii.space ? line.skippingBlanks(behind) : behind &+ 1
    guard let (day, end) = line.number(start), end &- start <= 2 else { return false }
    (self.month, self.day) = (month, Int(day))
    guard readYear(line, end, separator), readClock(line, self.end) else { return false }
    if year == nil { readYearBehind(line) }
    return true
  }

  /// The year behind the time of day, behind a zone or without one.
  private mutating func readYearBehind(_ line: RawSpan) {
    var at = end
    if offset == nil, line.byteOrZero(at) == Ascii.space, Ascii.isUpper(line.byteOrZero(at &+ 1)) {
      // A zone that stands for several offsets.
      var word = at &+ 1
      while word < line.byteCount, Ascii.isUpper(line.byte(word)) { word &+= 1 }
      if word &- at <= 6 { at = word }
    }
    guard line.byteOrZero(at) == Ascii.space, let value = line.fourDigits(at &+ 1), (1970...2199).contains(value),
      !Ascii.isDigit(line.byteOrZero(at &+ 5)), line.byteOrZero(at &+ 5) != Ascii.dot
    else { return }
    year = value
    end = at &+ 5
    if offset == nil { readZone(line) }
  }
}
