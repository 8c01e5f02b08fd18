import Records

extension TimeReader {
  /// Ends the reading of a time: the fraction and the zone at `at`, behind the seconds that `local` stands for.
  @inline(__always)
  mutating func zoned(_ line: RawSpan, _ at: Int, local: Int64) -> TimeMatch? {
    let (micros, behind) = TimeReader.fraction(line, at)
    let (offset, end) = TimeReader.zone(line, behind)
    if let offset, isSign(line.byte(behind)) || isSign(line.byteOrZero(behind &+ 1)) { seenOffset = offset }
    if let offset { return TimeMatch(micros: (local &- offset) &* 1_000_000 &+ micros, end: end) }
    let (seconds, flags) = assumed(local: local)
    return TimeMatch(micros: seconds &* 1_000_000 &+ micros, end: end, flags: flags)
  }

  @inline(__always)
  private func isSign(_ b: UInt8) -> Bool { b == Ascii.plus || b == Ascii.minus }

  /// UTC seconds of a local time that names no zone, with the flags that this brings.
  @inline(__always)
  mutating func assumed(local: Int64) -> (seconds: Int64, flags: RecordFlags) {
    if local == localSecond {
      flags.formUnion(localMatch.flags)
      return localMatch
    }
    let before = flags
    flags = []
    localMatch = (utc(local: local), flags)
    localSecond = local
    flags.formUnion(before)
    return localMatch
  }

  /// Microseconds of a fraction (`.123456789` or `,123`) at `at`, and the index behind it; 0 and `at` without one.
  @inline(__always)
  static func fraction(_ line: RawSpan, _ at: Int) -> (micros: Int64, end: Int) {
    let mark = line.byteOrZero(at)
    guard mark == Ascii.dot || mark == Ascii.comma, Ascii.isDigit(line.byteOrZero(at &+ 1)) else { return (0, at) }
    var end = at &+ 1
    var micros: Int64 = 0
    var unit: Int64 = 100_000
    while end < line.byteCount, Ascii.isDigit(line.byte(end)) {
      micros &+= Int64(line.byte(end) &- 48) &* unit
      unit /= 10
      end &+= 1
    }
    return (micros, end)
  }

  /// Seconds east of UTC that the zone at `at` stands for, nil where there is none, and the index behind it.
  @inline(__always)
  static func zone(_ line: RawSpan, _ at: Int) -> (offset: Int64?, end: Int) {
    let mark = line.byteOrZero(at)
    if mark | 0x20 == 0x7A, !Ascii.isAlphanumeric(line.byteOrZero(at &+ 1)) { return (0, behindName(line, at &+ 1)) }
    if mark == Ascii.plus || mark == Ascii.minus { return numericZone(line, at, strict: false) ?? (nil, at) }
    if mark == Ascii.openBracket { return bracketedZone(line, at) ?? (nil, at) }
    guard mark == Ascii.space else { return (nil, at) }
    let next = line.byteOrZero(at &+ 1)
    if next == Ascii.plus || next == Ascii.minus { return numericZone(line, at &+ 1, strict: true) ?? (nil, at) }
    if Ascii.isUpper(next) { return namedZone(line, at &+ 1) ?? (nil, at) }
    if next == Ascii.open || next == Ascii.openBracket { return bracketedZone(line, at &+ 1) ?? (nil, at) }
    return (nil, at)
  }

  /// `(CEST)`, `[UTC]`, `(+02:00)`.
  private static func bracketedZone(_ line: RawSpan, _ at: Int) -> (offset: Int64?, end: Int)? {
    let first = line.byteOrZero(at &+ 1)
    let found: (offset: Int64?, end: Int)?
    if first == Ascii.plus || first == Ascii.minus {
      found = numericZone(line, at &+ 1, strict: false)
    } else if Ascii.isUpper(first) {
      found = namedZone(line, at &+ 1)
    } else {
      return nil
    }
    let close = line.byte(at) == Ascii.open ? Ascii.close : Ascii.closeBracket
    guard let found, found.offset != nil, line.byteOrZero(found.end) == close else { return nil }
    return (found.offset, found.end &+ 1)
  }

  /// The index behind `[Europe/Berlin]` or `[UTC]`, which Java's dates put behind their offset.
  private static func behindName(_ line: RawSpan, _ at: Int) -> Int {
    guard line.byteOrZero(at) == Ascii.openBracket, Ascii.isUpper(line.byteOrZero(at &+ 1)) else { return at }
    var end = at &+ 1
    var isArea = false
    while end < line.byteCount, end &- at < 40 {
      let b = line.byte(end)
      if b == Ascii.closeBracket { return isArea || namedZone(line, at &+ 1)?.end == end ? end &+ 1 : at }
      if b == Ascii.slash { isArea = true } else if !Ascii.isLetter(b), b != Ascii.underscore { return at }
      end &+= 1
    }
    return at
  }

