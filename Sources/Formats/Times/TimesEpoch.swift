import Records

extension TimeReader {
  /// Microseconds since the epoch of a count of seconds, milliseconds, microseconds or nanoseconds since then, told
  /// apart by size; nil where the number is none of them between 1973 and 5138.
  static func epoch(_ number: DecimalNumber) -> Int64? {
    guard let seconds = number.scaled(by: 0), seconds >= 100_000_000 else { return nil }
    switch seconds {
    case ..<100_000_000_000: return number.scaled(by: 6)
    case ..<100_000_000_000_000: return number.scaled(by: 3)
    case ..<100_000_000_000_000_000: return number.scaled(by: 0)
    default: return number.scaled(by: -3)
    }
  }

  /// An epoch time written at the beginning of a token: 10, 13, 16 or 19 digits, the first with a fraction or none, behind them a unit or none.
  func epoch(_ line: RawSpan, _ at: Int) -> TimeMatch? {
    var digits = at
    while digits < line.byteCount, digits &- at < 20, Ascii.isDigit(line.byte(digits)) { digits &+= 1 }
    switch digits &- at {
    case 10, 13, 16, 19: break
    default: return nil
    }
    guard let (number, behind) = DecimalNumber.read(line, at, line.byteCount), let micros = TimeReader.epoch(number)
    else { return nil }
    // How many digits there are says what the unit behind them does.
    var end = behind
    if let unit = TimeReader.unitEnd(line, behind) { end = unit }
    switch line.byteOrZero(end) {
    case 0...Ascii.space, Ascii.closeBracket, Ascii.close, Ascii.comma, Ascii.colon, Ascii.quote, UInt8(ascii: "|"):
      return TimeMatch(micros: micros, end: end)
    default: return nil
    }
  }

  /// Behind `s`, `ms`, `us` or `ns`.
  private static func unitEnd(_ line: RawSpan, _ at: Int) -> Int? {
    if line.byteOrZero(at) == UInt8(ascii: "s") { return at &+ 1 }
    switch line.byteOrZero(at) {
    case UInt8(ascii: "m"), UInt8(ascii: "u"), UInt8(ascii: "n"):
      return line.byteOrZero(at &+ 1) == UInt8(ascii: "s") ? at &+ 2 : nil
    default: return nil
    }
  }
}
