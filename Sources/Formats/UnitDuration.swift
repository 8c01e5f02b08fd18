/// Durations with their unit, as Go and others write them: `505.317µs`, `12ms`, `1m2.5s`, `2 ms`.
enum UnitDuration {
  /// Microseconds of the duration `start..<end`; nil where it is none, has no unit or is negative.
  static func microseconds(_ line: RawSpan, _ start: Int, _ end: Int) -> Int64? {
    var at = start
    var sum: Int64 = 0
    while at < end {
      guard Ascii.isDigit(line.byte(at)), let (number, behind) = DecimalNumber.read(line, at, end) else { return nil }
      var unit = behind
      while unit < end, line.byte(unit) == Ascii.space { unit &+= 1 }
      var stop = unit
      while stop < end, !Ascii.isDigit(line.byte(stop)) { stop &+= 1 }
      guard let factor = factor(line, unit, stop),
        let micros = number.scaled(by: factor.power)?.multipliedReportingOverflow(by: factor.times), !micros.overflow
      else { return nil }
      sum &+= micros.partialValue
      at = stop
    }
    return at > start && sum >= 0 ? sum : nil
  }

  /// Microseconds of a unit: ten to the `power`, `times` over.
  private static func factor(_ line: RawSpan, _ start: Int, _ end: Int) -> (power: Int, times: Int64)? {
    if line.equals("ms", start, end) { return (3, 1) }
    if line.equals("s", start, end) { return (6, 1) }
    // The sign for micro is one of two characters.
    if line.equals("us", start, end) || line.equals("µs", start, end) || line.equals("\u{3BC}s", start, end) {
      return (0, 1)
    }
    if line.equals("ns", start, end) { return (-3, 1) }
    if line.equals("m", start, end) { return (6, 60) }
    if line.equals("h", start, end) { return (6, 3600) }
    return nil
  }
}
