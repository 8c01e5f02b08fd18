/// A draft that a person has edited, renewed: the changes from the text that was generated last (the base) to the text that
/// is generated now are made in the person's text (a three-way merge; Khanna, Kunal and Pierce 2007).
///
/// A person's words are never lost. What they took away stays away, what they wrote stays where the renewed draft has
/// nothing any more, and what both wrote otherwise in the same place is a conflict, marked as git marks them; so is a row
/// that they changed and the renewal withdrew, for what it said is not so any more. Rows of
/// tables, items of lists and footnotes are merged one by one, other lines as they stand together, by their words where
/// both sides changed them. A section that a person put elsewhere is renewed there, and one that they took away stays away.
/// Line ends and the end of the file stay as the person's editor writes them.
package struct DraftMerge: Sendable, Equatable {
  package private(set) var text: String
  /// Lines of the text, counted from 1, at which conflicts begin.
  package private(set) var conflicts: [Int] = []
  /// In how many places the text is as it is generated now and not as it was.
  package private(set) var renewed = 0
  /// Changes of what was generated that find no place any more, for a person took away what they change.
  package private(set) var leftOut = 0
  /// Sections that a person took away and that have changed since.
  package private(set) var leftOutSections: [String] = []

  /// - Parameter label: what stands behind the mark of the person's side of a conflict: the file's name.
  package init(base: String, mine: String, theirs: String, label: String) {
    text = mine
    if base == theirs || mine == theirs { return }
    if base == mine {
      text = theirs
      let was = DraftSections(base)
      renewed = LineMerge(base: was, mine: was, theirs: DraftSections(theirs), label: label).result.renewed
      return
    }
    let (was, new) = (DraftSections(base), DraftSections(theirs))
    let own = DraftSections(mine).named(after: was)
    let gone = was.missing(in: own)
    leftOutSections = gone.filter { name in new.lines(of: name).map { $0 != was.lines(of: name) } ?? false }
    let result = LineMerge(
      base: was.without(gone).arranged(like: own), mine: own, theirs: new.without(gone).arranged(like: own),
      label: label
    ).result
    (text, conflicts, renewed, leftOut) = (result.text, result.conflicts, result.renewed, result.leftOut)
  }
}

/// Marks of conflicts in a text.
package enum ConflictMarks {
  static let mine = "<<<<<<<"
  static let between = "======="
  static let theirs = ">>>>>>>"

  /// Lines, counted from 1, at which a conflict begins or ends. (`=======` alone may underline a heading.)
  package static func lines(in text: String) -> [Int] {
    TextLines(text).lines.enumerated().filter { _, line in
      [mine, theirs, "|||||||"].contains {
        line.hasPrefix($0) && line.dropFirst($0.count).first.map { $0 == " " } ?? true
      }
    }.map { $0.offset + 1 }
  }
}

/// The merge at work: lines in, lines out.
struct LineMerge {
  struct Result {
    var text = ""
    var conflicts: [Int] = []
    var renewed = 0
    var leftOut = 0
  }

  private let base: TextLines
  private let mine: TextLines
  private let theirs: TextLines
  private let label: String
  private let ours: [Hunk]
  private let others: [Hunk]
  /// Lines that a person moved, and how they read now.
  private let renewedMoves: [Substring: Substring]
  private var lines: [(text: Substring, end: Substring)] = []
  private var found = Result()

  init(base: DraftSections, mine: DraftSections, theirs: DraftSections, label: String) {
    (self.base, self.mine, self.theirs) = (base.text, mine.text, theirs.text)
    self.label = label
    (ours, others) = (base.hunks(to: mine), base.hunks(to: theirs))
    renewedMoves = Self.renewedMoves(self.base, self.mine, self.theirs, ours, others)
  }

  var result: Result {
    var merge = self
    merge.run()
    return merge.found
  }

  private mutating func run() {
    for piece in ThreeWayMerge(count: base.lines.count, mine: ours, theirs: others).pieces {
      if case .both(let region) = piece { resolve(region) } else { add(piece) }
    }
    let isEnded = mine.isEnded == base.isEnded ? theirs.isEnded : mine.isEnded
    let usual = mine.lines.isEmpty ? theirs.usualEnd : mine.usualEnd
    for (index, line) in lines.enumerated() {
      found.text += line.text
      if index + 1 < lines.count || isEnded { found.text += line.end.isEmpty ? usual : line.end }
    }
  }

  private mutating func add(_ piece: ThreeWayMerge.Piece) {
    switch piece {
    case .same(let range, let inMine, _): keep(inMine..<inMine + range.count)
    case .mine(let range): keep(range)
    case .theirs(let range):
      found.renewed += 1
      renew(theirs.lines[range])
    case .both: break
    }
  }

  private mutating func keep(_ range: Range<Int>) {
    for index in range {
      let text = mine.lines[index]
      if let renewal = renewedMoves[text] {
        found.renewed += 1
        lines.append((renewal, mine.ends[index]))
      } else {
        lines.append((text, mine.ends[index]))
      }
    }
  }

  private mutating func renew(_ new: some Sequence<Substring>) {
    // The end of a person's line is the one that is usual in their file.
    lines += new.map { ($0, "") }
  }

