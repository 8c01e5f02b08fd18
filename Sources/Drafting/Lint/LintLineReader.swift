/// Takes a document's lines for what they are, one after the other.
struct LintLineReader {
  private var fence: Substring?
  private var comments = MarkdownComments()
  /// So many lines stand above the document.
  private let frontMatter: Int
  /// Whether a line that is indented by four columns is code, and no part of a list.
  private var codeMayBegin = true

  private init(frontMatter: Int) { self.frontMatter = frontMatter }

  static func lines(of source: String) -> [LintText.Line] {
    let source = TextLines(source).lines
    var reader = LintLineReader(frontMatter: FrontMatter.lineCount(of: source))
    var lines: [LintText.Line] = []
    for (index, line) in source.enumerated() {
      let read = reader.read(line, index + 1)
      if let level = underline(line), read.kind == .paragraph || read.kind == .nothing, let last = lines.last,
        last.kind == .paragraph
      {
        lines[lines.count - 1].kind = .heading(level: level)
        lines.append(LintText.Line(number: index + 1, kind: .nothing))
      } else {
        lines.append(read)
      }
    }
    return lines
  }

  /// The level of the heading that the line underlines.
  private static func underline(_ line: Substring) -> Int? {
    let line = line.trimmed
    guard line.count >= 3 else { return nil }
    return line.allSatisfy { $0 == "=" } ? 1 : line.allSatisfy { $0 == "-" } ? 2 : nil
  }

  private mutating func read(_ line: Substring, _ number: Int) -> LintText.Line {
    var plain = line.trimmed
    func made(_ kind: LintText.Line.Kind) -> LintText.Line { LintText.Line(number: number, kind: kind) }
    if number <= frontMatter { return made(.nothing) }
    if let fence {
      if plain.hasPrefix(fence) { self.fence = nil }
      return made(.foreign)
    }
    let visible = comments.cut(from: line)
    plain = visible.trimmed
    if plain.isEmpty { return made(line.trimmed.isEmpty ? .blank : .nothing) }
    for mark in ["```", "~~~"] where plain.hasPrefix(mark) && MarkdownFence.isFence(plain) {
      fence = Substring(mark)
      return made(.foreign)
    }
    let indent = visible.prefix { $0 == " " || $0 == "\t" }.reduce(0) { $0 + ($1 == "\t" ? 4 : 1) }
    if plain.first == ">" || plain.hasPrefix("[^") && plain.contains("]:") || indent >= 4 && codeMayBegin {
      return made(.foreign)
    }
    if isRuleAcross(plain) { return made(.nothing) }
    var shaped = Self.shaped(plain)
    (shaped.number, shaped.indent) = (number, indent)
    codeMayBegin = shaped.isHeading || shaped.kind == .paragraph && (codeMayBegin || indent == 0)
    return shaped
  }

  private func isRuleAcross(_ plain: String) -> Bool {
    let marks = plain.filter { $0 != " " }
    return marks.count >= 3 && ["-", "*", "_"].contains { mark in marks.allSatisfy { $0 == mark } }
  }

  private static func shaped(_ plain: String) -> LintText.Line {
    func made(_ kind: LintText.Line.Kind, _ text: some StringProtocol) -> LintText.Line {
      LintText.Line(number: 0, kind: kind, text: words(text))
    }
    let level = plain.prefix { $0 == "#" }.count
    if (1...6).contains(level), plain.dropFirst(level).first.map({ $0 == " " }) ?? true {
      let title = plain.dropFirst(level).trimmed
      return made(.heading(level: level), title.hasPrefix("- ") ? String(title.dropFirst(2)) : title)
    }
    if plain.first == "|" {
      let cells = cells(plain)
      if cells.allSatisfy({ $0.contains("-") && $0.allSatisfy { "-: ".contains($0) } }) { return made(.tableRule, "") }
      return made(.row(cells: cells.map(words)), "")
    }
    if let mark = plain.first, "*+-•".contains(mark), plain.dropFirst().first == " " { return item(plain.dropFirst(2)) }
    let digits = plain.prefix { $0.isASCII && $0.isNumber }
    let rest = plain.dropFirst(digits.count)
    if (1...3).contains(digits.count), let mark = rest.first, mark == "." || mark == ")", rest.dropFirst().first == " "
    {
      return item(rest.dropFirst(2))
    }
    return made(.paragraph, plain)
  }

  private static func item(_ rest: Substring) -> LintText.Line {
    var text = rest.trimmed
    var isDone = text.hasPrefix("~~")
    for box in ["[ ] ", "[x] ", "[X] "] where text.hasPrefix(box) {
      isDone = box != "[ ] "
      text = String(text.dropFirst(4))
    }
    return LintText.Line(number: 0, kind: .item(isDone: isDone), text: words(text))
  }

  /// The cells of a row; an escaped bar ends none.
  private static func cells(_ row: String) -> [String] {
    var cells = [""]
    var isEscaped = false
    for character in row.dropFirst() {
      if character == "|", !isEscaped { cells.append("") } else { cells[cells.count - 1].append(character) }
      isEscaped = character == "\\" && !isEscaped
    }
    if cells.last?.trimmed.isEmpty == true { cells.removeLast() }
    return cells
  }

  /// A person's words: no marks, no code, no addresses.
  private static func words(_ text: some StringProtocol) -> String {
    var plain = ""
    for (index, part) in text.split(separator: "`", omittingEmptySubsequences: false).enumerated() {
      // Between two backticks is code.
      plain += index.isMultiple(of: 2) ? String(part) : "…"
    }
    return MarkdownPlainText.plain(plain).trimmed
  }
}
