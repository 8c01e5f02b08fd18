import Records

extension ImpactSteps {
  /// How what both count of the same time becomes one.
  package enum Overlap: Sendable {
    /// They count different requests.
    case added
    /// They may count the same ones: the stretch in which more were counted stands.
    case larger
  }

  /// The stretches of both. They meet where those of neither lie across; what neither tells of is without requests.
  package func joined(with other: ImpactSteps, _ overlap: Overlap) -> ImpactSteps {
    let first = min(from, other.from)
    let all = [self, other]
    let offsets = all.map { Int($0.from.seconds(since: first)) }
    var edges = Set(zip(all, offsets).flatMap { steps, offset in [offset] + steps.ends.map { $0 + offset } })
    for (steps, offset) in zip(all, offsets) {
      let own = Set([offset] + steps.ends.map { $0 + offset })
      let last = offset + (steps.ends.last ?? 0)
      edges = edges.filter { own.contains($0) || $0 < offset || $0 > last }
    }
    var whole = ImpactSteps(from: first, ends: edges.subtracting([0]).sorted())
    let counts = zip(all, offsets).map { steps, offset in steps.summed(offset: offset, in: whole.ends) }
    for (own, others) in zip(counts[0], counts[1]) {
      let counted = [own, others].compactMap(\.self)
      let told = overlap == .added ? counted : counted.max { $0.requests < $1.requests }.map { [$0] } ?? []
      whole.requests.append(told.reduce(0) { $0 + $1.requests })
      whole.failed.append(told.reduce(0) { $0 + $1.failed })
      whole.slow.append(told.reduce(0) { $0 + $1.slow })
      whole.lost.append(told.reduce(0) { $0 + $1.lost })
    }
    if lost.isEmpty, other.lost.isEmpty { whole.lost = [] }
    return whole
  }

  /// Whether both tell of the same time.
  package func overlaps(_ other: ImpactSteps) -> Bool { from < other.until && other.from < until }

  private struct Counts {
    var requests = 0
    var failed = 0
    var slow = 0
    var lost = 0.0
  }

  /// What lies in each of longer stretches, which meet where these do; nil in those in which none of these lies.
  /// - Parameter offset: where these begin, on the clock of the longer ones.
  private func summed(offset: Int, in wholeEnds: [Int]) -> [Counts?] {
    var sums = [Counts?](repeating: nil, count: wholeEnds.count)
    var place = 0
    for index in ends.indices {
      while wholeEnds[place] < ends[index] + offset { place += 1 }
      var sum = sums[place] ?? Counts()
      sum.requests += requests[index]
      sum.failed += failed[index]
      sum.slow += slow[index]
      if !lost.isEmpty { sum.lost += lost[index] }
      sums[place] = sum
    }
    return sums
  }
}
