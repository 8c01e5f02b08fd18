import Records

/// In which order a date in digits names day, month and year.
enum DateOrder: String, Sendable, CaseIterable {
  case dayFirst = "dmy"
  case monthFirst = "mdy"
  case yearFirst = "ymd"

  /// The orders to try without further knowledge, the most common first. Where the year has two digits it stands first, as
  /// Java's loggers write it, but for dates with dots; where it has four, slashes are America's and the rest Europe's.
  static func convention(separator: UInt8, shortYear: Bool) -> InlineArray<3, DateOrder> {
    if shortYear, separator != Ascii.dot { return [.yearFirst, .monthFirst, .dayFirst] }
    return separator == Ascii.slash ? [.monthFirst, .dayFirst, .yearFirst] : [.dayFirst, .monthFirst, .yearFirst]
  }

  /// The order in which the dates of a file are written; nil where they do not tell.
  ///
  /// A number over 12 is no month. Of two orders that are possible, the one that puts the dates closer together is meant:
  /// lines are written one after the other.
  static func proven(by dates: [NumericDate]) -> DateOrder? {
    var found: (order: DateOrder, span: Int)?
    var isTied = false
    for order in allCases {
      let days = dates.map { $0.date(in: order)?.daysSinceEpoch }
      guard let first = days.first, first != nil, !days.contains(nil) else { continue }
      let known = days.compactMap(\.self)
      let span = (known.max() ?? 0) - (known.min() ?? 0)
      if let best = found {
        isTied = isTied && span >= best.span || span == best.span
        if span >= best.span { continue }
      }
      found = (order, span)
    }
    return isTied ? nil : found?.order
  }
}

/// A date of three numbers that one of `/`, `-` and `.` parts, the first with one or two digits.
struct NumericDate {
  let first: Int
  let second: Int
  let third: Int
  /// Whether the third number has two digits: then the first may be the year.
  let isShort: Bool
  let separator: UInt8
  let end: Int

  /// The one at `at`; nil where there is none.
  init?(_ line: RawSpan, _ at: Int) {
    guard let (first, mark) = line.number(at), mark &- at <= 2 else { return nil }
    let separator = line.byteOrZero(mark)
    guard separator == Ascii.slash || separator == Ascii.minus || separator == Ascii.dot,
      let (second, next) = line.number(mark &+ 1), next &- mark <= 3, line.byteOrZero(next) == separator,
      let (third, end) = line.number(next &+ 1), end &- next == 3 || end &- next == 5
    else { return nil }
    (self.first, self.second, self.third, self.end) = (Int(first), Int(second), Int(third), end)
    isShort = end &- next == 3
    self.separator = separator
  }

  /// The date that is meant in that order; nil where there is no such date.
  func date(in order: DateOrder) -> CivilDate? {
    let date: CivilDate
    switch order {
    case .dayFirst: date = CivilDate(year: fullYear(third), month: second, day: first)
    case .monthFirst: date = CivilDate(year: fullYear(third), month: first, day: second)
    case .yearFirst:
      guard isShort else { return nil }
      date = CivilDate(year: fullYear(first), month: second, day: third)
    }
    guard (1...12).contains(date.month), date.day >= 1,
      date.day <= TimeReader.length(ofMonth: date.month, year: date.year)
    else { return nil }
    return date
  }

  private func fullYear(_ year: Int) -> Int { isShort ? WrittenTime.fullYear(year) : year }

  /// The date, and whether other orders are possible that nothing speaks against.
  func date(known: DateOrder?) -> (date: CivilDate, isAssumed: Bool)? {
    if let known, let date = date(in: known) { return (date, false) }
    let orders = DateOrder.convention(separator: separator, shortYear: isShort)
    var found: CivilDate?
    for i in 0..<3 {
      guard let date = date(in: orders[i]) else { continue }
      if let found {
        if found != date { return (found, true) }
      } else {
        found = date
      }
    }
    return found.map { ($0, false) }
  }
}