  /// Hours that a zone may be from UTC.
  private static var furthest: Int { 14 }

  /// `+01:00`, `+0100` and `+01`; where `strict`, this only as a word of its own, as PostgreSQL writes it.
  private static func numericZone(_ line: RawSpan, _ at: Int, strict: Bool) -> (offset: Int64?, end: Int)? {
    guard let hours = line.twoDigits(at &+ 1), hours <= furthest else { return nil }
    var end = at &+ 3
    var minutes = 0
    if line.byteOrZero(end) == Ascii.colon, let value = line.twoDigits(end &+ 1),
      !Ascii.isDigit(line.byteOrZero(end &+ 3))
    {
      minutes = value
      end &+= 3
    } else if let value = line.twoDigits(end) {
      minutes = value
      end &+= 2
    } else if strict, end < line.byteCount, line.byte(end) != Ascii.space, line.byte(end) != Ascii.closeBracket,
      line.byte(end) != Ascii.quote, line.byte(end) != Ascii.colon
    {
      return nil
    }
    guard minutes < 60, !Ascii.isDigit(line.byteOrZero(end)) else { return nil }
    let seconds = Int64(hours * 3600 + minutes * 60)
    return (line.byte(at) == Ascii.minus ? -seconds : seconds, behindName(line, end))
  }

  /// `+2`, `+02:00` or nothing behind `UTC` or `GMT`; nil for hours that no zone has. A longer number is something else.
  private static func behindUniversal(_ line: RawSpan, _ at: Int) -> (offset: Int64?, end: Int)? {
    let sign = line.byteOrZero(at)
    guard sign == Ascii.plus || sign == Ascii.minus, let (hours, end) = line.number(at &+ 1) else { return (0, at) }
    if end &- at > 5 { return (0, at) }
    if end &- at > 2 { return numericZone(line, at, strict: false) }
    let seconds = hours &* 3600
    return (sign == Ascii.minus ? -seconds : seconds, end)
  }

  /// An abbreviation that stands for one offset only. Those with several meanings (IST, CST in China) are left out
  /// where no meaning prevails in logs; their times are read in the assumed zone.
  private static func namedZone(_ line: RawSpan, _ at: Int) -> (offset: Int64?, end: Int)? {
    var end = at
    while end < line.byteCount, end &- at < 6, Ascii.isUpper(line.byte(end)) { end &+= 1 }
    if end &- at == 1, line.byte(at) == UInt8(ascii: "Z"), line.byteOrZero(end) != Ascii.slash {
      return Ascii.isAlphanumeric(line.byteOrZero(end)) ? nil : (0, end)
    }
    guard end &- at >= 3, end &- at <= 5, !Ascii.isAlphanumeric(line.byteOrZero(end)) else { return nil }
    let hours: Int64
    switch line.packed(at, end) {
    case Ascii.packed("UTC"), Ascii.packed("GMT"): return behindUniversal(line, end)
    case Ascii.packed("WET"): hours = 0
    case Ascii.packed("CET"), Ascii.packed("BST"), Ascii.packed("WEST"): hours = 1
    case Ascii.packed("CEST"), Ascii.packed("EET"), Ascii.packed("SAST"): hours = 2
    case Ascii.packed("EEST"), Ascii.packed("MSK"), Ascii.packed("TRT"): hours = 3
    case Ascii.packed("JST"), Ascii.packed("KST"): hours = 9
    case Ascii.packed("SGT"), Ascii.packed("HKT"), Ascii.packed("AWST"): hours = 8
    case Ascii.packed("AEST"): hours = 10
    case Ascii.packed("AEDT"): hours = 11
    case Ascii.packed("NZST"): hours = 12
    case Ascii.packed("NZDT"): hours = 13
    case Ascii.packed("BRT"), Ascii.packed("ART"): hours = -3
    case Ascii.packed("EDT"): hours = -4
    case Ascii.packed("EST"), Ascii.packed("CDT"): hours = -5
    case Ascii.packed("CST"), Ascii.packed("MDT"): hours = -6
    case Ascii.packed("MST"), Ascii.packed("PDT"): hours = -7
    case Ascii.packed("PST"), Ascii.packed("AKDT"): hours = -8
    case Ascii.packed("AKST"): hours = -9
    case Ascii.packed("HST"): hours = -10
    default: return nil
    }
    return (hours * 3600, end)
  }
}
