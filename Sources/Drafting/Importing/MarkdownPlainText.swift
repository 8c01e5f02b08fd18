/// The words of a piece of Markdown: the other way round than `MarkdownText`, and for what people write.
enum MarkdownPlainText {
  /// Escapes, emphasis, links, pictures and references to footnotes are undone; code stays as it is.
  static func plain(_ text: some StringProtocol) -> String {
    let characters = Array(text)
    var plain = ""
    var at = 0
    while at < characters.count {
      let character = characters[at]
      switch character {
      case "\\" where at + 1 < characters.count && (characters[at + 1].isPunctuation || characters[at + 1].isSymbol):
        plain.append(characters[at + 1])
        at += 2
      case "`":
        let end = characters[(at + 1)...].firstIndex(of: "`") ?? at
        plain += String(characters[at...end])
        at = end + 1
      case "*", "_":
        at = behindMarks(characters, at, &plain)
      case "!" where at + 1 < characters.count && characters[at + 1] == "[":
        at = link(characters, at + 1)?.end ?? at + 1
      case "[":
        guard let link = link(characters, at) else { fallthrough }
        plain += Self.plain(String(link.words))
        at = link.end
      default:
        plain.append(character)
        at += 1
      }
    }
    return plain
  }

  /// Emphasis has something other than space on one side, and its like elsewhere; `snake_case` and `2 * 3` are none.
  private static func behindMarks(_ characters: [Character], _ at: Int, _ plain: inout String) -> Int {
    let mark = characters[at]
    var end = at
    while end < characters.count, characters[end] == mark { end += 1 }
    func isSpace(_ index: Int) -> Bool { !characters.indices.contains(index) || characters[index].isWhitespace }
    func isWord(_ index: Int) -> Bool {
      characters.indices.contains(index) && (characters[index].isLetter || characters[index].isNumber)
    }
    let isLone = isSpace(at - 1) && isSpace(end)
    let isInWord = mark == "_" && isWord(at - 1) && isWord(end)
    let hasOther = characters[..<at].contains(mark) || characters[end...].contains(mark)
    if isLone || isInWord || !hasOther { plain += String(characters[at..<end]) }
    return end
  }

  /// `[words](address)`; a reference to a footnote has no words.
  private static func link(_ characters: [Character], _ at: Int) -> (words: [Character], end: Int)? {
    guard let close = characters[at...].firstIndex(of: "]") else { return nil }
    let words = Array(characters[(at + 1)..<close])
    if words.first == "^" { return ([], close + 1) }
    guard close + 1 < characters.count, characters[close + 1] == "(",
      let end = characters[(close + 1)...].firstIndex(of: ")")
    else { return nil }
    return (words, end + 1)
  }
}
