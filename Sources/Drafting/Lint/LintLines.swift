extension LintText.Line {
  /// A document's lines as lint reads them: code, quotes and footnotes are not its author's words.
  static func all(of source: String) -> [LintText.Line] {
    MarkdownLine.all(of: source).map { line in
      var read = LintText.Line(number: line.number, kind: .foreign, indent: line.indent)
      if line.isQuoted || line.isIndentedCode { return read }
      switch line.kind {
      case .code, .footnote: return read
      case .heading(let level): read.kind = .heading(level: level)
      case .item(let isDone): read.kind = .item(isDone: isDone)
      case .row(let cells): read.kind = .row(cells: cells.map(words))
      case .tableRule: read.kind = .tableRule
      case .paragraph: read.kind = .paragraph
      case .blank: read.kind = .blank
      case .nothing: read.kind = .nothing
      }
      read.text = words(line.text)
      return read
    }
  }

  /// A person's words: no marks, no code, no addresses.
  private static func words(_ text: String) -> String {
    var plain = ""
    for (index, part) in text.split(separator: "`", omittingEmptySubsequences: false).enumerated() {
      // Between two backticks is code.
      plain += index.isMultiple(of: 2) ? String(part) : "…"
    }
    return MarkdownPlainText.plain(plain).trimmed
  }
}
