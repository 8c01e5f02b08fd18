/// A draft cut at its headings, so that each section is compared and merged with what it was, wherever a person put it.
///
/// A section is known by its heading where that stands there once; any other heading is a line of the section above it.
/// The footnotes, and the comment that says what the draft was made of, are sections by themselves.
struct DraftSections {
  private struct Section {
    /// nil: what stands above the first heading.
    var name: String?
    var lines: Range<Int>
  }

  let text: TextLines
  private var sections: [Section]

  init(_ source: String) {
    text = TextLines(source)
    var starts: [(name: String, line: Int)] = []
    for line in MarkdownLine.all(of: source) where !line.isQuoted {
      if line.isHeading, !line.text.isEmpty {
        starts.append((line.text, line.number - 1))
      } else if line.isFootnote, starts.last?.name != Self.footnotes {
        starts.append((Self.footnotes, line.number - 1))
      }
    }
    if let stamp = text.stamp { starts.append((Self.stamp, stamp)) }
    let counts = Dictionary(starts.map { ($0.name, 1) }, uniquingKeysWith: +)
    starts = starts.filter { counts[$0.name] == 1 }.sorted { $0.line < $1.line }
    let ends = starts.map(\.line) + [text.lines.count]
    sections =
      [Section(lines: 0..<ends[0])] + zip(starts, ends.dropFirst()).map { Section(name: $0.name, lines: $0.line..<$1) }
  }

  private static let footnotes = "[^"
  private static let stamp = "<!--"

  private var names: Set<String> { Set(sections.compactMap(\.name)) }

  func lines(of name: String) -> ArraySlice<Substring>? {
    sections.first { $0.name == name }.map { text.lines[$0.lines] }
  }

  /// Of the words that a section was generated with, so many must be left for it to be the same under another heading.
  private static let sharedWords = 0.6

  /// The same text, with sections that have another heading than in the base known by the name that they had there.
  func named(after base: DraftSections) -> DraftSections {
    var named = self
    let (there, known) = (names, base.names)
    var gone = base.sections.compactMap { section -> (name: String, words: Set<String>)? in
      guard let name = section.name, !there.contains(name) else { return nil }
      return (name, base.words(of: section))
    }
    for index in sections.indices where sections[index].name.map({ !known.contains($0) }) ?? false {
      let own = words(of: sections[index])
      let shares = gone.map { Double($0.words.intersection(own).count) / Double(max($0.words.count, 1)) }
      guard let best = shares.indices.max(by: { shares[$0] < shares[$1] }), shares[best] >= Self.sharedWords else {
        continue
      }
      named.sections[index].name = gone.remove(at: best).name
    }
    return named
  }

  private func words(of section: Section) -> Set<String> {
    Set(
      text.lines[section.lines].flatMap { TextTokens($0).tokens }.filter { token in
        !token.isFigure && token.text.contains(where: \.isLetter)
      }.map { $0.text.lowercased() })
  }

  /// The sections of which another text has nothing: neither the heading nor any line that is theirs alone.
  func missing(in other: DraftSections) -> [String] {
    let there = other.names
    let theirs = Set(other.text.lines)
    let counts = Dictionary(text.lines.map { ($0, 1) }, uniquingKeysWith: +)
    return sections.compactMap { section in
      guard let name = section.name, !there.contains(name), name != Self.footnotes, name != Self.stamp else {
        return nil
      }
      let isLeft = text.lines[section.lines].contains { counts[$0] == 1 && theirs.contains($0) }
      return isLeft ? nil : name
    }
  }

  func without(_ names: [String]) -> DraftSections {
    if names.isEmpty { return self }
    return DraftSections(
      text.text(of: sections.filter { section in !names.contains { $0 == section.name } }.map(\.lines)))
  }

  /// The same sections in the order in which another text has them; those that it has not stay behind the one above them.
  func arranged(like other: DraftSections) -> DraftSections {
    var places: [String: Int] = [:]
    for (place, section) in other.sections.enumerated() { section.name.map { places[$0] = place } }
    var pieces: [(place: Int, lines: Range<Int>)] = [(-1, sections[0].lines)]
    for section in sections.dropFirst() {
      if let place = section.name.flatMap({ places[$0] }) {
        pieces.append((place, section.lines))
      } else {
        pieces[pieces.count - 1].lines = pieces[pieces.count - 1].lines.lowerBound..<section.lines.upperBound
      }
    }
    // Places differ from each other.
    let arranged = pieces.sorted { $0.place < $1.place }
    if arranged.map(\.place) == pieces.map(\.place) { return self }
    return DraftSections(text.text(of: arranged.map(\.lines)))
  }

  /// The lines that differ, rows one by one; a heading that both have is the same line in both.
  func hunks(to side: DraftSections) -> [Hunk] {
    var interned = Interning<Substring>()
    let numbers = [text, side.text].map { interned.numbers(of: $0.lines) }
    let hunks = SequenceAlignment.hunks(numbers[0], numbers[1], fixed: headings(sharedWith: side))
    return RowPairing.apart(hunks, text.lines, side.text.lines)
  }

  /// The lines of the headings that both have, in the order of both.
  private func headings(sharedWith other: DraftSections) -> [(Int, Int)] {
    var starts: [String: Int] = [:]
    for section in other.sections { section.name.map { starts[$0] = section.lines.lowerBound } }
    var shared: [(Int, Int)] = []
    for section in sections {
      guard let start = section.name.flatMap({ starts[$0] }), start > shared.last?.1 ?? -1,
        text.lines[section.lines.lowerBound] == other.text.lines[start]
      else { continue }
      shared.append((section.lines.lowerBound, start))
    }
    return shared
  }
}

extension TextLines {
  /// These stretches of it as a text, which ends as the whole does.
  fileprivate func text(of stretches: [Range<Int>]) -> String {
    let order = stretches.flatMap { $0 }
    var text = ""
    for index in order {
      text += lines[index]
      text += index == order.last && !isEnded ? "" : ends[index].isEmpty ? usualEnd : ends[index]
    }
    return text
  }
}

extension MarkdownLine {
  fileprivate var isFootnote: Bool { kind == .foreign && text.hasPrefix("[^") }
}