  private mutating func resolve(_ region: ThreeWayMerge.Region) {
    let (was, own, new) = (base.lines[region.base], mine.lines[region.inMine], theirs.lines[region.inTheirs])
    if own == new { return keep(region.inMine) }
    if region.isInsertion {
      found.renewed += 1
      return addBoth(region)
    }
    if takesAwayWhatWasEdited(region) { return conflict(region.inMine, new) }
    if let (pieces, leftOut) = region.withoutConflict(staysAlone(region)) {
      found.leftOut += leftOut
      for piece in pieces { add(piece) }
      return
    }
    if let words = WordMerge.merged(base: joined(was), mine: joined(own), theirs: joined(new)) {
      if words != joined(own) { found.renewed += 1 }
      return renew(words.split(separator: "\n", omittingEmptySubsequences: false))
    }
    conflict(region.inMine, new)
  }

  /// Whether the renewal withdrew a row that a person has changed: a note that was undone, a figure that is counted
  /// otherwise. A blank that somebody filled in is theirs.
  private func takesAwayWhatWasEdited(_ region: ThreeWayMerge.Region) -> Bool {
    guard region.theirs.allSatisfy(\.isDeletion) else { return false }
    return region.mine.contains { hunk in
      !hunk.isInsertion && !hunk.isDeletion
        && base.lines[hunk.base].allSatisfy { MarkdownRow.isRow($0) && !$0.contains("TODO") }
    }
  }

  /// Whether a line that is new stays where a person took away the lines around it: rows are independent of each other, but
  /// not of their table's or list's existence.
  private func staysAlone(_ region: ThreeWayMerge.Region) -> (Hunk) -> Bool {
    let removed = base.lines[region.base]
    let isTableThere = removed.allSatisfy { MarkdownRow.isRow($0) && !$0.contains("| ---") }
    return { hunk in isTableThere && theirs.lines[hunk.side].allSatisfy(MarkdownRow.isRow) }
  }

  /// What both put in at the same place: rows in the order of their times, else a person's lines first, unless what is new
  /// goes on with the rows above.
  private mutating func addBoth(_ region: ThreeWayMerge.Region) {
    let (ours, others) = (mine.lines[region.inMine], theirs.lines[region.inTheirs])
    if (ours + others).allSatisfy(MarkdownRow.isRow) {
      var new = others[...]
      for index in region.inMine {
        while let first = new.first, let time = RowTime(first), let own = RowTime(mine.lines[index]), time < own {
          renew([new.removeFirst()])
        }
        keep(index..<index + 1)
      }
      return renew(new)
    }
    let above = region.base.lowerBound > 0 ? base.lines[region.base.lowerBound - 1] : ""
    let goesOn = MarkdownRow.isRow(above) && others.first.map(MarkdownRow.isRow) == true
    let (first, second) = goesOn ? (others, ours) : (ours, others)
    if goesOn { renew(first) } else { keep(region.inMine) }
    if let last = first.last, let next = second.first, !MarkdownRow.isBlank(last), !MarkdownRow.isBlank(next) {
      renew([""])
    }
    if goesOn { keep(region.inMine) } else { renew(second) }
  }

  private mutating func conflict(_ inMine: Range<Int>, _ new: ArraySlice<Substring>) {
    // What both sides have at the edges is no part of it.
    var (own, new) = (inMine, new)
    while let first = new.first, !own.isEmpty, mine.lines[own.lowerBound] == first {
      keep(own.lowerBound..<own.lowerBound + 1)
      (own, new) = (own.dropFirst(), new.dropFirst())
    }
    var shared = 0
    while shared < min(own.count, new.count), mine.lines[own.upperBound - 1 - shared] == new[new.endIndex - 1 - shared]
    {
      shared += 1
    }
    let rest = own.upperBound - shared..<own.upperBound
    found.conflicts.append(lines.count + 1)
    renew([Substring("\(ConflictMarks.mine) \(label)")])
    keep(own.dropLast(shared))
    renew([Substring(ConflictMarks.between)])
    renew(new.dropLast(shared))
    renew(["\(ConflictMarks.theirs) hindcast"])
    keep(rest)
  }

  private func joined(_ lines: ArraySlice<Substring>) -> Substring { Substring(lines.joined(separator: "\n")) }

  /// Lines that a person put elsewhere as they were, and what they read now; only those that are there once.
  private static func renewedMoves(
    _ base: TextLines, _ mine: TextLines, _ theirs: TextLines, _ ours: [Hunk], _ others: [Hunk]
  ) -> [Substring: Substring] {
    let inserted = Set(ours.flatMap(\.side).map { mine.lines[$0] })
    let counts = [base, mine].map { Dictionary($0.lines.map { ($0, 1) }, uniquingKeysWith: +) }
    let gone = Set(ours.flatMap(\.base))
    var renewed: [Substring: Substring] = [:]
    for hunk in others where hunk.base.count == 1 && hunk.side.count == 1 && gone.contains(hunk.base.lowerBound) {
      let line = base.lines[hunk.base.lowerBound]
      if inserted.contains(line), counts.allSatisfy({ $0[line] == 1 }) {
        renewed[line] = theirs.lines[hunk.side.lowerBound]
      }
    }
    return renewed
  }
}

/// The time that a row begins with, as far as rows of one draft can be ordered by it.
private struct RowTime: Comparable {
  private let text: Substring

  init?(_ row: Substring) {
    let start = row.drop { !$0.isNumber }
    guard row.distance(from: row.startIndex, to: start.startIndex) <= 6 else { return nil }
    text = start.prefix { $0.isNumber || $0 == ":" || $0 == "-" || $0 == " " }
    guard text.contains(":") else { return nil }
  }

  /// Only times of the same form are compared.
  static func < (a: RowTime, b: RowTime) -> Bool {
    (a.text.contains("-"), a.text.firstIndex(of: ":").map { a.text[..<$0].count })
      == (b.text.contains("-"), b.text.firstIndex(of: ":").map { b.text[..<$0].count }) && a.text < b.text
  }
}
