import Records

/// Times that begin with the name of a month or of a day of the week.
extension TimeReader {
  /// `Www Mon dd HH:MM:SS[.ffffff] YYYY` (ctime, Apache's error log).
  mutating func ctime(_ line: RawSpan, _ at: Int) -> TimeMatch? {
    guard line.byteOrZero(at &+ 3) == Ascii.space, let month = TimeReader.month(line, at &+ 4),
      let (day, clock) = TimeReader.dayOfMonth(line, at &+ 7), let time = TimeReader.timeOfDay(line, clock)
    else { return nil }
    let (micros, behind) = TimeReader.fraction(line, clock &+ 8)
    guard line.byteOrZero(behind) == Ascii.space, let year = line.fourDigits(behind &+ 1),
      !Ascii.isDigit(line.byteOrZero(behind &+ 5)), let days = days(year, month, day)
    else { return nil }
    let (seconds, flags) = assumed(local: days &* 86_400 &+ time)
    return TimeMatch(micros: seconds &* 1_000_000 &+ micros, end: behind &+ 5, flags: flags)
  }

  /// `Mon dd HH:MM:SS` (RFC 3164), also with a year (`Mon dd YYYY HH:MM:SS`), a fraction or a zone: in digits, or by a
  /// name that a colon or a bracket follows, so that it is no host's.
  ///
  /// Without a year it is the latest one that does not put the time more than a day after `newest`.
  mutating func monthDay(_ line: RawSpan, _ at: Int) -> TimeMatch? {
    let english = TimeReader.month(line, at).map { (month: $0, end: at &+ 3) }
    guard let (month, named) = english ?? MonthNames.read(line, at),
      let (day, behind) = TimeReader.dayOfMonth(line, named)
    else { return nil }
    var clock = behind
    var year: Int?
    if let value = line.fourDigits(clock), line.byteOrZero(clock &+ 4) == Ascii.space {
      year = value
      clock &+= 5
    }
    guard let time = TimeReader.timeOfDay(line, clock) else { return nil }
    let (micros, fractionEnd) = TimeReader.fraction(line, clock &+ 8)
    let (offset, end) = zoneOfMonthDay(line, fractionEnd)
    let found: (seconds: Int64, flags: RecordFlags)?
    if let year {
      found = days(year, month, day).map { seconds(local: $0 &* 86_400 &+ time, offset) }
    } else {
      found = latest(month, day, time, offset)
    }
    guard let found, !Ascii.isAlphanumeric(line.byteOrZero(end)) else { return nil }
    return TimeMatch(micros: found.seconds &* 1_000_000 &+ micros, end: end, flags: found.flags)
  }

  private mutating func zoneOfMonthDay(_ line: RawSpan, _ at: Int) -> (offset: Int64?, end: Int) {
    let (offset, end) = TimeReader.zone(line, at)
    guard let offset else { return (nil, at) }
    let first = line.byte(at) == Ascii.space ? line.byteOrZero(at &+ 1) : line.byte(at)
    if first == Ascii.plus || first == Ascii.minus {
      seenOffset = offset
      return (offset, end)
    }
    let isSure = first == Ascii.open || first == Ascii.openBracket || Ascii.isDigit(line.byte(end &- 1))
    let next = line.byteOrZero(end)
    return isSure || next == Ascii.colon || next == Ascii.closeBracket || end == at &+ 1
      ? (offset, end) : (nil, at)
  }

  /// The instant of a local time, at the offset that is written beside it or in the assumed zone.
  private mutating func seconds(local: Int64, _ offset: Int64?) -> (seconds: Int64, flags: RecordFlags) {
    if let offset { return (local &- offset, []) }
    return assumed(local: local)
  }

  /// The latest instant with this month, day and time of day that is not more than a day after `newest`.
  /// - Parameter offset: seconds east of UTC, where it is written.
  mutating func latest(
    _ month: Int, _ day: Int, _ time: Int64, _ offset: Int64? = nil
  ) -> (seconds: Int64, flags: RecordFlags)? {
    guard day <= (month == 2 ? 29 : TimeReader.length(ofMonth: month, year: 2000)) else { return nil }
    let bound = newest.clamped(to: -60_000_000_000...200_000_000_000) &+ 86_400
    let first = CivilDate(daysSinceEpoch: Int(bound / 86_400)).year &+ 1
    // February 29 may lie up to eight years back (1900 had none).
    for year in stride(from: first, through: first &- 10, by: -1) {
      guard let days = days(year, month, day) else { continue }
      let found = seconds(local: days &* 86_400 &+ time, offset)
      if found.seconds <= bound { return found }
    }
    return nil
  }

  /// A day of the month with its blanks around it, from the index behind the month's name: `" 5 "`, `"  5 "`, `" 15 "`.
  @inline(__always)
  private static func dayOfMonth(_ line: RawSpan, _ at: Int) -> (day: Int, end: Int)? {
    guard line.byteOrZero(at) == Ascii.space else { return nil }
    let start = line.byteOrZero(at &+ 1) == Ascii.space ? at &+ 2 : at &+ 1
    guard let (day, end) = line.number(start), end &- start <= 2, day >= 1, day <= 31,
      line.byteOrZero(end) == Ascii.space
    else { return nil }
    return (Int(day), end &+ 1)
  }
}

extension Comparable {
  func clamped(to range: ClosedRange<Self>) -> Self { min(max(self, range.lowerBound), range.upperBound) }
}

extension TimeReader {
  /// glog's `E0605 14:00:00.123456`: month and day as digits, no year or one before them, at the line's beginning.
  mutating func glog(_ line: RawSpan) -> TimeMatch? {
    if line.fourDigits(5) != nil {
      guard let year = line.fourDigits(1), let month = line.twoDigits(5), let day = line.twoDigits(7),
        let days = days(year, month, day), let time = TimeReader.timeOfDay(line, 10)
      else { return nil }
      return zoned(line, 18, local: days &* 86_400 &+ time)
    }
    guard let month = line.twoDigits(1), let day = line.twoDigits(3), (1...12).contains(month), day >= 1,
      let time = TimeReader.timeOfDay(line, 6), let found = latest(month, day, time)
    else { return nil }
    let (micros, end) = TimeReader.fraction(line, 14)
    return TimeMatch(micros: found.seconds &* 1_000_000 &+ micros, end: end, flags: found.flags)
  }
}
