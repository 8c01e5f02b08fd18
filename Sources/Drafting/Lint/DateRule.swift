import Records

/// Dates and times of day that do not exist, and days of the week that are not the date's.
struct DateRule: LintRule {
  let name = "date"
  let summary = "a date or a time that does not exist, or a day of the week that is not the date's"

  func findings(in text: LintText) -> [LintFinding] {
    let timeline = text.sections(named: SectionName.isTimeline).map(\.whole)
    return text.lines.indices.flatMap { index -> [LintFinding] in
      let line = text.lines[index]
      let isRow = timeline.contains { $0.contains(index) }
      return line.parts.flatMap { part -> [LintFinding] in
        guard part.contains(where: \.isNumber) else { return [] }
        return DatesInText(part, beginsWithTime: isRow || isLabelled(line)).wrong.map {
          finding(line.number, $0, "correct it")
        }
      }
    }
  }

  /// `Start: 14:00`
  private func isLabelled(_ line: MarkdownLine) -> Bool {
    let name = IncidentSpan.label(line).name
    return NamedTimes.name(name) != nil || IncidentSpan.spans.contains(name)
  }
}

/// What of the dates and times in a text cannot be.
private struct DatesInText {
  private(set) var wrong: [String] = []
  private let characters: [Character]
  /// Where the last date ends: what follows is its time.
  private var dateEnd: Int?

  /// - Parameter beginsWithTime: whether two numbers with a colon at its beginning can be nothing else.
  init(_ text: String, beginsWithTime: Bool) {
    characters = Array(text)
    var at = 0
    var mayBeTime = beginsWithTime
    while at < characters.count {
      let isBehindDate = at > 0 && characters[at - 1] == "T" && dateEnd == at - 1
      let isBehindWord = at > 0 && !isBehindDate && (characters[at - 1].isLetter || characters[at - 1].isNumber)
      if isBehindWord || !(characters[at].isASCII && (characters[at].isNumber || characters[at].isLetter)) {
        at += 1
        continue
      }
      if let end = readWeekday(at) ?? readDate(at) ?? readMonth(at) ?? readClock(at, mayBeTime || isAnnounced(at)) {
        at = max(end, at + 1)
      } else {
        let isWord = characters[at].isLetter
        while at < characters.count, characters[at].isLetter || characters[at].isNumber { at += 1 }
        // "Start: 25:61", but not "split 30:70".
        mayBeTime = mayBeTime && isWord && at < characters.count && characters[at] == ":"
        continue
      }
      mayBeTime = false
    }
  }

  private func words(_ range: Range<Int>) -> String { String(characters[range]) }

  /// A number of ASCII digits.
  private func number(_ at: Int, _ digits: ClosedRange<Int>) -> (value: Int, end: Int)? {
    var end = at
    while end < characters.count, characters[end].isASCII, characters[end].isNumber { end += 1 }
    guard digits.contains(end - at), let value = Int(words(at..<end)) else { return nil }
    return (value, end)
  }

  private func character(_ at: Int) -> Character? { characters.indices.contains(at) ? characters[at] : nil }

  private static func exists(_ year: Int, _ month: Int, _ day: Int) -> Bool {
    guard (1...12).contains(month), (1...31).contains(day) else { return false }
    let date = CivilDate(year: year, month: month, day: day)
    return CivilDate(daysSinceEpoch: date.daysSinceEpoch) == date
  }

  // MARK: Dates

  /// `2026-02-30`, `30.02.2026`, `02/30/2026`
  private mutating func readDate(_ at: Int) -> Int? {
    guard let first = number(at, 1...4), let mark = character(first.end), "-/.".contains(mark),
      let second = number(first.end + 1, 1...2), character(second.end) == mark,
      let third = number(second.end + 1, 1...4),
      character(third.end) != mark || character(third.end + 1)?.isNumber != true
    else { return nil }
    let lengths = (first.end - at, third.end - second.end - 1)
    let isThere: Bool
    switch lengths {
    case (4, 1...2):
      // `2024.31.1` is a version.
      guard mark != ".", (1990...2100).contains(first.value) else { return nil }
      isThere = Self.exists(first.value, second.value, third.value)
    case (1...2, 4):
      guard (1990...2100).contains(third.value) else { return nil }
      isThere =
        Self.exists(third.value, second.value, first.value)
        || mark == "/" && Self.exists(third.value, first.value, second.value)
    default: return nil
    }
    if !isThere { wrong.append("\(words(at..<third.end)) does not exist") }
    dateEnd = third.end
    return third.end
  }

