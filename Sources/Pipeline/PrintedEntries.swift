/// The entries of several files that `journalctl` printed, by their times, and which of the files held each first.
///
/// An entry is known by its cursor. Files hold their entries in one order, so that those of the same entry come up
/// together; only the cursors of the latest entries are kept.
struct PrintedEntries {
  /// In the order in which they hold what several of them have.
  var files: [JournalOutputFile]
  /// The file that held each of the latest entries first, by their cursors; and these in a ring by their age.
  private var holders: [UInt64: Int] = [:]
  private var latest: [UInt64] = []
  private var oldest = 0
  private static let cursorsKept = 65_536

  init(_ files: [JournalOutputFile]) { self.files = files }

  /// The file whose next entry is the oldest, and the one that held that entry first; nil at the end.
  mutating func foremost() -> (file: Int, holder: Int)? {
    var least: (time: Int64, index: Int, cursor: UInt64)?
    for index in files.indices {
      let found: (time: Int64, cursor: UInt64)
      switch files[index].peek() {
      case .entry(let time, let cursor): found = (time, cursor)
      case .unread(let before): found = (before, 0)
      case .end: continue
      }
      if least.map({ found.time < $0.time }) ?? true { least = (found.time, index, found.cursor) }
    }
    return least.map { ($0.index, holder(of: $0.cursor, in: $0.index)) }
  }

  private mutating func holder(of cursor: UInt64, in file: Int) -> Int {
    if cursor == 0 { return file }
    if let known = holders[cursor] { return known }
    holders[cursor] = file
    if latest.count < Self.cursorsKept {
      latest.append(cursor)
    } else {
      holders[latest[oldest]] = nil
      latest[oldest] = cursor
      oldest = (oldest + 1) % Self.cursorsKept
    }
    return file
  }
}
