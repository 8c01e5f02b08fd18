/// A service's requests second by second, by the time they began, for as long as an incident may need them: counts,
/// and which clients were seen.
///
/// A client entry is 30 bits of the client's hash and two flags. When there are more entries than `capacity`, only the
/// clients of a deeper sample are kept (see `ClientSample`).
package struct ServiceRows: Codable, Sendable {
  package static var failed: UInt64 { 1 }
  package static var verySlow: UInt64 { 2 }

  /// Counts by second; `counts[head]` is that of the second `base`.
  @Packed private var counts: [SecondCounts] = []
  private var base: Int64 = 0
  private var head = 0
  /// In order of arrival: the second (upper half) and the client with its flags (lower half).
  @Packed private var clients: [UInt64] = []
  private var firstClient = 0
  /// Entries beyond which the sample deepens; takes effect with the next one.
  package var capacity: Int
  package private(set) var depth = 0
  private var mask: UInt64 = 0

  package init(capacity: Int = 1_000_000) { self.capacity = capacity }

  /// Whether anything was ever added.
  package var isUsed: Bool { !counts.isEmpty }

  @inline(__always)
  package mutating func add(
    second: Int64, client: UInt64, failed: Bool, slow: Bool, sluggish: Bool, verySlow: Bool
  ) {
    var i = Int(second &- base) &+ head
    if i < head || i >= counts.count {
      guard reach(second) else { return }
      i = Int(second &- base) &+ head
    }
    counts[i].add(failed: failed, slow: slow, sluggish: sluggish, verySlow: verySlow)
    let key = (client >> 32) & ~3
    guard key & mask == 0, client != 0 else { return }
    clients.append(
      UInt64(bitPattern: second) << 32 | key | (failed ? ServiceRows.failed : 0) | (verySlow ? ServiceRows.verySlow : 0)
    )
    if clients.count &- firstClient > capacity { deepen() }
  }

  /// Makes a row for the second; false where it lies before the rows.
  @inline(never)
  private mutating func reach(_ second: Int64) -> Bool {
    if head == counts.count {
      counts.removeAll(keepingCapacity: true)
      head = 0
      // Late requests may have begun before.
      base = second - 600
    }
    guard second >= base else { return false }
    let needed = Int(second - base) + head + 1
    if needed - counts.count > 1 << 20 {
      counts.removeAll()
      clients.removeAll()
      firstClient = 0
      head = 0
      base = second - 600
      return reach(second)
    }
    while counts.count < needed { counts.append(SecondCounts()) }
    return true
  }

  private mutating func deepen() {
    depth += 1
    mask = ((1 << UInt64(depth)) - 1) << 2
    clients.removeSubrange(..<firstClient)
    firstClient = 0
    let sampled = mask
    clients.removeAll { $0 & sampled != 0 }
  }

  private static func second(_ entry: UInt64, near base: Int64) -> Int64 {
    // The lower 32 bits of the second are kept; the rest is that of the rows.
    base &+ Int64(Int32(truncatingIfNeeded: Int64(entry >> 32) &- base))
  }

  /// Forgets the counts of the seconds before `second`, and who was seen before `clients`.
  package mutating func trim(before second: Int64, clients oldest: Int64) {
    let gone = min(Int(max(0, second - base)), counts.count - head)
    head += gone
    base += Int64(gone)
    if head > 8192, head * 2 > counts.count {
      counts.removeFirst(head)
      head = 0
    }
    while firstClient < clients.count, ServiceRows.second(clients[firstClient], near: oldest) < oldest {
      firstClient += 1
    }
    if firstClient > 65_536, firstClient * 2 > clients.count {
      clients.removeFirst(firstClient)
      firstClient = 0
    }
  }

  /// The counts of one second; zeros where it is not known.
  package subscript(second: Int64) -> SecondCounts {
    let i = Int(second &- base) &+ head
    return i >= head && i < counts.count ? counts[i] : SecondCounts()
  }

  /// The counts of the seconds `from...to`, added up.
  package func counts(from: Int64, to: Int64) -> SecondCounts {
    var sum = SecondCounts()
    var second = max(from, base)
    let end = min(to, base + Int64(counts.count - head) - 1)
    while second <= end {
      sum += self[second]
      second += 1
    }
    return sum
  }

  /// Adds the clients of the seconds `from...to` to a sample.
  package func collect(from: Int64, to: Int64, into sample: inout ClientSample) {
    sample.deepen(to: depth)
    for entry in clients[firstClient...] {
      let second = ServiceRows.second(entry, near: from)
      guard second >= from, second <= to else { continue }
      sample.insert((entry & 0xFFFF_FFFF) >> 2, affected: entry & 3 != 0)
    }
  }

  /// How often each client stands in the seconds `from...to`: all its requests, and the failed or slow ones.
  package func busiest(from: Int64, to: Int64) -> (requests: Int, most: Int, bad: Int, mostBad: Int) {
    var counts: [UInt64: (all: Int, bad: Int)] = [:]
    var all = 0
    var bad = 0
    for entry in clients[firstClient...] {
      let second = ServiceRows.second(entry, near: from)
      guard second >= from, second <= to else { continue }
      let client = (entry & 0xFFFF_FFFF) >> 2
      let isBad = entry & 3 != 0
      counts[client, default: (0, 0)].all += 1
      all += 1
      if isBad {
        counts[client, default: (0, 0)].bad += 1
        bad += 1
      }
    }
    return (all, counts.values.reduce(0) { max($0, $1.all) }, bad, counts.values.reduce(0) { max($0, $1.bad) })
  }
}
