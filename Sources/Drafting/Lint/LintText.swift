/// A postmortem as lint reads it: lines and sections, apart from code, quotes and comments, which are not its own words.
package struct LintText: Sendable {
  struct Line: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
      case heading(level: Int)
      case item(isDone: Bool)
      case row(cells: [String])
      /// The line under the head of a table.
      case tableRule
      case paragraph
      case blank
      /// Code, a quote, a footnote: it is there, but its words are not the author's.
      case foreign
      /// A comment or a rule across: nothing is there.
      case nothing
    }

    /// From 1.
    var number: Int
    var kind: Kind
    var indent = 0
    /// What it says, without marks, code and addresses.
    var text = ""

    /// The cells of a row, the text of another line.
    var parts: [String] { if case .row(let cells) = kind { cells } else { [text] } }
    var isHeading: Bool { if case .heading = kind { true } else { false } }
    var isItem: Bool { if case .item = kind { true } else { false } }
    /// Whether it names what follows: `Tasks:`.
    var isLabel: Bool { text.hasSuffix(":") && (isItem || kind == .paragraph) }
  }

  /// A heading and what stands under it.
  struct Section: Sendable, Equatable {
    var title: String
    var level: Int
    /// Index of the heading's line.
    var heading: Int
    /// Indices of the lines up to the next heading, and up to the next one that is no part of it.
    var own: Range<Int>
    var whole: Range<Int>
  }

  let source: String
  let knowledge: LintKnowledge
  let lines: [Line]
  let sections: [Section]
  /// Whether headings are lines like others, known by their words.
  let hasPlainHeadings: Bool

  init(_ source: String, _ knowledge: LintKnowledge) {
    self.source = source
    self.knowledge = knowledge
    let read = Line.all(of: source)
    hasPlainHeadings = !read.contains(where: \.isHeading)
    lines = hasPlainHeadings ? Self.withPlainHeadings(read) : read
    sections = Self.sections(lines)
  }

  /// Lines that say nothing but the name of a usual section head it, where a document has no other headings.
  private static func withPlainHeadings(_ lines: [Line]) -> [Line] {
    lines.map { line in
      guard line.kind == .paragraph, SectionName.isUsual(line.text) else { return line }
      var line = line
      line.kind = .heading(level: 2)
      return line
    }
  }

  private static func sections(_ lines: [Line]) -> [Section] {
    let headings = lines.indices.compactMap { index -> (index: Int, level: Int)? in
      if case .heading(let level) = lines[index].kind { (index, level) } else { nil }
    }
    // From the last one on: where the next heading of each level and those above it stands.
    var ends = [Int](repeating: lines.count, count: 7)
    var next = lines.count
    var sections: [Section] = []
    for heading in headings.reversed() {
      sections.append(
        Section(
          title: lines[heading.index].text, level: heading.level, heading: heading.index, own: heading.index + 1..<next,
          whole: heading.index + 1..<ends[heading.level]))
      next = heading.index
      for level in heading.level..<ends.count { ends[level] = heading.index }
    }
    return sections.reversed()
  }

  /// The outermost sections of a name, and their lines.
  func sections(named isMeant: (String) -> Bool) -> [Section] {
    var found: [Section] = []
    for section in sections where isMeant(section.title) {
      if found.last.map({ $0.whole.contains(section.heading) }) != true { found.append(section) }
    }
    return found
  }
}

/// Names of sections, as the usual templates have them.
enum SectionName {
  static func isTimeline(_ title: String) -> Bool {
    holds(
      title,
      [
        "timeline", "time line", "chronology", "sequence of events", "event log", "incident log", "chain of events",
        "how it unfolded",
      ])
  }

  /// Where what will be done is listed; not where what was done is told.
  static func isActions(_ title: String) -> Bool {
    if holds(title, ["taken"]) { return false }
    return ["actions", "tasks", "improvements", "to do", "todo", "follow ups", "followups"].contains(
      words(title).joined(separator: " "))
      || holds(
        title,
        [
          "measures", "action item", "action items", "follow up actions", "follow up items", "follow up tasks",
          "corrective",
          "preventative", "preventive", "next steps", "remediation items", "tasks to address", "improvements and tasks",
        ])
  }

  static func isSummary(_ title: String) -> Bool {
    holds(
      title, ["summary", "overview", "impact", "postmortem", "post mortem", "incident", "duration", "what happened"])
  }

  /// Whether a line of a document without marks is a heading.
  static func isUsual(_ line: String) -> Bool { usual.contains(words(line).joined(separator: " ")) }

  private static let usual: Set<String> = [
    "summary", "issue summary", "incident summary", "executive summary", "overview", "impact", "detection", "response",
    "timeline", "incident timeline", "chronology", "root cause", "root causes", "root cause and resolution",
    "resolution",
    "trigger", "recovery", "contributing factors", "misleading paths", "escalation", "lessons learned",
    "what went well",
    "what went wrong", "where we got lucky", "corrective and preventative measures",
    "corrective and preventive measures", "corrective measures", "preventative measures", "preventive measures",
    "action items", "actions", "follow up actions", "next steps", "conclusion", "background", "supporting information",
  ]

  private static func words(_ text: String) -> [String] { text.lowercased().split { !$0.isLetter }.map(String.init) }

  private static func holds(_ title: String, _ names: [String]) -> Bool {
    let padded = " " + words(title).joined(separator: " ") + " "
    return names.contains { padded.contains(" \($0) ") }
  }
}