  /// `February 30`, `31 April 2026` is read from its month.
  private mutating func readMonth(_ at: Int) -> Int? {
    guard let month = month(at) else { return nil }
    var day: (value: Int, end: Int)?
    var start = at
    // The day before it.
    var before = at - 1
    while before >= 0, characters[before] == " " { before -= 1 }
    if words(max(0, before - 1)..<before + 1).lowercased() == "of" { before -= 3 }
    if before >= 1, ["st", "nd", "rd", "th"].contains(words(before - 1..<before + 1).lowercased()) { before -= 2 }
    var first = before
    while first >= 0, characters[first].isASCII, characters[first].isNumber { first -= 1 }
    if before > first, before - first <= 2, first < 0 || characters[first] == " " || characters[first] == "(",
      let found = number(first + 1, 1...2)
    {
      (day, start) = (found, first + 1)
    }
    var end = month.end
    if day == nil {
      var next = month.end
      if character(next) == "." { next += 1 }
      while character(next) == " " { next += 1 }
      guard let found = number(next, 1...2), character(found.end) != ":" || character(found.end + 1)?.isNumber != true
      else { return nil }
      (day, end) = (found, found.end)
      if let letters = character(end), letters.isLetter { end += 2 }
    }
    guard let day, end <= characters.count else { return nil }
    var next = end
    while let mark = character(next), mark == "," || mark == " " { next += 1 }
    let year = number(next, 4...4).flatMap { (1990...2100).contains($0.value) && character($0.end) != ":" ? $0 : nil }
    if let year { end = year.end }
    // "In March 40 users" is no date; without its year February may have 29 days.
    if day.value <= 31 || year != nil, !Self.exists(year?.value ?? CivilDate.someLeapYear, month.value, day.value) {
      wrong.append("\(words(start..<end)) does not exist")
    }
    dateEnd = end
    return end
  }

  private func month(_ at: Int) -> (value: Int, end: Int)? {
    var end = at
    while let letter = character(end), letter.isLetter { end += 1 }
    guard (3...9).contains(end - at) else { return nil }
    let word = words(at..<end).lowercased()
    let found = Self.months.firstIndex { $0 == word || word.count <= 4 && $0.hasPrefix(word) }
    return found.map { ($0 + 1, end) }
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
  ]
  private static let days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

  /// `Monday, June 5, 2024`, which is a Wednesday.
  private mutating func readWeekday(_ at: Int) -> Int? {
    var end = at
    while let letter = character(end), letter.isLetter { end += 1 }
    guard end - at >= 3, characters[at].isUppercase else { return nil }
    let word = words(at..<end)
    guard let day = Self.days.firstIndex(where: { $0 == word || word.count == 3 && $0.hasPrefix(word) }) else {
      return nil
    }
    var next = end
    while let mark = character(next), ", .".contains(mark) { next += 1 }
    let rest = words(next..<min(next + 30, characters.count))
    var cursor = TextCursor(rest)
    guard let date = WrittenDate.read(&cursor), !date.isAmbiguous, let civil = date.day(inYear: nil) else {
      return next
    }
    // The first day of the epoch was a Thursday.
    let real = ((civil.daysSinceEpoch + 4) % 7 + 7) % 7
    if real != day {
      let shown = words(at..<next + cursor.at).trimmed
      wrong.append("\(shown) was a \(Self.days[real])")
    }
    return next
  }

  // MARK: Times

  /// `25:61`, where nothing but a time can stand.
  private mutating func readClock(_ at: Int, _ isExpected: Bool) -> Int? {
    guard at == 0 || !":./".contains(characters[at - 1]),
      let hour = number(at, 1...2), character(hour.end) == ":", let minute = number(hour.end + 1, 2...2)
    else { return nil }
    var end = minute.end
    var second = 0
    if character(end) == ":", let found = number(end + 1, 2...2) { (second, end) = (found.value, found.end) }
    let isLonger = character(end) == ":" && character(end + 1)?.isNumber == true
    guard !isLonger, character(end)?.isNumber != true else { return nil }
    let isDated = dateEnd.map { $0 < at && words($0..<at).allSatisfy { " ,T–-".contains($0) } } ?? false
    guard isExpected || isDated || hasZone(end) else { return end }
    if hour.value > 24 || hour.value == 24 && minute.value + second > 0 || minute.value > 59 || second > 60 {
      wrong.append("\(words(at..<end)) is no time of day")
    }
    return end
  }

  /// Whether the word `at` stands before it.
  private func isAnnounced(_ place: Int) -> Bool {
    guard place >= 3, words(place - 3..<place).lowercased() == "at " else { return false }
    return place == 3 || !characters[place - 4].isLetter
  }

  /// `14:00 UTC`, `2:05 pm`, `14:00Z`
  private func hasZone(_ end: Int) -> Bool {
    var next = end
    if character(next) == " " { next += 1 }
    let word = words(next..<min(next + 4, characters.count)).prefix { $0.isLetter }
    return ["AM", "PM", "UTC", "GMT", "CET", "CEST", "EST", "EDT", "PST", "PDT"].contains(word.uppercased())
      || (next == end && word == "Z")
  }
}
