import Formats
import Foundation
import Incidents
import Records
import Tailing

/// Reads a journal on threads of its own, a few batches ahead of who takes them, and makes records of it.
///
/// libsystemd's objects belong to the thread that made them (sd_journal_open(3), NOTES), which a task does not keep.
///
/// `@unchecked Sendable`: a reader is its thread's alone, all else is changed under `condition`.
final class JournalFeed: RecordFeed, @unchecked Sendable {
  /// Batches that each thread reads ahead.
  private static let ahead = 4
  /// As many as there are processors for; beyond three, who takes the batches is the slower one.
  static let threads = min(3, ProcessInfo.processInfo.activeProcessorCount)

  /// Time of the first entry, microseconds since the epoch; nil where there is none.
  let firstTime: Int64?
  private let threads: Int
  private let condition = NSCondition()
  /// What each thread has read.
  private var ready: [[JournalBatch]]
  private var isAtEnd: [Bool]
  private var problems: [JournalError] = []
  private var copies: UInt64 = 0
  /// Of the taker alone: the number of the entry that comes next.
  private var expected: UInt64 = 0
  private var records: JournalRecords

  init(paths: [String], records: JournalRecords, threads: Int = JournalFeed.threads) {
    let journals = JournalSet(paths: paths, readers: threads)
    self.threads = threads
    firstTime = journals.firstTime
    self.records = records
    ready = Array(repeating: [], count: threads)
    isAtEnd = Array(repeating: false, count: threads)
    for share in 0..<threads {
      let thread = Thread { [self] in read(journals, share) }
      thread.start()
    }
  }

  /// What could not be read, and entries left out since another file had held them: complete at the end.
  var errors: [JournalError] { condition.withLock { problems } }
  var duplicates: UInt64 { condition.withLock { copies } }

  var gaps: [CoverageGap] { errors.map { CoverageGap($0) } }
  var remarks: [String] {
    duplicates > 0 ? ["\(duplicates) entries that several files hold were counted once"] : []
  }

  /// The next batch; nil at the end. Waits for the thread whose turn it is.
  func next() -> RecordBatch? {
    let share = Int(expected / JournalReader.turn) % threads
    let batch: JournalBatch? = condition.withLock {
      while ready[share].isEmpty, !isAtEnd[share] { condition.wait() }
      condition.broadcast()
      return ready[share].isEmpty ? nil : ready[share].removeFirst()
    }
    guard let batch else { return records.finish() }
    expected = batch.first + UInt64(batch.entries.count)
    return records.convert(batch)
  }

  /// A thread's work. All readers find the same errors and copies.
  private func read(_ journals: JournalSet, _ share: Int) {
    let reader = JournalReader(journals, share: share)
    while let batch = reader.next() { put(batch, share) }
    condition.withLock {
      problems = reader.errors
      copies = reader.duplicates
      isAtEnd[share] = true
      condition.broadcast()
    }
  }

  /// Hands over a batch, waiting while enough are ready.
  private func put(_ batch: JournalBatch, _ share: Int) {
    condition.withLock {
      while ready[share].count >= Self.ahead { condition.wait() }
      ready[share].append(batch)
      condition.broadcast()
    }
  }
}
