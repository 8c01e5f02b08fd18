import Records

extension TimeReader {
  /// Reads `dd/Mon/yyyy:HH:MM:SS +zzzz` (26 bytes) at `at`: microseconds since the epoch. Lines of the same second
  /// cost a comparison.
  @inline(__always)
  mutating func accessTime(_ line: RawSpan, _ at: Int) -> Int64? {
    guard at &+ 26 <= line.byteCount else { return nil }
    let a = line.word(at)
    let b = line.word(at &+ 8)
    let c = line.word(at &+ 16)
    let tail = UInt16(line.byte(at &+ 24)) | UInt16(line.byte(at &+ 25)) << 8
    if a == cachedWords.0, b == cachedWords.1, c == cachedWords.2, tail == cachedTail {
      return cachedSecond &* 1_000_000
    }
    return readAccessTime(line, at, (a, b, c), tail)
  }

  private mutating func readAccessTime(
    _ line: RawSpan, _ at: Int, _ words: (UInt64, UInt64, UInt64), _ tail: UInt16
  ) -> Int64? {
    guard let day = line.twoDigits(at), line.byte(at + 2) == UInt8(ascii: "/"), let month = line.month(at + 3),
      line.byte(at + 6) == UInt8(ascii: "/"), let year = line.fourDigits(at + 7),
      line.byte(at + 11) == UInt8(ascii: ":"), let hour = line.twoDigits(at + 12),
      line.byte(at + 14) == UInt8(ascii: ":"), let minute = line.twoDigits(at + 15),
      line.byte(at + 17) == UInt8(ascii: ":"), let second = line.twoDigits(at + 18),
      line.byte(at + 20) == UInt8(ascii: " "), let zoneHours = line.twoDigits(at + 22),
      let zoneMinutes = line.twoDigits(at + 24)
    else { return nil }
    let sign = line.byte(at + 21)
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), (1...31).contains(day), hour < 24, minute < 60,
      second <= 60, zoneHours <= 15
    else { return nil }
    let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
    let offset = (zoneHours * 60 + zoneMinutes) * (sign == UInt8(ascii: "-") ? -60 : 60)
    cachedSecond = Int64(days * 86_400 + hour * 3600 + minute * 60 + second - offset)
    seenOffset = Int64(offset)
    cachedWords = words
    cachedTail = tail
    return cachedSecond * 1_000_000
  }

  /// `mm/dd/yyyy:HH:MM:SS -0000`, the month first, as cPanel writes.
  mutating func monthFirst(_ line: RawSpan, _ at: Int) -> TimeMatch? {
    guard let month = line.twoDigits(at), line.byteOrZero(at &+ 2) == Ascii.slash, let day = line.twoDigits(at &+ 3),
      line.byteOrZero(at &+ 5) == Ascii.slash, let year = line.fourDigits(at &+ 6),
      line.byteOrZero(at &+ 10) == Ascii.colon, let time = TimeReader.timeOfDay(line, at &+ 11),
      let days = days(year, month, day)
    else { return nil }
    return zoned(line, at &+ 19, local: days &* 86_400 &+ time)
  }
}

extension RawSpan {
  /// The month (1...12) whose English abbreviation stands at `at`; nil if none does.
  @inline(__always)
  func month(_ at: Int) -> Int? {
    guard at &+ 3 <= byteCount else { return nil }
    let key = UInt32(byte(at) | 0x20) << 16 | UInt32(byte(at &+ 1) | 0x20) << 8 | UInt32(byte(at &+ 2) | 0x20)
    return switch key {
    case 0x6A616E: 1
    case 0x666562: 2
    case 0x6D6172: 3
    case 0x617072: 4
    case 0x6D6179: 5
    case 0x6A756E: 6
    case 0x6A756C: 7
    case 0x617567: 8
    case 0x736570: 9
    case 0x6F6374: 10
    case 0x6E6F76: 11
    case 0x646563: 12
    default: nil
    }
  }
}
