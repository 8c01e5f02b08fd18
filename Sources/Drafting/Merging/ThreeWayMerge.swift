/// Two sets of changes to one sequence, side by side: what only one side changed is as it made it, what both changed is a
/// region for the caller to decide.
///
/// Changes that only touch each other do not meet, other than with git: a row that went and a row that came behind it are
/// two facts.
struct ThreeWayMerge {
  /// A stretch of the result.
  enum Piece: Equatable {
    /// Neither side changed these elements; where they stand in the base, in mine and in theirs.
    case same(base: Range<Int>, mine: Int, theirs: Int)
    /// Elements that this side put in the place of others; none of them: it took those away.
    case mine(Range<Int>)
    case theirs(Range<Int>)
    /// Both sides changed something here.
    case both(Region)
  }

  /// Changes of both sides that overlap.
  struct Region: Equatable {
    var base: Range<Int>
    var mine: [Hunk]
    var theirs: [Hunk]
    /// The whole of it in each side, with what stayed in between.
    var inMine: Range<Int>
    var inTheirs: Range<Int>

    /// Both put something in where nothing of the base was.
    var isInsertion: Bool { base.isEmpty }
  }

  private let count: Int
  private let mine: [Hunk]
  private let theirs: [Hunk]

  /// - Parameter count: elements of the base.
  init(count: Int, mine: [Hunk], theirs: [Hunk]) {
    self.count = count
    self.mine = mine
    self.theirs = theirs
  }

  var pieces: [Piece] {
    var pieces: [Piece] = []
    var (position, i, j) = (0, 0, 0)
    // How much further an element stands in each side than in the base.
    var (shiftMine, shiftTheirs) = (0, 0)
    while i < mine.count || j < theirs.count {
      var region =
        i < mine.count && (j == theirs.count || mine[i].comes(before: theirs[j])) ? mine[i].base : theirs[j].base
      let (firstMine, firstTheirs) = (i, j)
      while true {
        if i < mine.count, mine[i].belongs(to: region) {
          region = region.lowerBound..<max(region.upperBound, mine[i].base.upperBound)
          i += 1
        } else if j < theirs.count, theirs[j].belongs(to: region) {
          region = region.lowerBound..<max(region.upperBound, theirs[j].base.upperBound)
          j += 1
        } else {
          break
        }
      }
      if position < region.lowerBound {
        pieces.append(
          .same(base: position..<region.lowerBound, mine: position + shiftMine, theirs: position + shiftTheirs))
      }
      let (ours, others) = (Array(mine[firstMine..<i]), Array(theirs[firstTheirs..<j]))
      let startMine = region.lowerBound + shiftMine
      let startTheirs = region.lowerBound + shiftTheirs
      shiftMine += ours.growth
      shiftTheirs += others.growth
      let inMine = startMine..<region.upperBound + shiftMine
      let inTheirs = startTheirs..<region.upperBound + shiftTheirs
      pieces.append(
        others.isEmpty
          ? .mine(inMine)
          : ours.isEmpty
            ? .theirs(inTheirs)
            : .both(Region(base: region, mine: ours, theirs: others, inMine: inMine, inTheirs: inTheirs)))
      position = region.upperBound
    }
    if position < count {
      pieces.append(.same(base: position..<count, mine: position + shiftMine, theirs: position + shiftTheirs))
    }
    return pieces
  }
}

extension Hunk {
  fileprivate func comes(before other: Hunk) -> Bool {
    (base.lowerBound, base.upperBound) <= (other.base.lowerBound, other.base.upperBound)
  }

  /// Whether it changes something of a region; an insertion at its edge does not, unless the region is an insertion there.
  fileprivate func belongs(to region: Range<Int>) -> Bool {
    if region.isEmpty || (isInsertion && base.lowerBound == region.lowerBound) { return base == region }
    return base.lowerBound < region.upperBound
  }
}

extension [Hunk] {
  fileprivate var growth: Int { reduce(0) { $0 + $1.side.count - $1.base.count } }
}

extension ThreeWayMerge.Region {
  /// What the region comes to where one side only took away: a person's deletion wins over a change of what it took, and
  /// what a person wrote stays where the renewed text has nothing any more.
  /// - Parameter staysInDeletion: whether something that is new in theirs stays though a person took what stood around it.
  /// - Returns: the pieces, and how many changes of theirs are left out; nil where both wrote something else.
  func withoutConflict(_ staysInDeletion: (Hunk) -> Bool) -> (pieces: [ThreeWayMerge.Piece], leftOut: Int)? {
    let mineDeletes = mine.allSatisfy(\.isDeletion)
    guard mineDeletes || theirs.allSatisfy(\.isDeletion) else { return nil }
    var leftOut = 0
    var kept: [Hunk] = []
    if mineDeletes {
      for hunk in theirs where !hunk.isDeletion {
        guard
          mine.contains(where: {
            $0.base.lowerBound <= hunk.base.lowerBound && hunk.base.upperBound <= $0.base.upperBound
          })
        else { return nil }
        if hunk.isInsertion && staysInDeletion(hunk) { kept.append(hunk) } else { leftOut += 1 }
      }
    }
    var pieces: [ThreeWayMerge.Piece] = []
    let changed = Set((mine + theirs).flatMap(\.base))
    let written = Dictionary(grouping: mine.filter { !$0.isDeletion }, by: \.base.lowerBound)
    let added = Dictionary(grouping: kept, by: \.base.lowerBound)
    for index in base.lowerBound...base.upperBound {
      pieces += (written[index] ?? []).map { .mine($0.side) } + (added[index] ?? []).map { .theirs($0.side) }
      guard index < base.upperBound, !changed.contains(index) else { continue }
      pieces.append(
        .same(base: index..<index + 1, mine: place(of: index, mine, inMine), theirs: place(of: index, theirs, inTheirs))
      )
    }
    return (pieces, leftOut)
  }

  /// Where an element of the region that a side left as it was stands in that side.
  private func place(of index: Int, _ hunks: [Hunk], _ inSide: Range<Int>) -> Int {
    let before = hunks.filter { $0.base.upperBound <= index }
    return inSide.lowerBound + (index - base.lowerBound) + before.growth
  }
}
