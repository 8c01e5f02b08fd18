/// A service's requests second by second, by the time they began, for as long as an incident may need them: counts,
/// and which clients were seen.
///
/// A row entry is 30 bits of the client's hash and two flags. When there are more entries than `capacity`, the rows
/// keep only the clients of a deeper sample (see `ClientSample`).
package struct ServiceRows: Sendable {
  package static let failed: UInt32 = 1
  package static let verySlow: UInt32 = 2

  private var rows: [Row] = []
  /// The second of `rows[head]`.
  private var base: Int64 = 0
  private var head = 0
  private var entries = 0
  private let capacity: Int

  private struct Row: Sendable {
    var counts = SecondCounts()
    var clients: [UInt32] = []
  }

  package private(set) var depth = 0
  private var mask: UInt32 = 0

  package init(capacity: Int = 3_000_000) { self.capacity = capacity }

  @inline(__always)
  package mutating func add(second: Int64, client: UInt64, failed: Bool, slow: Bool, verySlow: Bool) {
    var i = Int(second &- base) &+ head
    if i < head || i >= rows.count {
      guard reach(second) else { return }
      i = Int(second &- base) &+ head
    }
    rows[i].counts.requests &+= 1
    rows[i].counts.failed &+= failed ? 1 : 0
    rows[i].counts.slow &+= slow ? 1 : 0
    rows[i].counts.verySlow &+= verySlow ? 1 : 0
    let key = UInt32(truncatingIfNeeded: client >> 32) & ~3
    guard key & mask == 0, client != 0 else { return }
    rows[i].clients.append(key | (failed ? ServiceRows.failed : 0) | (verySlow ? ServiceRows.verySlow : 0))
    entries &+= 1
    if entries > capacity { deepen() }
  }

  /// Makes a row for the second; false where it lies before the rows.
  private mutating func reach(_ second: Int64) -> Bool {
    if head == rows.count {
      rows.removeAll(keepingCapacity: true)
      head = 0
      base = second
      // Late requests may have begun before.
      base -= 600
    }
    guard second >= base else { return false }
    let needed = Int(second - base) + head + 1
    if needed - rows.count > 1 << 20 {
      rows.removeAll()
      head = 0
      base = second - 600
      entries = 0
      return reach(second)
    }
    while rows.count < needed { rows.append(Row()) }
    return true
  }

  private mutating func deepen() {
    depth += 1
    mask = ((1 << UInt32(depth)) - 1) << 2
    entries = 0
    for i in head..<rows.count {
      rows[i].clients.removeAll { $0 & mask != 0 }
      entries += rows[i].clients.count
    }
  }

  /// Forgets the rows before `second`.
  package mutating func trim(before second: Int64) {
    while head < rows.count, base < second {
      entries -= rows[head].clients.count
      rows[head] = Row()
      head += 1
      base += 1
    }
    if head > 4096, head * 2 > rows.count {
      rows.removeFirst(head)
      head = 0
    }
  }

  /// The counts of the seconds `from...to`, added up.
  package func counts(from: Int64, to: Int64) -> SecondCounts {
    var sum = SecondCounts()
    guard from <= to else { return sum }
    for second in max(from, base)...max(to, base) {
      let i = Int(second - base) + head
      guard i < rows.count else { break }
      sum += rows[i].counts
    }
    return sum
  }

  /// Adds the clients of the seconds `from...to` to a sample.
  package func collect(from: Int64, to: Int64, into sample: inout ClientSample) {
    sample.deepen(to: depth)
    guard from <= to else { return }
    for second in max(from, base)...max(to, base) {
      let i = Int(second - base) + head
      guard i < rows.count else { break }
      for entry in rows[i].clients { sample.insert(UInt64(entry >> 2), affected: entry & 3 != 0) }
    }
  }

  /// How often each client stands in the seconds `from...to`: all its requests, and the failed or slow ones.
  package func busiest(from: Int64, to: Int64) -> (requests: Int, most: Int, bad: Int, mostBad: Int) {
    var counts: [UInt32: (all: Int, bad: Int)] = [:]
    var all = 0
    var bad = 0
    guard from <= to else { return (0, 0, 0, 0) }
    for second in max(from, base)...max(to, base) {
      let i = Int(second - base) + head
      guard i < rows.count else { break }
      for entry in rows[i].clients {
        let isBad = entry & 3 != 0
        counts[entry >> 2, default: (0, 0)].all += 1
        all += 1
        if isBad {
          counts[entry >> 2, default: (0, 0)].bad += 1
          bad += 1
        }
      }
    }
    return (all, counts.values.reduce(0) { max($0, $1.all) }, bad, counts.values.reduce(0) { max($0, $1.bad) })
  }
}
