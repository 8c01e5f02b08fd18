/// A heading with nothing under it.
struct EmptySectionRule: LintRule {
  let name = "empty"
  let summary = "a section with nothing in it"

  func findings(in text: LintText) -> [LintFinding] {
    text.sections.filter { section in
      // What has sections of its own is not empty, and neither is the head of the whole document.
      guard !section.title.isEmpty, section.own == section.whole, section.heading != 0 || text.sections.count == 1
      else { return false }
      return !section.own.contains { isContent(text.lines, $0) }
    }.map { finding(text.lines[$0.heading].number, "\"\($0.title)\" is empty", "fill it, or delete its heading") }
  }

  private func isContent(_ lines: [MarkdownLine], _ index: Int) -> Bool {
    switch lines[index].kind {
    case .blank, .nothing, .tableRule, .heading: false
    // The head of a table alone says nothing.
    case .row: index + 1 == lines.count || lines[index + 1].kind != .tableRule
    case .item, .paragraph, .foreign: true
    }
  }
}
