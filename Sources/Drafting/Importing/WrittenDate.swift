import Records

/// A date as people write it: `2024-06-05`, `June 5, 2024`, `5 June 2024`, `on August 10th`, `05.06.2024`, `13/06/2024`.
struct WrittenDate: Equatable {
  /// nil: it was left out.
  var year: Int?
  var month: Int
  var day: Int
  /// Whether day and month could be the other way round: `05/06/2024`.
  var isAmbiguous = false

  /// The day, where the year is known; `year` stands in for one that was left out.
  func day(inYear year: Int?) -> CivilDate? {
    guard let year = self.year ?? year else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }

  /// `August 10`, with the year where it has one.
  var words: String {
    let name = Self.months[month - 1].prefix(1).uppercased() + Self.months[month - 1].dropFirst()
    return "\(name) \(day)" + (year.map { ", \($0)" } ?? "")
  }

  /// The date at the cursor, with the day of the week before it.
  static func read(_ cursor: inout TextCursor) -> WrittenDate? {
    cursor.attempt { cursor in
      behindWeekday(&cursor)
      let date =
        cursor.attempt(yearFirst) ?? cursor.attempt(named) ?? cursor.attempt(dayNamed) ?? cursor.attempt(digits)
      guard let date, date.exists, cursor.next?.isLetter != true || cursor.next == "T" else { return nil }
      return date
    }
  }

  /// All dates in a text, in its order.
  static func all(in text: some StringProtocol) -> [WrittenDate] {
    var cursor = TextCursor(text)
    var dates: [WrittenDate] = []
    var isInWord = false
    while let next = cursor.next {
      if !isInWord, let date = read(&cursor) {
        dates.append(date)
        isInWord = true
      } else {
        isInWord = next.isLetter || next.isNumber
        cursor.advance()
      }
    }
    return dates
  }

  private static func behindWeekday(_ cursor: inout TextCursor) {
    _ = cursor.attempt { cursor -> Bool? in
      let word = cursor.letters().lowercased()
      guard word.count >= 3, ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].contains(String(word.prefix(3))),
        word.count <= 4 || word.hasSuffix("day")
      else { return nil }
      cursor.skip(anyOf: ",.")
      return true
    }
  }

  private static func yearFirst(_ cursor: inout TextCursor) -> WrittenDate? {
    guard let year = cursor.number(4...4), years.contains(year), let mark = cursor.take(anyOf: "-/."),
      let month = cursor.number(1...2), cursor.take(mark), let day = cursor.number(1...2)
    else { return nil }
    return WrittenDate(year: year, month: month, day: day)
  }

  /// `June 5th, 2024`
  private static func named(_ cursor: inout TextCursor) -> WrittenDate? {
    guard let month = month(&cursor) else { return nil }
    cursor.skip(anyOf: ".")
    guard let day = ordinal(&cursor), !isHour(cursor) else { return nil }
    return WrittenDate(year: year(&cursor), month: month, day: day)
  }

  /// `5th of June 2024`
  private static func dayNamed(_ cursor: inout TextCursor) -> WrittenDate? {
    guard let day = ordinal(&cursor) else { return nil }
    cursor.skip(anyOf: ".-")
    _ = cursor.attempt { $0.letters().lowercased() == "of" ? true : nil }
    cursor.skipSpaces()
    guard let month = month(&cursor) else { return nil }
    return WrittenDate(year: year(&cursor), month: month, day: day)
  }

  /// `05.06.2024` has the day first; `05/06/2024` may have either.
  private static func digits(_ cursor: inout TextCursor) -> WrittenDate? {
    guard let first = cursor.number(1...2), let mark = cursor.take(anyOf: "./-"), let second = cursor.number(1...2),
      cursor.take(mark), let year = cursor.number(4...4), years.contains(year)
    else { return nil }
    if mark == "." || first > 12 { return WrittenDate(year: year, month: second, day: first) }
    return WrittenDate(year: year, month: first, day: second, isAmbiguous: second <= 12 && first != second)
  }

  private static func month(_ cursor: inout TextCursor) -> Int? {
    let word = cursor.letters().lowercased()
    guard word.count >= 3 else { return nil }
    let found = months.firstIndex { $0 == word || word.count <= 4 && $0.hasPrefix(word) }
    return found.map { $0 + 1 }
  }

  private static func ordinal(_ cursor: inout TextCursor) -> Int? {
    cursor.skipSpaces()
    guard let day = cursor.number(1...2) else { return nil }
    _ = cursor.attempt { ["st", "nd", "rd", "th"].contains($0.letters().lowercased()) ? true : nil }
    return day
  }

  private static func year(_ cursor: inout TextCursor) -> Int? {
    cursor.attempt { cursor in
      cursor.skip(anyOf: ",-.")
      guard let year = cursor.number(4...4), years.contains(year), !isHour(cursor) else { return nil }
      return year
    }
  }

  /// Whether the number before the cursor is an hour: `June 10:30` against `June 10:`.
  private static func isHour(_ cursor: TextCursor) -> Bool { cursor.next == ":" && cursor.peek(1)?.isNumber == true }

  private var exists: Bool {
    guard (1...12).contains(month), (1...31).contains(day) else { return false }
    let date = CivilDate(year: year ?? CivilDate.someLeapYear, month: month, day: day)
    return CivilDate(daysSinceEpoch: date.daysSinceEpoch) == date
  }

  private static let years = 1990...2100
  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
  ]
}

extension CivilDate {
  /// Stands for a year that is not told where the question is whether a date can exist: February may have 29 days.
  static let someLeapYear = 2024
}
