/// A line of a postmortem as its timeline is read: what is text, without its marks.
struct DocumentLine: Equatable {
  enum Shape: Equatable {
    /// 1 to 6, as many as it has `#`; a line that is underlined is 1 or 2.
    case heading(level: Int)
    case item
    case row(cells: [String])
    case paragraph
    case blank
  }

  /// From 1.
  var number: Int
  var shape: Shape
  /// Columns before its text.
  var indent: Int
  /// Emphasis, links, footnotes and escapes undone.
  var text: String

  /// The lines of a document. Code, comments, footnotes and what stands above it between `---` are left out; what is
  /// quoted or indented is read.
  static func all(of document: String) -> [DocumentLine] {
    MarkdownLine.all(of: document).compactMap { line in
      func made(_ shape: Shape) -> DocumentLine {
        DocumentLine(
          number: line.number, shape: shape, indent: line.indent, text: MarkdownPlainText.plain(line.text).trimmed)
      }
      return switch line.kind {
      case .heading(let level): made(.heading(level: level))
      case .item: made(.item)
      case .row(let cells): made(.row(cells: cells.map { MarkdownPlainText.plain($0).trimmed }))
      case .paragraph: made(.paragraph)
      case .blank: made(.blank)
      case .tableRule, .code, .footnote, .nothing: nil
      }
    }
  }

  /// What stands between `---` at the top of a document, as names and values.
  static func frontMatter(of document: String) -> [String: String] {
    let lines = TextLines(document).lines
    var values: [String: String] = [:]
    for line in lines.prefix(FrontMatter.lineCount(of: lines)) {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      values[parts[0].trimmed.lowercased()] = parts[1].trimmed.trimmingQuotes
    }
    return values
  }
}

extension StringProtocol {
  /// Without white space around it.
  var trimmed: String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
    while rest.last?.isWhitespace == true { rest = rest.dropLast() }
    return String(rest)
  }

  fileprivate var trimmingQuotes: String {
    guard count >= 2, let first, first == last, first == "\"" || first == "'" else { return String(self) }
    return String(dropFirst().dropLast())
  }
}
