/// A line of a Markdown document, taken for what it shows to be.
struct MarkdownLine: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    /// 1 to 6, as many as it has `#`; a line that is underlined is 1 or 2.
    case heading(level: Int)
    /// Of a list; a box that is ticked, or what is struck out, is done.
    case item(isDone: Bool)
    /// Of a table, with the text of its cells.
    case row(cells: [String])
    /// The line under the head of a table.
    case tableRule
    case paragraph
    case blank
    /// Code between fences, with their lines, or a footnote's text: it is there, but its words are not the author's.
    case foreign
    /// A comment, a rule across, the underline of a heading, or what stands above the document between `---`.
    case nothing
  }

  /// From 1.
  var number: Int
  var kind: Kind
  /// Columns before its text; the marks of quotes count.
  var indent = 0
  var isQuoted = false
  /// Whether it is indented so far, where no list has begun, that it is shown as code.
  var isIndentedCode = false
  /// Without the marks of its kind; those of emphasis, links and code are still there.
  var text = ""

  /// All lines of a document.
  static func all(of document: String) -> [MarkdownLine] {
    let source = TextLines(document).lines
    var reader = MarkdownLineReader(frontMatter: FrontMatter.lineCount(of: source))
    var lines: [MarkdownLine] = []
    lines.reserveCapacity(source.count)
    for (index, line) in source.enumerated() {
      var read = reader.read(line, index + 1)
      // A table may do without bars at its sides; the line under its head tells.
      if read.kind == .paragraph, let last = lines.last {
        if last.kind == .paragraph, last.text.contains("|"), MarkdownCells.isRule(read.text) {
          lines[lines.count - 1].kind = .row(cells: MarkdownCells.all(in: last.text))
          read.kind = .tableRule
        } else if last.isTablePart, read.text.contains("|"), read.number == last.number + 1 {
          read.kind = .row(cells: MarkdownCells.all(in: read.text))
        }
      }
      if let level = underline(line), read.kind == .paragraph || read.kind == .nothing, let last = lines.last,
        last.kind == .paragraph, !last.isQuoted
      {
        lines[lines.count - 1].kind = .heading(level: level)
        read = MarkdownLine(number: index + 1, kind: .nothing)
      }
      lines.append(read)
    }
    return lines
  }

  /// The cells of a row, the text of another line.
  var parts: [String] { if case .row(let cells) = kind { cells } else { [text] } }
  var isHeading: Bool { if case .heading = kind { true } else { false } }
  var isItem: Bool { if case .item = kind { true } else { false } }
  /// Whether it names what follows: `Tasks:`.
  var isLabel: Bool { text.hasSuffix(":") && (isItem || kind == .paragraph) }

  /// The line with its text, or the text of its cells, made another.
  func mapped(_ text: (String) -> String) -> MarkdownLine {
    var line = self
    if case .row(let cells) = kind { line.kind = .row(cells: cells.map(text)) }
    line.text = text(line.text)
    return line
  }

  private var isTablePart: Bool {
    switch kind {
    case .row, .tableRule: true
    default: false
    }
  }

  /// The level of the heading that a line underlines.
  private static func underline(_ line: Substring) -> Int? {
    let line = line.trimmed
    guard line.count >= 3 else { return nil }
    return line.allSatisfy { $0 == "=" } ? 1 : line.allSatisfy { $0 == "-" } ? 2 : nil
  }
}

/// The cells of a table's row.
enum MarkdownCells {
  /// An escaped bar ends none; those at both sides may be left out.
  static func all(in row: some StringProtocol) -> [String] {
    var cells = [""]
    var isEscaped = false
    for character in row.first == "|" ? row.dropFirst()[...] : row[...] {
      if character == "|", !isEscaped { cells.append("") } else { cells[cells.count - 1].append(character) }
      isEscaped = character == "\\" && !isEscaped
    }
    if cells.last?.trimmed.isEmpty == true { cells.removeLast() }
    return cells
  }

  /// Whether a row is the line under a table's head.
  static func isRule(_ row: some StringProtocol) -> Bool {
    guard row.contains("|"), row.contains("-") else { return false }
    return all(in: row).allSatisfy { $0.contains("-") && $0.allSatisfy { "-: ".contains($0) } }
  }
}
