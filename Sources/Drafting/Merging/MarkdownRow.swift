/// A line of Markdown that says one thing by itself, which may come, go and move without its neighbours: a row of a table,
/// an item of a list, a footnote, a line that begins with a time of day or is broken by two blanks at its end.
enum MarkdownRow {
  static func isRow(_ line: Substring) -> Bool {
    if line.hasSuffix("  "), !isBlank(line) { return true }
    var rest = line.utf8.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    switch rest.popFirst() {
    case UInt8(ascii: "|"): return true
    case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+"): return rest.first == UInt8(ascii: " ")
    case UInt8(ascii: "["): return rest.first == UInt8(ascii: "^")
    case .some(UInt8(ascii: "0")...UInt8(ascii: "9")):
      func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
      let mark = rest.drop(while: isDigit)
      if mark.first == UInt8(ascii: ":") { return mark.dropFirst().prefix(2).filter(isDigit).count == 2 }
      return mark.first.map { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ")") } == true
        && mark.dropFirst().first == UInt8(ascii: " ")
    default: return false
    }
  }

  static func isBlank(_ line: Substring) -> Bool {
    line.utf8.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }
}

/// Takes a stretch of changed rows apart into the rows that were edited, those that went and those that came, so that each
/// is merged by itself.
struct RowPairing {
  /// Stretches whose lengths have a larger product stay whole.
  private static let largestProduct = 40_000
  /// Of the words of the shorter row, so many must be in the other one for both to be the same row; more where the rows
  /// tell of other times.
  private static let sharedWords = 0.6
  private static let sharedWordsAcrossTimes = 0.8

  private let base: [Row]
  private let side: [Row]

  /// The hunks, those that are all rows taken apart.
  static func apart(_ hunks: [Hunk], _ base: [Substring], _ side: [Substring]) -> [Hunk] {
    hunks.flatMap { hunk -> [Hunk] in
      let lines = base[hunk.base] + side[hunk.side]
      guard !hunk.isInsertion, !hunk.isDeletion, hunk.base.count * hunk.side.count <= largestProduct,
        lines.allSatisfy({ MarkdownRow.isRow($0) || MarkdownRow.isBlank($0) })
      else { return [hunk] }
      return RowPairing(base[hunk.base], side[hunk.side]).hunks(hunk)
    }
  }

  private init(_ base: ArraySlice<Substring>, _ side: ArraySlice<Substring>) {
    var words = Interning<Substring>()
    self.base = base.map { Row($0, &words) }
    self.side = side.map { Row($0, &words) }
  }

  private func hunks(_ whole: Hunk) -> [Hunk] {
    var hunks: [Hunk] = []
    var (b, s) = (0, 0)
    for (inBase, inSide) in pairs + [(base.count, side.count)] {
      let (fromBase, fromSide) = (whole.base.lowerBound + b, whole.side.lowerBound + s)
      let (toBase, toSide) = (whole.base.lowerBound + inBase, whole.side.lowerBound + inSide)
      if fromSide < toSide { hunks.append(Hunk(base: fromBase..<fromBase, side: fromSide..<toSide)) }
      if fromBase < toBase { hunks.append(Hunk(base: fromBase..<toBase, side: toSide..<toSide)) }
      if inBase < base.count, base[inBase] != side[inSide] {
        hunks.append(Hunk(base: toBase..<toBase + 1, side: toSide..<toSide + 1))
      }
      (b, s) = (inBase + 1, inSide + 1)
    }
    return hunks
  }

  /// The rows that are the same one, in order, so that the likeness of all pairs together is greatest.
  private var pairs: [(Int, Int)] {
    let width = side.count + 1
    var best = [Double](repeating: 0, count: (base.count + 1) * width)
    var likeness = best
    for b in base.indices.reversed() {
      for s in side.indices.reversed() {
        let place = b * width + s
        likeness[place] = base[b].likeness(to: side[s])
        best[place] = max(best[place + width], best[place + 1])
        if likeness[place] > 0 { best[place] = max(best[place], likeness[place] + best[place + width + 1]) }
      }
    }
    var pairs: [(Int, Int)] = []
    var (b, s) = (0, 0)
    while b < base.count, s < side.count {
      let place = b * width + s
      if likeness[place] > 0, best[place] == likeness[place] + best[place + width + 1] {
        pairs.append((b, s))
        (b, s) = (b + 1, s + 1)
      } else if best[place] == best[place + width] {
        b += 1
      } else {
        s += 1
      }
    }
    return pairs
  }

  private struct Row: Equatable {
    let line: Substring
    /// Its words as numbers, sorted.
    private let words: [Int]
    /// The first figure, if the row begins with one: a time.
    private let time: Substring?
    /// What the row is about: the words of its first cell, or before its colon, where these hold no figure.
    private let key: Substring?

    init(_ line: Substring, _ numbers: inout Interning<Substring>) {
      self.line = line
      let tokens = TextTokens(line).tokens.map(\.text).filter {
        $0.unicodeScalars.contains { $0.properties.isAlphabetic || $0.properties.numericType != nil }
      }
      words = numbers.numbers(of: tokens).sorted()
      time = tokens.first.flatMap { $0.contains(":") ? $0 : nil }
      let head = line.drop { "|-*+ ".contains($0) }
      let end = head.firstIndex { line.first == "|" ? $0 == "|" : $0 == ":" }
      key = end.map { head[..<$0] }.flatMap { $0.contains(where: \.isNumber) || $0.isEmpty ? nil : $0 }
    }

    static func == (a: Row, b: Row) -> Bool { a.line == b.line }

    /// From 0, another row, to 1, the same words.
    func likeness(to other: Row) -> Double {
      if words.isEmpty || other.words.isEmpty { return words.isEmpty && other.words.isEmpty ? 1 : 0 }
      var (i, j, common) = (0, 0, 0)
      while i < words.count, j < other.words.count {
        if words[i] == other.words[j] {
          (i, j, common) = (i + 1, j + 1, common + 1)
        } else if words[i] < other.words[j] {
          i += 1
        } else {
          j += 1
        }
      }
      if let key, key == other.key { return 1 + Double(common) / Double(max(words.count, other.words.count)) }
      let needed = time == other.time ? RowPairing.sharedWords : RowPairing.sharedWordsAcrossTimes
      guard Double(common) >= needed * Double(min(words.count, other.words.count)) else { return 0 }
      return 2 * Double(common) / Double(words.count + other.words.count)
    }
  }
}
