extension MarkdownLine {
  /// The lines of a document as its timeline is read, emphasis, links, footnotes and escapes undone. Code, comments,
  /// footnotes and what stands above it between `---` are left out; what is quoted or indented is read.
  static func plain(of document: String) -> [MarkdownLine] {
    all(of: document).filter { ![.tableRule, .foreign, .nothing].contains($0.kind) }
      .map { $0.mapped { TimeTags.replaced(in: MarkdownPlainText.plain($0).trimmed) } }
  }
}
