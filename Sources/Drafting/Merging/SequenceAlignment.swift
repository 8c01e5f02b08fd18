/// A stretch in which a sequence differs from the one that it was made of: what of the base went, and what of the side came.
struct Hunk: Equatable {
  var base: Range<Int>
  var side: Range<Int>

  var isInsertion: Bool { base.isEmpty }
  var isDeletion: Bool { side.isEmpty }
}

/// Finds what two sequences have in common: first elements that are unique in both (patience diff, Cohen 2003), which
/// takes time in proportion to their length and aligns on what tells most, then the shortest edits (Myers 1986) of the
/// small stretches between.
struct SequenceAlignment {
  /// Stretches in which nothing is unique are compared element by element up to this product of their lengths; larger
  /// ones count as wholly replaced.
  private static let smallProduct = 250_000

  private let base: [Int]
  private let side: [Int]
  /// For each element of the base, its place in the side.
  private var places: [Int?]

  /// - Parameters:
  ///   - base: elements as numbers, equal ones as equal numbers, as in `side`.
  ///   - fixed: places of equal elements that are known to be the same one, in ascending order in both.
  static func hunks(_ base: [Int], _ side: [Int], fixed: [(Int, Int)] = []) -> [Hunk] {
    var alignment = SequenceAlignment(base, side)
    alignment.align(base.indices, side.indices, at: fixed)
    return alignment.slid(alignment.hunks)
  }

  private init(_ base: [Int], _ side: [Int]) {
    self.base = base
    self.side = side
    places = Array(repeating: nil, count: base.count)
  }

  private mutating func align(_ baseRange: Range<Int>, _ sideRange: Range<Int>) {
    var (b, s) = (baseRange, sideRange)
    while !b.isEmpty, !s.isEmpty, base[b.lowerBound] == side[s.lowerBound] {
      places[b.lowerBound] = s.lowerBound
      (b, s) = (b.dropFirst(), s.dropFirst())
    }
    while !b.isEmpty, !s.isEmpty, base[b.upperBound - 1] == side[s.upperBound - 1] {
      places[b.upperBound - 1] = s.upperBound - 1
      (b, s) = (b.dropLast(), s.dropLast())
    }
    if b.isEmpty || s.isEmpty { return }
    let anchors = anchors(b, s)
    if anchors.isEmpty { return alignSmall(b, s) }
    align(b, s, at: anchors)
  }

  /// Aligns what stands between elements that are the same.
  private mutating func align(_ b: Range<Int>, _ s: Range<Int>, at anchors: [(Int, Int)]) {
    var (nextBase, nextSide) = (b.lowerBound, s.lowerBound)
    for (inBase, inSide) in anchors + [(b.upperBound, s.upperBound)] {
      align(nextBase..<inBase, nextSide..<inSide)
      if inBase < b.upperBound { places[inBase] = inSide }
      (nextBase, nextSide) = (inBase + 1, inSide + 1)
    }
  }

  /// Elements that are unique in both stretches, as many as stand in the same order.
  private func anchors(_ b: Range<Int>, _ s: Range<Int>) -> [(Int, Int)] {
    var seen: [Int: (inBase: Int, count: Int, inSide: Int, sideCount: Int)] = [:]
    for index in b { seen[base[index], default: (index, 0, 0, 0)].count += 1 }
    for index in s where seen[side[index]] != nil {
      seen[side[index]]?.inSide = index
      seen[side[index]]?.sideCount += 1
    }
    let pairs = seen.values.filter { $0.count == 1 && $0.sideCount == 1 }.map { ($0.inBase, $0.inSide) }
      .sorted { $0.0 < $1.0 }
    return longestIncreasing(pairs)
  }

  /// The longest run of pairs that also ascends in the side (patience sorting).
  private func longestIncreasing(_ pairs: [(Int, Int)]) -> [(Int, Int)] {
    var tops: [Int] = []
    var previous = [Int?](repeating: nil, count: pairs.count)
    for (index, pair) in pairs.enumerated() {
      var (low, high) = (0, tops.count)
      while low < high {
        let middle = (low + high) / 2
        if pairs[tops[middle]].1 < pair.1 { low = middle + 1 } else { high = middle }
      }
      if low > 0 { previous[index] = tops[low - 1] }
      if low == tops.count { tops.append(index) } else { tops[low] = index }
    }
    var run: [(Int, Int)] = []
    var next = tops.last
    while let index = next {
      run.append(pairs[index])
      next = previous[index]
    }
    return run.reversed()
  }

  private mutating func alignSmall(_ b: Range<Int>, _ s: Range<Int>) {
    guard b.count * s.count <= Self.smallProduct else { return }
    let changes = side[s].difference(from: base[b])
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in changes {
      switch change {
      case .remove(let offset, _, _): removed.insert(b.lowerBound + offset)
      case .insert(let offset, _, _): inserted.insert(s.lowerBound + offset)
      }
    }
    for (inBase, inSide) in zip(b.filter { !removed.contains($0) }, s.filter { !inserted.contains($0) }) {
      places[inBase] = inSide
    }
  }

  private var hunks: [Hunk] {
    var hunks: [Hunk] = []
    var (b, s) = (0, 0)
    for index in 0...base.count {
      guard let place = index < base.count ? places[index] : side.count else { continue }
      if b < index || s < place { hunks.append(Hunk(base: b..<index, side: s..<place)) }
      (b, s) = (index + 1, place + 1)
    }
    return hunks
  }

  /// Insertions and deletions moved down as far as they read the same, so that what was written between two paragraphs
  /// begins behind the blank line, where the text above it goes on.
  private func slid(_ hunks: [Hunk]) -> [Hunk] {
    var slid: [Hunk] = []
    for (index, hunk) in hunks.enumerated() {
      var hunk = hunk
      let end = index + 1 < hunks.count ? hunks[index + 1].base.lowerBound : base.count
      while hunk.base.upperBound < end, let next = next(hunk), next.isSame { hunk = next.hunk }
      if let last = slid.last, last.base.upperBound == hunk.base.lowerBound,
        last.side.upperBound == hunk.side.lowerBound
      {
        hunk = Hunk(
          base: last.base.lowerBound..<hunk.base.upperBound, side: last.side.lowerBound..<hunk.side.upperBound)
        slid.removeLast()
      }
      slid.append(hunk)
    }
    return slid
  }

  /// The hunk one element further down, and whether it says the same.
  private func next(_ hunk: Hunk) -> (hunk: Hunk, isSame: Bool)? {
    guard hunk.isInsertion || hunk.isDeletion else { return nil }
    let isSame =
      hunk.isInsertion
      ? side[hunk.side.lowerBound] == side[hunk.side.upperBound]
      : base[hunk.base.lowerBound] == base[hunk.base.upperBound]
    let moved = Hunk(
      base: hunk.base.lowerBound + 1..<hunk.base.upperBound + 1,
      side: hunk.side.lowerBound + 1..<hunk.side.upperBound + 1)
    return (moved, isSame)
  }
}

extension [Hunk] {
  /// Where an element of the base that no hunk covers stands in the side.
  func place(of index: Int) -> Int {
    let before = last { $0.base.upperBound <= index }
    return before.map { index - $0.base.upperBound + $0.side.upperBound } ?? index
  }
}

/// Numbers for elements, equal ones for equal elements.
struct Interning<Element: Hashable> {
  private var numbers: [Element: Int] = [:]

  mutating func numbers(of elements: some Sequence<Element>) -> [Int] {
    elements.map { element in
      if let known = numbers[element] { return known }
      numbers[element] = numbers.count
      return numbers.count - 1
    }
  }
}
