import Records

/// From when to when the records of a batch reach (microseconds), without strays: a few that are dated more than a day
/// before or behind all others.
struct TimeSpan {
  private static let day: Int64 = 86_400_000_000

  let first: Int64
  let last: Int64

  /// Nil where no record has a time.
  init?(_ batch: RecordBatch) {
    var times = batch.requests.map(\.end)
    times += batch.messages.lazy.map(\.time).filter { $0 != LogRecord.absentTime }
    times.sort()
    var kept = times[...]
    for _ in 0..<times.count / 100 {
      if kept[kept.startIndex + 1] - kept[kept.startIndex] > TimeSpan.day { kept.removeFirst() }
      if kept[kept.endIndex - 1] - kept[kept.endIndex - 2] > TimeSpan.day { kept.removeLast() }
    }
    guard let first = kept.first, let last = kept.last else { return nil }
    self.first = first
    self.last = last
  }
}
