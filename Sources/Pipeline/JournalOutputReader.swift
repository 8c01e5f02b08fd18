import Formats
import Incidents
import Records
import Tailing

/// Reads the entries that `journalctl` printed into a file, without those that earlier files hold, too.
final class JournalOutputReader {
  /// The earlier files, and the file itself behind them.
  private var entries: PrintedEntries
  private let own: Int
  /// The earlier files.
  let holders: [String]
  /// Entries read.
  private var count: UInt64 = 0
  private var isAtEnd = false

  /// What could not be read: complete at the end.
  var gaps: [CoverageGap] { entries.files[own].gaps }
  var skippedBytes: UInt64 { entries.files[own].skippedBytes }
  /// Messages that journalctl left out, since they are long.
  private(set) var messagesLeftOut = 0
  /// Entries left out since an earlier file holds them.
  private(set) var duplicates = 0

  /// - Parameter holders: whose entries are left out.
  init(_ journal: PrintedJournal, without holders: [PrintedJournal] = [], blockSize: Int) throws(TailingError) {
    let file = try JournalOutputFile(journal, blockSize: blockSize)
    // Of what cannot be opened nothing counts.
    let earlier = holders.compactMap { holder in
      (try? JournalOutputFile(holder, blockSize: blockSize)).map { (holder.path, $0) }
    }
    self.holders = earlier.map(\.0)
    own = earlier.count
    entries = PrintedEntries(earlier.map(\.1) + [file])
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
    guard own > 0 else { return entries.files[own].next(take) }
    while let (file, holder) = entries.foremost() {
      if file == own, holder == own { return entries.files[own].next(take) }
      if file == own { duplicates += 1 }
      entries.files[file].skip()
      // What is behind the end of the file itself matters to nobody.
      if entries.files[own].peek() == .end { return nil }
    }
    return nil
  }
}
