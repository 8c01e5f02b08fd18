import Records

/// A duration that is not the time between start and end.
struct DurationRule: LintRule {
  let name = "duration"
  let summary = "a duration that contradicts the start and the end"

  func findings(in text: LintText) -> [LintFinding] {
    guard let span = IncidentSpan(text), let seconds = span.seconds else { return [] }
    let measured = seconds.upperBound - seconds.lowerBound
    return told(text).compactMap { line, duration in
      // A figure is right to half of its last unit; start and end are told to the minute.
      let tolerance = max(60, duration.unit / 2)
      guard abs(duration.seconds - measured) > tolerance else { return nil }
      let times = "\(span.start.words) to \(span.end.words)"
      return finding(
        line, "\(duration.words) is not \(times), which is \(Duration.seconds(measured).inWords)",
        "correct the duration or the times")
    }
  }

  /// The durations that a document tells of its incident.
  private func told(_ text: LintText) -> [(Int, DurationInText)] {
    let summaries = text.sections(named: SectionName.isSummary).map(\.own)
    return text.lines.indices.flatMap { index -> [(Int, DurationInText)] in
      let line = text.lines[index]
      let label = IncidentSpan.label(line)
      if label.name.contains("duration") {
        return DurationInText.all(in: label.value).prefix(1).map { (line.number, $0) }
      }
      guard line.kind == .paragraph || line.isItem, summaries.contains(where: { $0.contains(index) }) else { return [] }
      return line.text.split(separator: /[.;!?]\s/).flatMap { sentence -> [(Int, DurationInText)] in
        let words = Set(sentence.lowercased().split { !$0.isLetter }.map(String.init))
        guard !words.isDisjoint(with: Self.trouble) else { return [] }
        return DurationInText.all(in: String(sentence)).filter { ["for", "lasted", "lasting"].contains($0.before) }
          .map { (line.number, $0) }
      }
    }
  }

  private static let trouble: Set<String> = [
    "outage", "incident", "unavailable", "unusable", "down", "downtime", "lasted", "lasting", "degraded", "unreachable",
    "disruption",
  ]
}

/// A duration as people write it: `90 minutes`, `3 h 15 min`, `31 min 37 s`.
struct DurationInText: Equatable {
  var seconds: Int
  /// The seconds of its last unit, more where it is said to be rough.
  var unit: Int
  var words: String
  /// The word before it.
  var before: String

  static func all(in text: String) -> [DurationInText] {
    var cursor = TextCursor(text)
    let characters = Array(text)
    var found: [DurationInText] = []
    var (before, isRough, isInWord) = ("", false, false)
    while let next = cursor.next {
      let start = cursor.at
      if !isInWord, next.isNumber, var duration = read(&cursor) {
        duration.words = String(characters[start..<cursor.at])
        duration.before = before
        if isRough { duration.unit = max(duration.unit, duration.seconds / 2) }
        found.append(duration)
      } else if !isInWord, next.isLetter {
        let word = cursor.letters().lowercased()
        if rough.contains(word) {
          isRough = true
        } else if word != "than" && word != "least" && word != "at" {
          (before, isRough) = (word, false)
        }
        continue
      } else {
        isInWord = next.isNumber
        if next == "~" || next == "≈" { isRough = true }
        cursor.advance()
        continue
      }
      (before, isRough) = ("", false)
    }
    return found
  }

  private static let rough: Set<String> = [
    "about", "around", "approximately", "approx", "roughly", "nearly", "almost", "over", "some", "ca", "circa", "more",
    "least", "under",
  ]

  /// The duration at the cursor.
  static func read(_ cursor: inout TextCursor) -> DurationInText? {
    var duration = DurationInText(seconds: 0, unit: 0, words: "", before: "")
    while let (seconds, unit) = cursor.attempt(part) {
      guard duration.unit == 0 || unit < duration.unit else { break }
      (duration.seconds, duration.unit) = (duration.seconds + seconds, unit)
    }
    return duration.unit == 0 ? nil : duration
  }

  private static func part(_ cursor: inout TextCursor) -> (Int, Int)? {
    cursor.skipSpaces()
    _ = cursor.attempt { cursor -> Bool? in
      guard cursor.take(",") || cursor.letters().lowercased() == "and" else { return nil }
      cursor.skipSpaces()
      return true
    }
    guard let number = cursor.number(1...5) else { return nil }
    var tenths = 0
    if cursor.next == ".", cursor.peek(1)?.isNumber == true {
      cursor.advance()
      tenths = cursor.number(1...1) ?? 0
    }
    if cursor.next == "-" { cursor.advance() } else { cursor.skipSpaces() }
    guard let unit = units[cursor.letters().lowercased()] else { return nil }
    return (number * unit + tenths * unit / 10, tenths > 0 ? unit / 10 : unit)
  }

  private static let units: [String: Int] = {
    var units: [String: Int] = [:]
    for (seconds, names) in [
      (1, ["s", "sec", "secs", "second", "seconds"]), (60, ["m", "min", "mins", "minute", "minutes"]),
      (3600, ["h", "hr", "hrs", "hour", "hours"]), (86_400, ["d", "day", "days"]),
    ] {
      for name in names { units[name] = seconds }
    }
    return units
  }()
}
