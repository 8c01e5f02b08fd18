/// What stands where a date, a time or a name was to be put in: `(date)`, `YYYY-MM-DD`, `TBD`.
struct PlaceholderRule: LintRule {
  let name = "placeholder"
  let summary = "a placeholder such as (date), [Insert name], {{name}}, YYYY-MM-DD, HH:MM or TBD"

  /// What stands in brackets by itself.
  private static let nouns: Set<String> = [
    "date", "time", "name", "names", "author", "authors", "owner", "title", "start", "end", "duration", "link",
    "number",
    "percent", "tbd", "tba", "todo", "who", "when", "what", "where", "why", "placeholder", "description", "service",
    "severity", "incident", "team", "person", "role", "ticket", "url", "summary", "impact", "timestamp", "email",
    "fill in", "handle", "version", "component", "region", "root cause",
  ]
  /// Those of them that nobody adds in parentheses.
  private static let nounsInParentheses: Set<String> = [
    "date", "time", "name", "names", "author", "authors", "owner", "title", "start", "end", "duration", "link",
    "number",
    "percent", "tbd", "tba", "todo", "who", "when", "due date", "start time", "end time", "your name", "insert date",
  ]
  /// Characters in brackets, at most.
  private static let longest = 80
  private static let words: Set<String> = ["TBD", "TBA", "TBC"]
  private static let patterns = [
    "YYYY-MM-DD", "YYYY/MM/DD", "DD.MM.YYYY", "MM/DD/YYYY", "DD/MM/YYYY", "yyyy-mm-dd", "HH:MM", "hh:mm", "XX:XX",
    "xx:xx", "??:??", "Lorem ipsum", "lorem ipsum",
  ]

  func findings(in text: LintText) -> [LintFinding] {
    text.lines.flatMap { line -> [LintFinding] in
      var seen: Set<String> = []
      let found = line.parts.flatMap(Self.placeholders).filter { seen.insert($0).inserted }
      return found.map { finding(line.number, "\($0) is a placeholder", "put in what is meant") }
    }
  }

  /// Whether what opens there is neither quoted nor goes with the word before it, as in `product(name)`.
  private static func standsAlone(_ start: String.Index, in text: String) -> Bool {
    guard start > text.startIndex else { return true }
    let before = text[text.index(before: start)]
    return !before.isLetter && !before.isNumber && !"\"“'_{[<".contains(before)
  }

  static func placeholders(_ text: String) -> [String] {
    var found: [String] = []
    for pattern in patterns where text.contains(pattern) {
      found.append(pattern)
    }
    for (open, close) in [("(", ")"), ("[", "]"), ("<", ">"), ("{", "}")] as [(Character, Character)] {
      var rest = text[...]
      while let start = rest.firstIndex(of: open) {
        rest = rest[rest.index(after: start)...]
        guard let end = rest.prefix(longest + 1).firstIndex(of: close), standsAlone(start, in: text) else { continue }
        if isPlaceholder(rest[..<end], open) { found.append(String(text[start...end])) }
      }
    }
    found += templateTags(text)
    // Each word once: all that was found is looked through for it.
    for word in Set(text.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" })).sorted()
    where words.contains(String(word)) || word.count >= 2 && word.allSatisfy({ $0 == "X" }) {
      if !found.contains(where: { $0.contains(word) }) { found.append(String(word)) }
    }
    return found
  }

  private static func isPlaceholder(_ inside: Substring, _ open: Character) -> Bool {
    let lower = inside.lowercased()
    guard let first = lower.first, first.isLetter, lower.last?.isWhitespace == false else { return false }
    if nouns.contains(lower) {
      // `<summary>` is HTML.
      return open == "(" ? nounsInParentheses.contains(lower) : open != "<" || lower != "summary"
    }
    let words = lower.split { $0 == " " || $0 == "_" || $0 == "-" }.map(String.init)
    guard words.count >= 2, words.count <= 10 else { return false }
    switch open {
    // What people add in parentheses is theirs; only a bid is none.
    case "(": return ["insert", "enter", "your", "fill"].contains(words[0]) || nounsInParentheses.contains(lower)
    // `<details open>` and `<img alt=x>` are HTML.
    case "<": return !lower.contains("=") && !lower.contains("/") && BlankWords.ask(words)
    // Prose has no braces: `{time range of the incident}`, `{EVENT SYMPTOMS}`.
    case "{": return BlankWords.ask(words) || nouns.contains(words[0]) || inside.allSatisfy { !$0.isLowercase }
    default: return !lower.contains(":") && BlankWords.ask(words)
    }
  }

  /// `{{name}}`, but for what site generators fill in: `{{< figure >}}`, `{{ page.title }}`.
  private static func templateTags(_ text: String) -> [String] {
    var found: [String] = []
    var rest = text[...]
    while let start = rest.firstRange(of: "{{"), let end = rest[start.upperBound...].firstRange(of: "}}") {
      let inside = rest[start.upperBound..<end.lowerBound]
      let name = inside.trimmed
      let isGenerated =
        name.isEmpty || "<%".contains(name.first ?? "<") || name.hasPrefix("page.") || name.hasPrefix("site.")
      if !isGenerated { found.append("{{\(inside)}}") }
      rest = rest[end.upperBound...]
    }
    return found
  }
}

/// Several words that ask for what is to be put in their place: `insert name here`, `start time`, `link to the ticket`.
private enum BlankWords {
  static func ask(_ words: [String]) -> Bool {
    guard words.count >= 2, let last = words.last else { return false }
    let (first, second) = (words[0], words[1])
    return bids.contains(first) || bidsInTwoWords[first]?.contains(second) == true
      // `one paragraph summary`
      || sizes.contains(first) && !texts.isDisjoint(with: words)
      // `incident title`
      || subjects.contains(first) && values.contains(last)
      // `name of the service`, `date and time`, `name here`
      || values.contains(first) && (["of", "and", "or"].contains(second) || last == "here")
      || words.contains("be") && ["decided", "determined", "defined", "confirmed", "added"].contains(last)
  }

  private static let bids: Set<String> = [
    "insert", "enter", "describe", "your", "replace", "specify", "provide", "explain", "e.g.", "eg", "briefly", "who",
    "what", "when", "why",
  ]
  private static let bidsInTwoWords: [String: Set<String>] = [
    "add": ["a", "all", "an", "any", "here", "more", "the", "your"], "fill": ["in", "out", "this", "me"],
    "link": ["to", "or"], "list": ["all", "any", "each", "every", "of", "the", "what", "which", "who", "your"],
  ]
  private static let sizes: Set<String> = ["brief", "concise", "detailed", "one", "short", "single"]
  private static let texts: Set<String> = [
    "description", "explanation", "line", "overview", "paragraph", "sentence", "summary", "title",
  ]
  private static let subjects: Set<String> = [
    "author", "date", "due", "end", "incident", "link", "owner", "person", "root", "service", "start", "team",
    "ticket", "time", "total",
  ]
  private static let values: Set<String> = [
    "address", "author", "date", "dates", "description", "duration", "email", "handle", "id", "link", "name", "names",
    "number", "owner", "severity", "status", "summary", "time", "times", "title", "url",
  ]
}
