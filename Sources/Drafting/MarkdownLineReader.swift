/// Takes a document's lines for what they are, one after the other: by what they begin with, and by what is still open.
struct MarkdownLineReader {
  /// What ends the code that has begun.
  private var fence: Character?
  private var comments = MarkdownComments()
  /// So many lines stand above the document.
  private let frontMatter: Int
  /// Whether a line that is indented by four columns is code, and no part of a list.
  private var codeMayBegin = true

  init(frontMatter: Int) { self.frontMatter = frontMatter }

  mutating func read(_ line: Substring, _ number: Int) -> MarkdownLine {
    func made(_ kind: MarkdownLine.Kind) -> MarkdownLine { MarkdownLine(number: number, kind: kind) }
    if number <= frontMatter { return made(.nothing) }
    if let fence {
      let plain = line.trimmed
      if plain.first == fence, MarkdownFence.isFence(plain) { self.fence = nil }
      return made(.foreign)
    }
    let visible = comments.cut(from: line)
    let isIndent = { (character: Character) in character == " " || character == "\t" || character == ">" }
    let before = visible.prefix(while: isIndent)
    let plain = visible[before.endIndex...].trimmed
    if plain.isEmpty { return made(line.trimmed.isEmpty ? .blank : .nothing) }
    if let mark = plain.first, MarkdownFence.isFence(plain) {
      fence = mark
      return made(.foreign)
    }
    let indent = before.reduce(0) { $0 + ($1 == "\t" ? 4 : 1) }
    var shaped = Self.shaped(plain)
    (shaped.number, shaped.indent, shaped.isQuoted) = (number, indent, before.contains(">"))
    shaped.isIndentedCode = indent >= 4 && codeMayBegin && !shaped.isQuoted
    if !shaped.isQuoted, !shaped.isIndentedCode {
      codeMayBegin = shaped.isHeading || shaped.kind == .paragraph && (codeMayBegin || indent == 0)
    }
    return shaped
  }

  private static func shaped(_ plain: String) -> MarkdownLine {
    func made(_ kind: MarkdownLine.Kind, _ text: some StringProtocol) -> MarkdownLine {
      // A backslash at the end breaks the line.
      MarkdownLine(number: 0, kind: kind, text: text.hasSuffix("\\") ? text.dropLast().trimmed : text.trimmed)
    }
    if plain.hasPrefix("[^"), plain.contains("]:") { return made(.foreign, plain) }
    if isRuleAcross(plain) { return made(.nothing, "") }
    let level = plain.prefix { $0 == "#" }.count
    if (1...6).contains(level), plain.dropFirst(level).first.map(\.isWhitespace) ?? true {
      let title = plain.dropFirst(level).trimmed
      // `### - Root Cause:` is a heading, too.
      return made(.heading(level: level), title.hasPrefix("- ") ? String(title.dropFirst(2)) : title)
    }
    if plain.first == "|" {
      return MarkdownCells.isRule(plain) ? made(.tableRule, "") : made(.row(cells: MarkdownCells.all(in: plain)), "")
    }
    if let mark = plain.first, "*+-•–".contains(mark), plain.dropFirst().first?.isWhitespace == true {
      return item(plain.dropFirst(2))
    }
    let digits = plain.prefix { $0.isASCII && $0.isNumber }
    let rest = plain.dropFirst(digits.count)
    if (1...3).contains(digits.count), let mark = rest.first, mark == "." || mark == ")", rest.dropFirst().first == " "
    {
      return item(rest.dropFirst(2))
    }
    return made(.paragraph, plain)
  }

  private static func item(_ rest: Substring) -> MarkdownLine {
    var text = rest.trimmed
    var isDone = text.hasPrefix("~~")
    for box in ["[ ] ", "[x] ", "[X] "] where text.hasPrefix(box) {
      isDone = box != "[ ] "
      text = String(text.dropFirst(4))
    }
    return MarkdownLine(number: 0, kind: .item(isDone: isDone), text: text)
  }

  private static func isRuleAcross(_ plain: String) -> Bool {
    guard let mark = plain.first, "-*_".contains(mark) else { return false }
    let marks = plain.filter { $0 != " " }
    return marks.count >= 3 && marks.allSatisfy { $0 == mark }
  }
}
