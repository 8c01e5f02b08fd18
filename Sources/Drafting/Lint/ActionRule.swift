/// What is to be done, without who does it or until when.
struct ActionRule: LintRule {
  let name = "action"
  let summary = "an action item without an owner or a due date"

  private static let remedy = "name who does it and until when, as (owner: @handle, due: 2026-01-31)"

  func findings(in text: LintText) -> [LintFinding] {
    text.sections(named: SectionName.isActions).flatMap { section -> [LintFinding] in
      let lines = text.lines[section.whole]
      if lines.contains(where: { $0.isItem || $0.parts.count > 1 }) { return tables(lines) + items(text, section) }
      // A document without marks has an item a line.
      guard text.hasPlainHeadings else { return [] }
      return lines.filter { $0.kind == .paragraph && !$0.isLabel }.compactMap { line in
        missing(ActionText(line.text, text.knowledge.people), nil).map { finding(line.number, $0, Self.remedy) }
      }
    }
  }

  private func missing(_ action: ActionText, _ label: ActionText?) -> String? {
    missing(
      hasOwner: action.hasOwner || label?.hasTeam == true, hasDue: action.hasDue || label?.hasDue == true, action.text)
  }

  private func missing(hasOwner: Bool, hasDue: Bool, _ text: String) -> String? {
    let shown = text.count > 60 ? text.prefix(59) + "…" : text[...]
    switch (hasOwner, hasDue) {
    case (true, true): return nil
    case (true, false): return "no due date for \"\(shown)\""
    case (false, true): return "no owner of \"\(shown)\""
    case (false, false): return "neither owner nor due date for \"\(shown)\""
    }
  }

  // MARK: Lists

  /// Items, each with the deeper lines under it; a label names who does what stands under it, or only what it is.
  private func items(_ text: LintText, _ section: LintText.Section) -> [LintFinding] {
    var found: [LintFinding] = []
    var labels: [(indent: Int, text: ActionText)] = []
    var index = section.whole.lowerBound
    while index < section.whole.upperBound {
      let line = text.lines[index]
      guard line.isItem || line.isLabel || line.isHeading else {
        index += 1
        continue
      }
      labels.removeAll { $0.indent >= line.indent || line.isHeading }
      if line.isLabel || line.isHeading {
        labels.append((line.isHeading ? -1 : line.indent, ActionText(line.text, text.knowledge.people)))
        index += 1
        continue
      }
      var words = line.text
      index += 1
      while index < section.whole.upperBound, belongs(text.lines[index], to: line) {
        words += " " + text.lines[index].text
        index += 1
      }
      // What is open is a finding already, a question is no action, and what is done needs nobody any more.
      guard line.kind != .item(isDone: true), !TodoRule.isOpen(words), !words.contains("?")
      else { continue }
      let owner = labels.last { $0.text.hasTeam || $0.text.hasDue }?.text
      if let what = missing(ActionText(words, text.knowledge.people), owner) {
        found.append(finding(line.number, what, Self.remedy))
      }
    }
    return found
  }

  /// Whether a line goes on with an item: deeper, or wrapped.
  private func belongs(_ line: MarkdownLine, to item: MarkdownLine) -> Bool {
    switch line.kind {
    case .item: line.indent > item.indent
    case .paragraph: line.indent > item.indent
    default: false
    }
  }

  // MARK: Tables

  private func tables(_ lines: ArraySlice<MarkdownLine>) -> [LintFinding] {
    var found: [LintFinding] = []
    var columns: ActionColumns?
    for (index, line) in zip(lines.indices, lines) {
      guard case .row(let cells) = line.kind else {
        if line.kind != .tableRule { columns = nil }
        continue
      }
      if index + 1 < lines.endIndex, lines[index + 1].kind == .tableRule {
        columns = ActionColumns(cells)
        if let missing = columns?.missing {
          found.append(finding(line.number, "the table has no column for \(missing)", "add the column"))
        }
      } else if let columns, !cells.contains(where: TodoRule.isOpen), !columns.isDone(cells),
        let what = missing(
          hasOwner: columns.owner.map { ActionColumns.isFilled(cells, $0) } ?? true,
          hasDue: columns.due.map { ActionColumns.isFilled(cells, $0) } ?? true, cells.first ?? "")
      {
        found.append(finding(line.number, what, "fill in the cell"))
      }
    }
    return found
  }
}

