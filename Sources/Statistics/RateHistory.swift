/// Requests a minute of one service over the last days: for an incident of three days the same hours of the day before it.
package struct RateHistory: Codable, Sendable {
  package static let span = 4 * 24 * 60
  @Packed private var minutes: [Int32] = Array(repeating: -1, count: RateHistory.span)
  package private(set) var newest = Int64.min
  package private(set) var oldest = Int64.min

  package init() {}

  /// Adds to the count of a minute (since the epoch); minutes without a request in between count zero.
  package mutating func add(minute: Int64, count: Int) {
    if newest == Int64.min {
      newest = minute
      oldest = minute
      minutes[slot(minute)] = 0
    }
    if minute > newest {
      if minute - newest >= Int64(RateHistory.span) {
        for i in minutes.indices { minutes[i] = 0 }
      } else {
        for m in newest + 1...minute { minutes[slot(m)] = 0 }
      }
      newest = minute
    }
    guard newest - minute < Int64(RateHistory.span) else { return }
    if minutes[slot(minute)] < 0 { minutes[slot(minute)] = 0 }
    minutes[slot(minute)] += Int32(count)
  }

  private func slot(_ minute: Int64) -> Int { Int(minute % Int64(RateHistory.span)) }

  /// The counts of the minutes `from...to` that are known.
  package func counts(from: Int64, to: Int64) -> [Int] {
    guard newest != Int64.min else { return [] }
    let low = max(from, oldest, newest - Int64(RateHistory.span) + 1)
    let high = min(to, newest)
    guard low <= high else { return [] }
    return (low...high).map { max(0, Int(minutes[slot($0)])) }
  }
}
