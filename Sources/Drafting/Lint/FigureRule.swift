/// Figures that were generated and that somebody changed by hand.
struct FigureRule: LintRule {
  let name = "figure"
  let summary = "a generated figure that was changed by hand (with the store, or --base)"

  func findings(in text: LintText) -> [LintFinding] {
    guard let base = text.knowledge.base else { return [] }
    let (was, is_) = (TextLines(base), TextLines(text.source))
    let (hunks, _) = LineMerge.hunks(was, is_, was)
    return hunks.flatMap { hunk -> [LintFinding] in
      guard !hunk.isInsertion, !hunk.isDeletion else { return [] }
      return changes(was.lines[hunk.base], is_.lines[hunk.side]).map { line, old, new in
        finding(
          hunk.side.lowerBound + line + 1, "\"\(new)\" was generated as \"\(old)\"",
          "say in words why it is otherwise, or correct it: 'hindcast set', 'hindcast note', then 'hindcast draft --update'"
        )
      }
    }
  }

  /// Figures that others stand in the place of: the line, counted from the first one, what it was and what it is.
  private func changes(_ was: ArraySlice<Substring>, _ is_: ArraySlice<Substring>) -> [(Int, Substring, Substring)] {
    let old = TextTokens(Substring(was.joined(separator: "\n"))).tokens
    let new = TextTokens(Substring(is_.joined(separator: "\n"))).tokens
    var words = Interning<Substring>()
    let numbers = [old, new].map { words.numbers(of: $0.map(\.text)) }
    return SequenceAlignment.hunks(numbers[0], numbers[1]).flatMap { hunk in
      zip(hunk.base.filter { old[$0].isFigure }, hunk.side.filter { new[$0].isFigure }).map { before, after in
        let line = new[...after].reduce(0) { $0 + $1.space.count { $0.isNewline } }
        return (line, old[before].text, new[after].text)
      }
    }
  }
}
