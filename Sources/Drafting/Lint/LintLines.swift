extension MarkdownLine {
  /// A document's lines as lint reads them: code, quotes and footnotes are not its author's words.
  static func words(of source: String) -> [MarkdownLine] {
    all(of: source).map { line in
      if line.kind == .foreign || line.isQuoted || line.isIndentedCode {
        return MarkdownLine(number: line.number, kind: .foreign, indent: line.indent)
      }
      return line.mapped(words)
    }
  }

  /// A person's words: no marks, no code, no addresses.
  private static func words(_ text: String) -> String {
    var plain = ""
    for (index, part) in text.split(separator: "`", omittingEmptySubsequences: false).enumerated() {
      // Between two backticks is code.
      plain += index.isMultiple(of: 2) ? String(part) : "…"
    }
    return TimeTags.replaced(in: MarkdownPlainText.plain(plain).trimmed)
  }
}
