import Formats
import Incidents
import Records
import Tailing

/// Reads the entries that `journalctl` printed into files: of several as of one journal, merged by their times, and what
/// more than one of them holds once.
///
/// An entry is known by its cursor. Files hold their entries in one order, so that those of the same entry come up
/// together; only the cursors of the latest entries are kept.
final class JournalOutputReader {
  private var files: [JournalOutputFile] = []
  /// Entries read.
  private var count: UInt64 = 0
  private var isAtEnd = false
  /// Cursors of the latest entries, where there are several files: all of them, and in a ring by their age.
  private var known: Set<UInt64> = []
  private var latest: [UInt64] = []
  private var oldest = 0
  private static let cursorsKept = 65_536

  /// What could not be read: complete at the end.
  var gaps: [CoverageGap] { files.flatMap(\.gaps) }
  var skippedBytes: UInt64 { files.reduce(0) { $0 + $1.skippedBytes } }
  /// Messages that journalctl left out, since they are long.
  private(set) var messagesLeftOut = 0
  /// Entries left out since another file had held them.
  private(set) var duplicates = 0

  init(_ journals: [PrintedJournal], blockSize: Int) throws(TailingError) {
    for journal in journals { files.append(try JournalOutputFile(journal, blockSize: blockSize)) }
  }

  /// The next entries; nil at the end.
  func next() -> JournalBatch? {
    guard !isAtEnd else { return nil }
    let batch = JournalCondensing.batch(first: count) { take in
      switch entry(take) {
      case .entry(let place, _, let isCut):
        if isCut { messagesLeftOut += 1 }
        return .entry(place)
      case .unread: return .damaged
      case nil:
        isAtEnd = true
        return nil
      }
    }
    count += UInt64(batch?.entries.count ?? 0)
    return batch
  }

  private func entry(_ take: (RawSpan) -> Void) -> JournalOutputEntries.Step? {
    guard files.count > 1 else { return files.first == nil ? nil : files[0].next(take) }
    while let next = foremost() {
      if case .entry(_, let cursor) = files[next].peek(), cursor != 0, !note(cursor) {
        duplicates += 1
        _ = files[next].next { _ in }
        continue
      }
      return files[next].next(take)
    }
    return nil
  }

  /// The file whose next entry is the oldest.
  private func foremost() -> Int? {
    var least: (time: Int64, index: Int)?
    for index in files.indices {
      let time: Int64
      switch files[index].peek() {
      case .entry(let own, _): time = own
      case .unread(let before): time = before
      case .end: continue
      }
      if least.map({ time < $0.time }) ?? true { least = (time, index) }
    }
    return least?.index
  }

  /// Whether an entry of that cursor was not among the latest ones.
  private func note(_ cursor: UInt64) -> Bool {
    guard known.insert(cursor).inserted else { return false }
    if latest.count < Self.cursorsKept {
      latest.append(cursor)
    } else {
      known.remove(latest[oldest])
      latest[oldest] = cursor
      oldest = (oldest + 1) % Self.cursorsKept
    }
    return true
  }
}
