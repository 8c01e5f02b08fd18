import Formats
import Foundation
import Records
import Tailing

/// Reads a journal on a thread of its own, a few batches ahead of who takes them, and makes records of it.
///
/// libsystemd's objects belong to the thread that made them (sd_journal_open(3), NOTES), which a task does not keep.
///
/// `@unchecked Sendable`: the reader is the thread's alone, all else is changed under `condition`.
final class JournalFeed: @unchecked Sendable {
  /// Batches read ahead.
  private static let ahead = 4

  /// Time of the first entry, microseconds since the epoch; nil where there is none.
  let firstTime: Int64?
  private let condition = NSCondition()
  private var ready: [JournalBatch] = []
  /// Of the taker alone.
  private var records: JournalRecords
  private var isAtEnd = false
  private var isAbandoned = false
  private var problems: [JournalError] = []
  private var copies: UInt64 = 0

  init(paths: [String], records: JournalRecords) {
    let reader = JournalReader(paths: paths)
    firstTime = reader.firstTime
    self.records = records
    let thread = Reading(reader: reader, feed: self)
    Thread { thread.run() }.start()
  }

  /// What could not be read, and entries left out since another file had held them: complete at the end.
  var errors: [JournalError] { condition.withLock { problems } }
  var duplicates: UInt64 { condition.withLock { copies } }

  /// The next batch; nil at the end. Waits for the reading thread.
  func next() -> RecordBatch? {
    let batch: JournalBatch? = condition.withLock {
      while ready.isEmpty, !isAtEnd { condition.wait() }
      condition.signal()
      return ready.isEmpty ? nil : ready.removeFirst()
    }
    return batch.map { records.convert($0) } ?? records.finish()
  }

  /// Hands over a batch, waiting while enough are ready.
  /// - Returns: whether anyone still wants more.
  fileprivate func put(_ batch: JournalBatch) -> Bool {
    condition.withLock {
      while ready.count >= JournalFeed.ahead, !isAbandoned { condition.wait() }
      ready.append(batch)
      condition.signal()
      return !isAbandoned
    }
  }

  fileprivate func end(errors: [JournalError], duplicates: UInt64) {
    condition.withLock {
      problems = errors
      copies = duplicates
      isAtEnd = true
      condition.signal()
    }
  }

  /// Says that nobody takes batches any more; the thread ends.
  func abandon() {
    condition.withLock {
      isAbandoned = true
      condition.signal()
    }
  }

  /// The reading thread's work.
  private final class Reading: @unchecked Sendable {
    private let reader: JournalReader
    private let feed: JournalFeed

    init(reader: JournalReader, feed: JournalFeed) {
      self.reader = reader
      self.feed = feed
    }

    func run() {
      while let batch = reader.next() {
        if !feed.put(batch) { break }
      }
      feed.end(errors: reader.errors, duplicates: reader.duplicates)
    }
  }
}
