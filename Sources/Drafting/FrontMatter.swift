/// What stands above a document between two lines `---`, as site generators read it.
enum FrontMatter {
  /// How many lines it has, both marks included; 0 where there is none. A line `---` that nothing closes, or that a blank
  /// one follows, is a rule across the page.
  static func lineCount(of lines: [Substring]) -> Int {
    guard let first = lines.first, first.trimmed == "---", lines.count > 1, !lines[1].trimmed.isEmpty,
      let end = lines.dropFirst().firstIndex(where: { $0.trimmed == "---" })
    else { return 0 }
    return end + 1
  }
}

/// The lines that code stands between.
enum MarkdownFence {
  /// Whether a line opens or closes code; "```code```" is text.
  static func isFence(_ line: some StringProtocol) -> Bool {
    if line.hasPrefix("~~~") { return true }
    return line.hasPrefix("```") && !line.drop { $0 == "`" }.contains("`")
  }
}
