/// A service's latencies in steps of time, for as long as the chart of an incident may need them: sparse histograms over
/// `LatencyBuckets`, which add up.
///
/// A step is as short as `lengths` begins with, until more steps or more of their buckets would be kept than there is
/// room for: then the steps become those of the next length. Each length is a whole multiple of the one before, so that
/// nothing but detail is lost. What is kept depends on what was counted alone.
package struct LatencySteps: Codable, Sendable {
  /// Lengths of steps, seconds.
  package static let lengths: [Int64] = [10, 30, 60, 300, 900, 1800, 3600, 10_800, 21_600, 86_400]
  /// The most steps that are kept.
  static let mostSteps = 720

  private struct Step: Codable, BitwiseCopyable {
    /// Where it begins, and how long it is: seconds.
    var start: Int64
    var length: Int64
    /// Behind its last entry.
    var end: Int
  }

  /// Of the steps that begin from now on.
  private var length = LatencySteps.lengths[0]
  /// The step that is being counted, and how many latencies of each bucket it has.
  private var start = Int64.min
  @Packed private var open: [UInt32] = []
  @Packed private var steps: [Step] = []
  /// Bucket (upper 11 bits) and count (lower 21); a greater count has several entries.
  @Packed private var entries: [UInt32] = []
  /// Entries beyond which steps become longer.
  package var capacity: Int

  package init(capacity: Int = 500_000) { self.capacity = capacity }

  private static var mostOfAnEntry: UInt32 { (1 << 21) - 1 }

  // MARK: Counting

  /// Says that what is added from here on ended in `second`. Seconds come in order.
  package mutating func advance(to second: Int64) {
    guard start == Int64.min || second >= start + length else { return }
    if start != Int64.min { close() }
    start = LatencySteps.floor(second, length)
  }

  /// Adds a latency to the second that `advance(to:)` named, by its bucket.
  @inline(__always)
  package mutating func add(bucket: Int) {
    if open.isEmpty { open = [UInt32](repeating: 0, count: LatencyBuckets.count) }
    open[bucket] &+= 1
  }

  private mutating func close() {
    var isEmpty = true
    for bucket in open.indices where open[bucket] > 0 {
      LatencySteps.append(bucket, open[bucket], to: &entries)
      open[bucket] = 0
      isEmpty = false
    }
    if !isEmpty { steps.append(Step(start: start, length: length, end: entries.count)) }
    while steps.count > LatencySteps.mostSteps || entries.count > capacity, coarsen() {}
  }

  private static func append(_ bucket: Int, _ count: UInt32, to entries: inout [UInt32]) {
    var left = count
    while left > 0 {
      let part = min(left, mostOfAnEntry)
      entries.append(UInt32(bucket) << 21 | part)
      left -= part
    }
  }

  /// Goes on with steps of the next length, those that are kept included; false where there is none.
  private mutating func coarsen() -> Bool {
    guard let next = LatencySteps.lengths.first(where: { $0 > length }) else { return false }
    length = next
    var merged: [Step] = []
    var packed: [UInt32] = []
    var counts: [Int: UInt32] = [:]
    var first = 0
    for (i, step) in steps.enumerated() {
      let start = LatencySteps.floor(step.start, max(next, step.length))
      for entry in entries[first..<step.end] {
        counts[Int(entry >> 21), default: 0] &+= entry & LatencySteps.mostOfAnEntry
      }
      first = step.end
      if i + 1 < steps.count, LatencySteps.floor(steps[i + 1].start, max(next, steps[i + 1].length)) == start {
        continue
      }
      for (bucket, count) in counts.sorted(by: { $0.key < $1.key }) { LatencySteps.append(bucket, count, to: &packed) }
      counts.removeAll(keepingCapacity: true)
      merged.append(Step(start: start, length: max(next, step.length), end: packed.count))
    }
    steps = merged
    entries = packed
    start = LatencySteps.floor(start, next)
    return true
  }

  /// Forgets the steps that end before `second`.
  /// - Parameter isCalm: whether no incident needs steps to be kept: those to come are short again.
  package mutating func trim(before second: Int64, isCalm: Bool) {
    if isCalm, length != LatencySteps.lengths[0] {
      if start != Int64.min { close() }
      start = Int64.min
      length = LatencySteps.lengths[0]
    }
    let gone = steps.prefix { $0.start + $0.length <= second }.count
    // Moving all that is kept for each step that is forgotten would take long.
    guard gone >= 32 || gone == steps.count, gone > 0 else { return }
    let dropped = steps[gone - 1].end
    steps.removeFirst(gone)
    entries.removeFirst(dropped)
    for i in steps.indices { steps[i].end -= dropped }
  }

  private static func floor(_ second: Int64, _ length: Int64) -> Int64 {
    let rest = second % length
    return second - (rest < 0 ? rest + length : rest)
  }

  // MARK: Reading

  /// The longest of the steps that reach into `from..<to`: what is asked of them in shorter ones is not known.
  package func coarsest(from: Int64, to: Int64) -> Int64 {
    var coarsest = LatencySteps.lengths[0]
    for step in steps where step.start < to && step.start + step.length > from { coarsest = max(coarsest, step.length) }
    if start != Int64.min, start < to, start + length > from { coarsest = max(coarsest, length) }
    return coarsest
  }

  /// The latencies (microseconds) below which these shares, in ascending order, lie in each of `count` steps of a length
  /// from `from` on; empty where there were none.
  package func quantiles(_ shares: [Double], from: Int64, length: Int64, count: Int) -> [[UInt32]] {
    var counts = [[Int: Int]](repeating: [:], count: count)
    func step(_ start: Int64) -> Int? {
      let i = Int((start - from) / length)
      return start >= from && i < count ? i : nil
    }
    var first = 0
    for known in steps {
      if let i = step(known.start) {
        for entry in entries[first..<known.end] {
          counts[i][Int(entry >> 21), default: 0] += Int(entry & LatencySteps.mostOfAnEntry)
        }
      }
      first = known.end
    }
    if start != Int64.min, let i = step(start) {
      for bucket in open.indices where open[bucket] > 0 { counts[i][bucket, default: 0] += Int(open[bucket]) }
    }
    return counts.map { LatencySteps.quantiles(shares, of: $0) }
  }

  private static func quantiles(_ shares: [Double], of counts: [Int: Int]) -> [UInt32] {
    let total = counts.values.reduce(0, +)
    guard total > 0 else { return [] }
    var found: [UInt32] = []
    var seen = 0
    for (bucket, count) in counts.sorted(by: { $0.key < $1.key }) {
      seen += count
      while found.count < shares.count, Double(seen) >= shares[found.count] * Double(total) {
        found.append(LatencyBuckets.middle(bucket))
      }
    }
    return found
  }
}