/// Which column of a table says who does something and until when.
private struct ActionColumns {
  var owner: Int?
  var due: Int?
  private var status: Int?

  init(_ head: [String]) {
    func column(_ names: [String]) -> Int? {
      head.firstIndex { cell in
        let words = cell.lowercased().split { !$0.isLetter }.map(String.init)
        return words.contains(where: names.contains)
      }
    }
    owner = column(["owner", "owners", "assignee", "assigned", "responsible", "who", "dri", "team", "lead", "person"])
    due = column(["due", "deadline", "when", "date", "until", "eta", "target"])
    // Where a number leads to both, the tracker has the date: "Bug", as the table of the book on reliability has it.
    if due == nil { due = column(["bug", "ticket", "issue", "jira"]) }
    status = column(["status", "state", "done"])
  }

  var missing: String? {
    switch (owner, due) {
    case (nil, nil): "owner and due date"
    case (nil, _): "the owner"
    case (_, nil): "the due date"
    default: nil
    }
  }

  func isDone(_ cells: [String]) -> Bool {
    guard let status, cells.indices.contains(status) else { return false }
    return ["done", "closed", "complete", "completed", "yes", "✅", "✓", "x"].contains(cells[status].lowercased())
  }

  static func isFilled(_ cells: [String], _ column: Int) -> Bool {
    guard cells.indices.contains(column) else { return false }
    let cell = cells[column].lowercased()
    return !["", "-", "–", "—", "?", "n/a", "none", "unknown", "tbd", "tba", "…", "..."].contains(cell)
      && PlaceholderRule.placeholders(cells[column]).isEmpty
  }
}

/// What the words of an item say of who does it and until when.
private struct ActionText {
  let text: String
  private let words: [LintWords.Word]
  private let people: Set<String>

  init(_ text: String, _ people: Set<String>) {
    self.text = text
    self.people = people
    words = LintWords.sentences(of: LintText("- " + text, LintKnowledge())).flatMap(\.words)
  }

  var hasOwner: Bool {
    let lower = words.map(\.lower)
    let owned = lower.indices.contains { index in
      ["owner", "owners", "assignee", "assigned", "responsible", "dri", "who"].contains(lower[index])
        && index + 2 < lower.count && [":", "to"].contains(lower[index + 1])
        && lower[index + 2].contains { $0.isLetter }
    }
    return owned || !PersonNames(known: people).places(in: words).isEmpty || hasTeam
  }

  /// Whether it names a team: `Database Team:`, `(platform team)`.
  var hasTeam: Bool {
    let lower = words.map(\.lower)
    let isTeam = lower.indices.contains { index in
      ["team", "squad", "crew", "guild", "group"].contains(lower[index]) && index > 0
        && !["the", "our", "a", "each", "every", "whole", "your", "all", "entire", "one"].contains(lower[index - 1])
        && lower[index - 1].contains { $0.isLetter }
    }
    return isTeam || (text.hasSuffix(":") && !PersonNames(known: people).places(in: words).isEmpty)
  }

  var hasDue: Bool {
    let lower = words.map(\.lower)
    if !WrittenDate.all(in: text).isEmpty { return true }
    return lower.indices.contains { index in
      let next = index + 1 < lower.count ? lower[index + 1] : ""
      switch lower[index] {
      case "due", "deadline", "eta": return !next.isEmpty
      case "by", "until", "before": return Self.days.contains(next) || next == "end" || next == "next"
      case "within", "in":
        return Int(next) != nil && index + 2 < lower.count && Self.spans.contains(lower[index + 2])
      case "next", "this": return Self.spans.contains(next)
      case "sprint": return Int(next) != nil
      case "q1", "q2", "q3", "q4", "today", "tomorrow": return true
      default: return false
      }
    }
  }

  private static let days: Set<String> = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march",
    "april",
    "may", "june", "july", "august", "september", "october", "november", "december", "q1", "q2", "q3", "q4", "tomorrow",
  ]
  private static let spans: Set<String> = [
    "day", "days", "week", "weeks", "month", "months", "sprint", "sprints", "quarter",
  ]
}
