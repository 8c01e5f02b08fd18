/// Cuts comments out of a document, line by line; `<!--` that is escaped or stands in code begins none.
struct MarkdownComments {
  private var isOpen = false

  /// What of the line is in no comment.
  mutating func cut(from line: Substring) -> Substring {
    var kept = ""
    var rest = line
    var marks = CodeMarks(line)
    while !rest.isEmpty {
      if isOpen {
        guard let end = rest.firstRange(of: "-->") else { break }
        rest = rest[end.upperBound...]
        isOpen = false
      } else if rest.hasPrefix("<!--") {
        rest = rest.dropFirst(4)
        isOpen = true
      } else {
        let piece = rest[..<marks.textEnd(rest)]
        kept += piece
        rest = rest[piece.endIndex...]
      }
    }
    return Substring(kept)
  }
}

/// The runs of backticks in a line, looked for once: none of them looks through the line for its end.
private struct CodeMarks {
  private struct Run {
    let start: String.Index
    let count: Int
    /// That of the longest run from here on.
    var longest: Int
  }

  /// Those that are still ahead, the last first.
  private var runs: [Run] = []

  init(_ line: Substring) {
    var at = line.startIndex
    while let start = line[at...].firstIndex(of: "`") {
      let mark = line[start...].prefix { $0 == "`" }
      runs.append(Run(start: start, count: mark.count, longest: mark.count))
      at = mark.endIndex
    }
    runs.reverse()
    for index in runs.indices.dropFirst() { runs[index].longest = max(runs[index].count, runs[index - 1].longest) }
  }

  /// Where ends what the text begins with: an escape, code with its marks, or a single character.
  mutating func textEnd(_ text: Substring) -> String.Index {
    if text.first == "\\" { return text.prefix(2).endIndex }
    let mark = text.prefix { $0 == "`" }
    guard !mark.isEmpty else { return text.prefix(1).endIndex }
    while let next = runs.last, next.start < mark.endIndex { runs.removeLast() }
    guard let longest = runs.last?.longest, longest >= mark.count else { return mark.endIndex }
    while let next = runs.last, next.count < mark.count { runs.removeLast() }
    return runs.last.map { text[$0.start...].prefix(mark.count).endIndex } ?? mark.endIndex
  }
}
