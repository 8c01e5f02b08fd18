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

  /// Its names and values.
  static func values(of document: String) -> [String: String] {
    let lines = TextLines(document).lines
    var values: [String: String] = [:]
    for line in lines.prefix(lineCount(of: lines)) {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      values[parts[0].trimmed.lowercased()] = withoutQuotes(parts[1].trimmed)
    }
    return values
  }

  private static func withoutQuotes(_ text: String) -> String {
    guard text.count >= 2, let first = text.first, first == text.last, first == "\"" || first == "'" else {
      return text
    }
    return String(text.dropFirst().dropLast())
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
