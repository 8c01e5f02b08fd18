/// What was counted of the logs since trouble was noticed, in equal steps of 10 s, or longer ones where there are too many.
package struct LogTotals: Codable, Sendable {
  /// Counts of a log in a step that are kept at most: 40 bytes each.
  static let most = 65_536

  private var step: Int64 = 10
  private var counts: [Int64: [LogShares.Key: SecondCounts]] = [:]
  private(set) var kept = 0

  package init() {}

  package mutating func add(_ logs: [LogShares.Key: SecondCounts], of second: Int64) {
    add(logs, at: second / step)
    while kept > LogTotals.most, counts.count > 1 {
      let finer = counts
      counts = [:]
      kept = 0
      step *= 2
      for (place, logs) in finer { add(logs, at: place / 2) }
    }
  }

  private mutating func add(_ logs: [LogShares.Key: SecondCounts], at place: Int64) {
    guard !logs.isEmpty else { return }
    var sums = counts[place] ?? [:]
    kept -= sums.count
    for (key, more) in logs { sums[key, default: SecondCounts()] += more }
    kept += sums.count
    counts[place] = sums
  }

  /// The sums of the steps that lie between two seconds, or begin or end between them.
  package func sums(from: Int64, to: Int64) -> [LogShares.Key: SecondCounts] {
    var sums: [LogShares.Key: SecondCounts] = [:]
    for (place, logs) in counts where place >= from / step && place <= to / step {
      for (key, more) in logs { sums[key, default: SecondCounts()] += more }
    }
    return sums
  }
}
