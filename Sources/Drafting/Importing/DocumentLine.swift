/// A line of a postmortem in Markdown, without its marks.
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

  /// The lines of a document. Code, comments, footnotes and what stands above it between `---` are left out.
  static func all(of document: String) -> [DocumentLine] {
    let source = document.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    var reader = LineReader(frontMatter: FrontMatter.lineCount(of: source))
    var lines: [DocumentLine] = []
    for (index, line) in source.enumerated() {
      guard let found = reader.read(line, index + 1) else { continue }
      if found.shape == .paragraph, let level = underline(found.text), lines.last?.shape == .paragraph,
        lines.last?.number == index
      {
        lines[lines.count - 1].shape = .heading(level: level)
      } else {
        lines.append(found)
      }
    }
    return lines
  }

  /// What stands between `---` at the top of a document, as names and values.
  static func frontMatter(of document: String) -> [String: String] {
    let lines = document.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    var values: [String: String] = [:]
    for line in lines.prefix(FrontMatter.lineCount(of: lines)) {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      values[parts[0].trimmed.lowercased()] = parts[1].trimmed.trimmingQuotes
    }
    return values
  }

  private static func underline(_ text: String) -> Int? {
    guard text.count >= 3 else { return nil }
    if text.allSatisfy({ $0 == "=" }) { return 1 }
    return text.allSatisfy { $0 == "-" } ? 2 : nil
  }
}

/// What of a document's lines is text, from line to line.
private struct LineReader {
  private var fence: Character?
  private var comments = MarkdownComments()
  /// So many lines stand above the document.
  private let frontMatter: Int

  init(frontMatter: Int) { self.frontMatter = frontMatter }

  mutating func read(_ line: Substring, _ number: Int) -> DocumentLine? {
    if number <= frontMatter { return nil }
    let plain = line.trimmed
    if let mark = plain.first, MarkdownFence.isFence(plain), fence == nil || fence == mark {
      fence = fence == nil ? mark : nil
      return nil
    }
    if fence != nil { return nil }
    // What a footnote says.
    if plain.hasPrefix("[^"), plain.contains("]:") { return nil }
    let text = comments.cut(from: line)
    if text.trimmed.isEmpty, !plain.isEmpty { return nil }
    return shaped(text, number)
  }

  private func shaped(_ line: Substring, _ number: Int) -> DocumentLine {
    var rest = line.drop { $0 == " " || $0 == "\t" || $0 == ">" }
    var indent = line.prefix { $0 == " " || $0 == "\t" || $0 == ">" }.reduce(0) { $0 + ($1 == "\t" ? 4 : 1) }
    func made(_ shape: DocumentLine.Shape, _ text: some StringProtocol) -> DocumentLine {
      DocumentLine(number: number, shape: shape, indent: indent, text: MarkdownPlainText.plain(text).trimmed)
    }
    if rest.isEmpty { return made(.blank, "") }
    if rest.first == "|" {
      let cells = Self.cells(rest)
      return made(.row(cells: cells.map { MarkdownPlainText.plain($0).trimmed }), "")
    }
    let marks = rest.prefix { $0 == "#" }.count
    if (1...6).contains(marks), rest.dropFirst(marks).first?.isWhitespace ?? true {
      let title = rest.dropFirst(marks).trimmed
      // `### - Root Cause:` is a heading, too.
      return made(.heading(level: marks), title.hasPrefix("- ") ? String(title.dropFirst(2)) : title)
    }
    if let mark = rest.first, "*+-•–".contains(mark), rest.dropFirst().first?.isWhitespace == true {
      rest = rest.dropFirst().drop(while: \.isWhitespace)
      // A box of a task list.
      for box in ["[ ] ", "[x] ", "[X] "] where rest.hasPrefix(box) { rest = rest.dropFirst(4) }
      return made(.item, rest)
    }
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    if (1...3).contains(digits.count), let mark = rest.dropFirst(digits.count).first, mark == "." || mark == ")",
      rest.dropFirst(digits.count + 1).first == " "
    {
      indent += digits.count - 1
      return made(.item, rest.dropFirst(digits.count + 2))
    }
    return made(.paragraph, rest)
  }

  /// The cells of a table's row; an escaped bar is none.
  private static func cells(_ row: Substring) -> [String] {
    var cells = [""]
    var isEscaped = false
    for character in row.dropFirst() {
      if character == "|", !isEscaped {
        cells.append("")
      } else {
        cells[cells.count - 1].append(character)
      }
      isEscaped = character == "\\" && !isEscaped
    }
    if cells.last?.trimmed.isEmpty == true { cells.removeLast() }
    return cells
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
