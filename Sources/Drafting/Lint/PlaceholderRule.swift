/// What stands where a date, a time or a name was to be put in: `(date)`, `YYYY-MM-DD`, `TBD`.
struct PlaceholderRule: LintRule {
  let name = "placeholder"
  let summary = "a placeholder such as (date), YYYY-MM-DD, HH:MM or TBD"

  private static let nouns: Set<String> = [
    "date", "time", "name", "names", "author", "authors", "owner", "title", "start", "end", "duration", "insert date",
    "your name", "link", "number", "percent", "tbd", "tba", "who", "when", "due date", "start time", "end time",
  ]
  private static let words: Set<String> = ["TBD", "TBA", "TBC", "XXX", "XX"]
  private static let patterns = [
    "YYYY-MM-DD", "YYYY/MM/DD", "DD.MM.YYYY", "MM/DD/YYYY", "DD/MM/YYYY", "HH:MM", "hh:mm", "XX:XX", "xx:xx", "??:??",
  ]

  func findings(in text: LintText) -> [LintFinding] {
    text.lines.flatMap { line -> [LintFinding] in
      var found: [String] = []
      for part in line.parts {
        for placeholder in Self.placeholders(part) where !found.contains(placeholder) { found.append(placeholder) }
      }
      return found.map { finding(line.number, "\($0) is a placeholder", "put in what is meant") }
    }
  }

  /// Whether what opens there is neither quoted nor goes with the word before it, as in `product(name)`.
  private static func standsAlone(_ start: String.Index, in text: String) -> Bool {
    guard start > text.startIndex else { return true }
    let before = text[text.index(before: start)]
    return !before.isLetter && !before.isNumber && !"\"“'_".contains(before)
  }

  static func placeholders(_ text: String) -> [String] {
    var found: [String] = []
    for pattern in patterns where text.contains(pattern) {
      found.append(pattern)
    }
    for (open, close) in [("(", ")"), ("[", "]"), ("<", ">")] as [(Character, Character)] {
      var rest = text[...]
      while let start = rest.firstIndex(of: open), let end = rest[start...].firstIndex(of: close) {
        let inside = rest[rest.index(after: start)..<end]
        if nouns.contains(inside.lowercased()), standsAlone(start, in: text) { found.append(String(rest[start...end])) }
        rest = rest[rest.index(after: start)...]
      }
    }
    for word in text.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" })
    where words.contains(String(word)) {
      if !found.contains(where: { $0.contains(word) }) { found.append(String(word)) }
    }
    return found
  }
}
