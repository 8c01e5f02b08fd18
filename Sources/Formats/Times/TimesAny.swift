import Records

extension TimeReader {
  /// A time in any of the forms that lines begin with, told by its first bytes.
  /// - Parameter weak: also forms that may well be something else (`WrittenTime.isWeak`).
  mutating func any(_ line: RawSpan, _ at: Int, weak: Bool = false) -> TimeMatch? {
    guard at >= 0, at &+ 8 <= line.byteCount else { return nil }
    let first = line.byte(at)
    if Ascii.isDigit(first) {
      if let match = iso(line, at), !isHalfOfDay(line, match.end) { return match }
      if let match = spelled(line, at, weak) { return match }
      if let match = epoch(line, at) { return match }
    } else if first == Ascii.at {
      return TimeReader.tai64n(line, at)
    } else if let match = spelled(line, at, weak) {
      return match
    } else if let match = monthDay(line, at), !yearFollows(line, match.end), !isHalfOfDay(line, match.end) {
      return match
    }
    guard let written = WrittenTime.read(line, at, dates), weak || !written.isWeak, let match = match(written) else {
      return nil
    }
    spelled.keep(written, match, line, at)
    return match
  }

  /// The time at `at` where it is the same second, written in the same way, as the last one in a rarer form.
  @inline(__always)
  private mutating func spelled(_ line: RawSpan, _ at: Int, _ weak: Bool) -> TimeMatch? {
    guard let (match, offset) = spelled.match(line, at, weak: weak) else { return nil }
    if let offset { seenOffset = offset }
    flags.formUnion(match.flags.intersection([.zoneAssumed, .ambiguousTime]))
    return match
  }

  /// Whether a time in a form that `any` reads, no weak one, begins at `at`.
  @inline(__always)
  static func begins(_ line: RawSpan, _ at: Int) -> Bool {
    guard at >= 0, at &+ 8 <= line.byteCount else { return false }
    let first = line.byte(at)
    if Ascii.isDigit(first) {
      if at &+ 19 <= line.byteCount, line.byte(at &+ 13) == Ascii.colon, line.byte(at &+ 16) == Ascii.colon,
        line.byte(at &+ 7) == line.byte(at &+ 4), line.fourDigits(at) != nil, !Ascii.isDigit(line.byte(at &+ 4)),
        line.twoDigits(at &+ 5) != nil, line.twoDigits(at &+ 8) != nil, line.twoDigits(at &+ 11) != nil
      {
        return true
      }
      if TimeReader(zone: .utc, newest: 0).epoch(line, at) != nil { return true }
    } else if first == Ascii.at {
      return tai64n(line, at) != nil
    } else if !Ascii.isLetter(first), first < 0xC3 {
      return false
    }
    return WrittenTime.read(line, at, nil).map { !$0.isWeak } ?? false
  }

  /// The end of what looks like a time but is of no day of the calendar, `0000-00-00 00:00:00` or `2024-02-31 14:00:03`;
  /// nil where nothing of that form is at `at`.
  static func impossible(_ line: RawSpan, _ at: Int) -> Int? {
    guard begins(line, at), let year = line.fourDigits(at), let month = line.twoDigits(at &+ 5),
      let day = line.twoDigits(at &+ 8), timeOfDay(line, at &+ 11) != nil,
      !(1...12).contains(month) || !(1...length(ofMonth: month, year: year)).contains(day)
    else { return nil }
    return zone(line, fraction(line, at &+ 19).end).end
  }

  @inline(__always)
  private func isHalfOfDay(_ line: RawSpan, _ at: Int) -> Bool {
    line.byteOrZero(at) == Ascii.space && line.byteOrZero(at &+ 2) | 0x20 == 0x6D
      && (line.byteOrZero(at &+ 1) | 0x20 == 0x61 || line.byteOrZero(at &+ 1) | 0x20 == 0x70)
      && !Ascii.isAlphanumeric(line.byteOrZero(at &+ 3))
  }

  /// Whether a year closes a time: `Jun  5 14:00:00 2024]`.
  @inline(__always)
  private func yearFollows(_ line: RawSpan, _ at: Int) -> Bool {
    line.byteOrZero(at) == Ascii.space && line.fourDigits(at &+ 1) != nil
      && line.byteOrZero(at &+ 5) == Ascii.closeBracket
  }

  /// The instant that is meant.
  private mutating func match(_ written: WrittenTime) -> TimeMatch? {
    let local: Int64
    var assumed: RecordFlags = written.isOrderAssumed ? .dateAssumed : []
    guard written.isPossible else { return nil }
    if written.month == 0 {
      assumed.insert(.dateAssumed)
      local = latest(timeOfDay: written.second, offset: written.offset)
    } else if let year = written.year {
      guard let days = days(year, written.month, written.day) else { return nil }
      local = days &* 86_400 &+ written.second
    } else {
      guard let found = latest(written.month, written.day, written.second, written.offset) else { return nil }
      if let offset = written.offset, written.hasSign { seenOffset = offset }
      return TimeMatch(
        micros: found.seconds &* 1_000_000 &+ written.micros, end: written.end, flags: found.flags.union(assumed))
    }
    if let offset = written.offset {
      if written.hasSign { seenOffset = offset }
      return TimeMatch(micros: (local &- offset) &* 1_000_000 &+ written.micros, end: written.end, flags: assumed)
    }
    let (seconds, flags) = self.assumed(local: local)
    return TimeMatch(
      micros: seconds &* 1_000_000 &+ written.micros, end: written.end, flags: flags.union(assumed))
  }

  /// The local second of a time of day: the latest that is not more than a few minutes after `newest`.
  private func latest(timeOfDay: Int64, offset: Int64?) -> Int64 {
    let bound = newest.clamped(to: 0...200_000_000_000) &+ 300
    let local = bound &+ (offset ?? zone.offset(at: bound))
    let midnight = local - local % 86_400
    return midnight &+ timeOfDay <= local ? midnight &+ timeOfDay : midnight &+ timeOfDay &- 86_400
  }

  /// TAI64N as daemontools writes it: `@` and 24 hexadecimal digits, seconds from 2^62 + 10 on, then nanoseconds.
  static func tai64n(_ line: RawSpan, _ at: Int) -> TimeMatch? {
    guard at &+ 25 <= line.byteCount, line.byte(at) == Ascii.at, line.byte(at &+ 1) == UInt8(ascii: "4"),
      line.byteOrZero(at &+ 25) <= Ascii.space
    else { return nil }
    var seconds: Int64 = 0
    var nanoseconds: Int64 = 0
    for i in 1...24 {
      let b = line.byte(at &+ i)
      guard Ascii.isHex(b) else { return nil }
      let digit = Int64(Ascii.isDigit(b) ? b &- 48 : (b | 0x20) &- 87)
      if i <= 16 { seconds = seconds &<< 4 | digit } else { nanoseconds = nanoseconds &<< 4 | digit }
    }
    seconds = seconds &- 4_611_686_018_427_387_914
    guard (0...200_000_000_000).contains(seconds), nanoseconds < 1_000_000_000 else { return nil }
    return TimeMatch(micros: seconds &* 1_000_000 &+ nanoseconds / 1000, end: at &+ 25)
  }
}
