import Formats
import Records

/// Whether the records of a file stand in falling order of time: as `journalctl --reverse` prints them, and as the search
/// pages of log collectors save them.
///
/// Records that come a little late are usual, and so are single ones of another time. So nearly all of a file's beginning
/// must fall, and by more than what counts as late.
enum NewestFirst {
  private static let evidence = 10

  /// - Parameter times: in the order of their records, microseconds.
  static func holds(_ times: [Int64]) -> Bool {
    let seconds = times.filter { $0 != LogRecord.absentTime }.map { Timestamp(microseconds: $0).second }
    guard let first = seconds.first, let last = seconds.last else { return false }
    let steps = zip(seconds, seconds.dropFirst())
    let falling = steps.count { $0 > $1 }
    let rising = steps.count { $0 < $1 }
    return falling >= evidence && rising * 20 <= falling && (first - last) * 1_000_000 > SourceOrder.lateness
  }

  static func holds(_ batch: RecordBatch) -> Bool {
    let records = batch.requests.map { ($0.offset, $0.end) } + batch.messages.map { ($0.offset, $0.time) }
    return holds(records.sorted { $0.0 < $1.0 }.map(\.1))
  }
}
