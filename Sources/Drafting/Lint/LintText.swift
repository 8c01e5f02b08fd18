/// A postmortem as lint reads it: lines and sections, apart from code, quotes and comments, which are not its own words.
package struct LintText: Sendable {
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
  let lines: [MarkdownLine]
  let sections: [Section]
  /// Whether headings are lines like others, known by their words.
  let hasPlainHeadings: Bool

  init(_ source: String, _ knowledge: LintKnowledge) {
    self.source = source
    self.knowledge = knowledge
    let read = MarkdownLine.words(of: source)
    hasPlainHeadings = !read.contains(where: \.isHeading)
    lines = hasPlainHeadings ? Self.withPlainHeadings(read) : read
    sections = Self.sections(lines)
  }

  /// Lines that say nothing but the name of a usual section head it, where a document has no other headings.
  private static func withPlainHeadings(_ lines: [MarkdownLine]) -> [MarkdownLine] {
    lines.map { line in
      guard line.kind == .paragraph, SectionName.isUsual(line.text) else { return line }
      var line = line
      line.kind = .heading(level: 2)
      return line
    }
  }

  private static func sections(_ lines: [MarkdownLine]) -> [Section] {
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
