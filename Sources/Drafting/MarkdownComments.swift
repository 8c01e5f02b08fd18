/// Cuts comments out of a document, line by line; `<!--` that is escaped or stands in code begins none.
struct MarkdownComments {
  private var isOpen = false

  /// What of the line is in no comment.
  mutating func cut(from line: Substring) -> Substring {
    var kept = ""
    var rest = line
    while !rest.isEmpty {
      if isOpen {
        guard let end = rest.firstRange(of: "-->") else { break }
        rest = rest[end.upperBound...]
        isOpen = false
      } else if rest.hasPrefix("<!--") {
        rest = rest.dropFirst(4)
        isOpen = true
      } else {
        let piece = rest.prefix(Self.textLength(rest))
        kept += piece
        rest = rest[piece.endIndex...]
      }
    }
    return Substring(kept)
  }

  /// Characters of what the text begins with: an escape, code with its marks, or a single character.
  private static func textLength(_ text: Substring) -> Int {
    if text.first == "\\" { return 2 }
    let mark = text.prefix { $0 == "`" }
    guard !mark.isEmpty else { return 1 }
    let behind = text.dropFirst(mark.count)
    guard let end = behind.firstRange(of: mark) else { return mark.count }
    return text.distance(from: text.startIndex, to: end.upperBound)
  }
}
