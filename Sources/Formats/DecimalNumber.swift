/// A decimal number as written: `mantissa` times ten to the `exponent`. Digits beyond the eighteenth are dropped.
struct DecimalNumber {
  var mantissa: Int64
  var exponent: Int

  /// Reads `[-+]digits[.digits][e[+-]digits]` at `at`; nil without a digit.
  static func read(_ line: RawSpan, _ start: Int, _ end: Int) -> (number: DecimalNumber, end: Int)? {
    var at = start
    let sign = at < end ? line.byte(at) : 0
    if sign == Ascii.minus || sign == Ascii.plus { at &+= 1 }
    var number = DecimalNumber(mantissa: 0, exponent: 0)
    var digits = 0
    var kept = 0
    var point = false
    while at < end {
      let b = line.byte(at)
      if Ascii.isDigit(b) {
        if kept < 18 {
          number.mantissa = number.mantissa &* 10 &+ Int64(b &- 48)
          if number.mantissa > 0 { kept &+= 1 }
          if point { number.exponent &-= 1 }
        } else if !point {
          number.exponent &+= 1
        }
        digits &+= 1
      } else if b == Ascii.dot, !point {
        point = true
      } else {
        break
      }
      at &+= 1
    }
    guard digits > 0 else { return nil }
    if at < end, line.byte(at) | 0x20 == 0x65 {
      let negative = line.byteOrZero(at &+ 1) == Ascii.minus
      let signed = negative || line.byteOrZero(at &+ 1) == Ascii.plus
      if let (value, behind) = line.number(at &+ (signed ? 2 : 1)), behind <= end {
        number.exponent &+= Int(negative ? -Swift.min(value, 10_000) : Swift.min(value, 10_000))
        at = behind
      }
    }
    if sign == Ascii.minus { number.mantissa = 0 &- number.mantissa }
    return (number, at)
  }

  /// The number times ten to the `power`, cut to an integer; nil where it does not fit.
  func scaled(by power: Int) -> Int64? {
    var shift = exponent &+ power
    var value = mantissa
    if value == 0 { return 0 }
    while shift > 0 {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      value = product
      shift &-= 1
    }
    while shift < 0, value != 0 {
      value /= 10
      shift &+= 1
    }
    return value
  }
}
