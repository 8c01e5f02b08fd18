/// Figures that were generated and that somebody changed by hand.
struct FigureRule: LintRule {
  let name = "figure"
  let summary = "a generated figure that was changed by hand (with the store, or --base)"

  func findings(in text: LintText) -> [LintFinding] {
    guard let base = text.knowledge.base else { return [] }
    let generated = DraftSections(base)
    let now = DraftSections(text.source).named(after: generated)
    let was = generated.arranged(like: now)
    return was.hunks(to: now).flatMap { hunk -> [LintFinding] in
      guard !hunk.isInsertion, !hunk.isDeletion else { return [] }
      return changes(was.text.lines[hunk.base], now.text.lines[hunk.side]).map { line, old, new in
        finding(
          hunk.side.lowerBound + line + 1, "\"\(new)\" was generated as \"\(old)\"",
          "say in words why it is otherwise, or correct it: 'hindcast set', 'hindcast note', then 'hindcast draft --update'"
        )
      }
    }
  }

  /// Figures that others stand in the place of: the line, counted from the first one, what it was and what it is.
  private func changes(_ was: ArraySlice<Substring>, _ now: ArraySlice<Substring>) -> [(Int, Substring, Substring)] {
    let old = TextTokens(Substring(was.map(GroupedDigits.joined).joined(separator: "\n"))).tokens
    let new = TextTokens(Substring(now.map(GroupedDigits.joined).joined(separator: "\n"))).tokens
    var words = Interning<Substring>()
    let numbers = [old, new].map { tokens in
      words.numbers(of: tokens.map { $0.isFigure ? Substring(GroupedDigits.plain($0.text)) : $0.text })
    }
    return SequenceAlignment.hunks(numbers[0], numbers[1]).flatMap { hunk in
      zip(hunk.base.filter { old[$0].isFigure }, hunk.side.filter { new[$0].isFigure }).compactMap { before, after in
        if GroupedDigits.areEqual(old[before].text, new[after].text) { return nil }
        let line = new[...after].reduce(0) { $0 + $1.space.count { $0.isNewline } }
        return (line, old[before].text, new[after].text)
      }
    }
  }
}

/// Digits in groups of three, as countries write them: `2,928`, `2 928`, `2.928`, `2'928`.
private enum GroupedDigits {
  private static let blanks: Set<Character> = [" ", "\u{A0}", "\u{2009}", "\u{202F}", "'", "’"]

  /// The line with a comma where anything but a point groups digits.
  static func joined(_ line: Substring) -> Substring {
    guard line.contains(where: blanks.contains) else { return line }
    var characters = Array(line)
    for index in characters.indices where blanks.contains(characters[index]) && isBetweenGroups(characters, index) {
      characters[index] = ","
    }
    return Substring(String(characters))
  }

  /// One to three digits before it, exactly three behind it.
  private static func isBetweenGroups(_ characters: [Character], _ index: Int, isFirst: Bool = true) -> Bool {
    func digits(_ indices: some Sequence<Int>) -> Int {
      indices.prefix { characters.indices.contains($0) && characters[$0].isASCII && characters[$0].isNumber }.count
    }
    let before = digits(stride(from: index - 1, through: max(0, index - 4), by: -1))
    let behind = digits(index + 1..<index + 5)
    let outside = index - before - 1
    // "2024-06-05 140" and "1.5 300" are two figures.
    let isWhole = !isFirst || outside < 0 || !(characters[outside].isLetter || ".:-/".contains(characters[outside]))
    return (1...3).contains(before) && behind == 3 && isWhole
  }

  /// A figure without the marks between groups of its digits.
  static func plain(_ figure: Substring, marks: Set<Character> = [","]) -> String {
    guard figure.contains(where: marks.contains) else { return String(figure) }
    let characters = Array(figure)
    let kept = characters.indices.filter { index in
      !(marks.contains(characters[index]) && isBetweenGroups(characters, index, isFirst: false))
    }
    return String(kept.map { characters[$0] })
  }

  /// Whether a figure that was generated is still the same: a point may group digits where a comma did.
  static func areEqual(_ generated: Substring, _ written: Substring) -> Bool {
    generated.contains(",") && plain(generated) == plain(written, marks: [",", "."])
  }
}
