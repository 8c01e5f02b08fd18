/// The headings of a template: lines with marks before them (`## Timeline`) or below them (`Timeline`, `--------`).
enum StyleHeadings {
  /// Those below the title that are always there, without what a field would fill in.
  static func sections(of text: String, partial: (String) -> String) -> [String] {
    var sections: [String] = []
    var depth = 0
    var last = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let tags = StyleTag.all(in: String(line))
      if tags.count == 1, tags[0].kind == .partial, line.hasPrefix("{{") {
        sections += depth == 0 ? self.sections(of: partial(tags[0].name), partial: partial) : []
        continue
      }
      let words = line.drop { $0 == "#" }
      let level = line.count - words.count
      if depth == 0, level > 1, words.hasPrefix(" ") { sections.append(plain(words)) }
      if depth == 0, line.count > 2, line.allSatisfy({ $0 == "-" }), !last.isEmpty { sections.append(plain(last[...])) }
      depth += tags.count { $0.kind == .section || $0.kind == .inverted } - tags.count { $0.kind == .end }
      last = String(line)
    }
    return sections
  }

  private static func plain(_ words: Substring) -> String {
    let text = words.drop { $0 == " " || $0 == "-" }
    return String(text.last == ":" ? text.dropLast() : text)
  }
}
