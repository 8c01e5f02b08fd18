package import Records

/// Reads journal files and folders of them as one journal, in batches, in order of time.
///
/// Files are merged by the time of their next entry; within a file its own order holds, so that no entry is left out
/// where a clock stepped back. A file is opened when its first entry is due and closed at its end: an archive of
/// hundreds of files needs a few descriptors. An entry that several files hold (a copied archive) is given once.
/// What cannot be read is in `errors`, and the rest is read.
package final class JournalReader {
  /// What could not be read, so far.
  package private(set) var errors: [JournalError]
  /// Files that are read, in the order of their first entries.
  package let paths: [String]
  /// Entries given so far, and entries left out since another file had held them.
  package private(set) var entries: UInt64 = 0
  package private(set) var duplicates: UInt64 = 0

  /// Not yet opened, the one with the latest first entry first.
  private var waiting: [(path: String, header: JournalHeader)]
  /// Opened, each at an entry that has not been given yet.
  private var open: [JournalFile] = []

  private static let blockSize = 5 << 16
  private static let batchEntries = 512

  /// Looks for journals in `paths`: files, and folders (with those in them).
  package init(paths: [String]) {
    var found = JournalFiles.find(paths)
    var known: Set<[UInt64]> = []
    var journals: [(path: String, header: JournalHeader)] = []
    for path in found.files {
      do {
        let header = try JournalHeader(path: path)
        if known.insert([header.device, header.inode]).inserted { journals.append((path, header)) }
      } catch {
        found.errors.append(error)
      }
    }
    journals.sort {
      $0.header.headRealtime != $1.header.headRealtime
        ? $0.header.headRealtime < $1.header.headRealtime : $0.path < $1.path
    }
    self.paths = journals.map(\.path)
    errors = found.errors + JournalSequences.gaps(journals)
    waiting = journals.reversed()
  }

  /// Time of the first entry, microseconds since the epoch; nil where there is none.
  package var firstTime: Int64? { waiting.last?.header.headRealtime }

  /// Times of the first and the last entry of journal files by their headers, microseconds since the epoch.
  package static func span(of paths: [String]) -> (first: Int64, last: Int64)? {
    let headers = paths.compactMap { try? JournalHeader(path: $0) }
    guard let first = headers.map(\.headRealtime).min(), let last = headers.map(\.tailRealtime).max() else {
      return nil
    }
    return (first, last)
  }

  /// The next entries; nil at the end.
  package func next() -> JournalBatch? {
    var list: [JournalEntry] = []
    list.reserveCapacity(Self.batchEntries)
    var damaged = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Self.blockSize) { buffer, used in
      guard let block = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
      while list.count < Self.batchEntries, used + JournalFields.entryCap <= Self.blockSize, let index = due() {
        // This file's turn lasts until another one's next entry is due.
        let file = open[index]
        let bound = self.bound(besides: index)
        repeat {
          var fields = unsafe JournalFields(block, used: used, place: file.place)
          if !file.fill(&fields) { damaged += 1 }
          used = fields.used
          list.append(fields.entry)
          guard file.advance() else {
            close(index)
            break
          }
        } while list.count < Self.batchEntries && used + JournalFields.entryCap <= Self.blockSize
          && file.place.realtime < bound
      }
    }
    guard !list.isEmpty else { return nil }
    defer { entries += UInt64(list.count) }
    return JournalBatch(bytes: bytes, entries: list, first: entries, damaged: damaged)
  }

  /// Index of the open file whose entry comes next; nil at the end of all.
  private func due() -> Int? {
    while true {
      let earliest = open.lazy.map(\.place.realtime).min()
      if let next = waiting.last, next.header.headRealtime <= earliest ?? Int64.max {
        waiting.removeLast()
        start(next)
        continue
      }
      guard let earliest, let index = open.firstIndex(where: { $0.place.realtime == earliest }) else { return nil }
      skipCopies(of: index)
      return index
    }
  }

  private func start(_ journal: (path: String, header: JournalHeader)) {
    do {
      let file = try JournalFile(path: journal.path, header: journal.header)
      if file.advance() { open.append(file) } else { noteEnd(file) }
    } catch {
      errors.append(error)
    }
  }

  /// Until when (exclusive) no other file is due.
  private func bound(besides index: Int) -> Int64 {
    var bound = waiting.last?.header.headRealtime ?? Int64.max
    for other in open.indices where other != index { bound = min(bound, open[other].place.realtime) }
    return bound
  }

  /// Skips the entry at hand of other files where it is the same as that of `index`.
  private func skipCopies(of index: Int) {
    let file = open[index]
    let same = open.filter { $0 !== file && $0.place == file.place }
    guard !same.isEmpty, let cursor = file.cursor else { return }
    for other in same where other.cursor == cursor {
      duplicates += 1
      if !other.advance() {
        noteEnd(other)
        open.removeAll { $0 === other }
      }
    }
  }

  private func close(_ index: Int) {
    noteEnd(open[index])
    open.remove(at: index)
  }

  /// A file that ends before its last entry is damaged: libsystemd calls a hole in it a clean end.
  private func noteEnd(_ file: JournalFile) {
    guard file.read < file.header.entries else { return }
    errors.append(
      JournalError(
        .endedEarly, path: file.path, from: file.read > 0 ? file.place.realtime : file.header.headRealtime,
        to: file.header.tailRealtime, lost: file.header.entries - file.read))
  }
}
