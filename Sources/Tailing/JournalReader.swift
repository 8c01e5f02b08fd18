package import Records

/// Reads journal files and folders of them as one journal, in batches, in order of time.
///
/// Files are merged by the time of their next entry; within a file its own order holds, so that no entry is left out
/// where a clock stepped back. A file is opened when its first entry is due and closed at its end: an archive of
/// hundreds of files needs a few descriptors. An entry that several files hold (a copied archive) is given once.
/// What cannot be read is in `errors`, and the rest is read.
///
/// Most of the time goes into the fields of entries, little into their order. So several readers of one set can share
/// the work: each goes through all entries and gives the batches of its turns, and together they give every entry once.
package final class JournalReader {
  /// Entries of a turn.
  package static let turn: UInt64 = 512
  private static let blockSize = 5 << 16

  /// What could not be read, so far.
  package private(set) var errors: [JournalError]
  /// Files that are read, in the order of their first entries.
  package var paths: [String] { files.map(\.path) }
  /// Entries passed so far, and entries left out since another file had held them.
  package private(set) var entries: UInt64 = 0
  package private(set) var duplicates: UInt64 = 0

  private let journals: JournalSet
  /// Copies of the set's: threads that share an object an entry slow one another down.
  private let files: [(path: String, header: JournalHeader)]
  private let readers: UInt64
  private let share: UInt64
  /// Index of the first file that is not yet opened.
  private var waiting = 0
  /// Opened, each at an entry that has not been given yet.
  private var open: [JournalFile] = []

  /// - Parameter share: which turns to give, of as many as the set has readers.
  package init(_ journals: JournalSet, share: Int = 0) {
    self.journals = journals
    files = journals.files
    readers = journals.readers
    self.share = UInt64(share)
    errors = journals.errors
  }

  /// The only reader of the journals in `paths`: files, and folders (with those in them).
  package convenience init(paths: [String]) { self.init(JournalSet(paths: paths)) }

  /// Times of the first and the last entry of journal files by their headers, microseconds since the epoch.
  package static func span(of paths: [String]) -> (first: Int64, last: Int64)? {
    let headers = paths.compactMap { try? JournalHeader(path: $0) }
    guard let first = headers.map(\.headRealtime).min(), let last = headers.map(\.tailRealtime).max() else {
      return nil
    }
    return (first, last)
  }

  /// When there are entries of the host's own journal by the headers of its files, in order: from when to when. It is
  /// the system's, where one is there: what is kept of a user's may be much older.
  package static func spans(of paths: [String]) -> [ClosedRange<Int64>] {
    let system = paths.filter { $0.split(separator: "/").last?.hasPrefix("system") == true }
    var spans: [ClosedRange<Int64>] = []
    let headers = (system.isEmpty ? paths : system).compactMap { try? JournalHeader(path: $0) }
    for header in headers.sorted(by: { $0.headRealtime < $1.headRealtime })
    where header.entries > 0 && header.headRealtime <= header.tailRealtime {
      if let last = spans.last, header.headRealtime - last.upperBound <= 2_000_000 {
        spans[spans.count - 1] = last.lowerBound...max(last.upperBound, header.tailRealtime)
      } else {
        spans.append(header.headRealtime...header.tailRealtime)
      }
    }
    return spans
  }

  /// The next entries of this reader's turns; nil at the end.
  package func next() -> JournalBatch? {
    var list: [JournalEntry] = []
    list.reserveCapacity(Int(Self.turn))
    var damaged = 0
    var first = entries
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Self.blockSize) { buffer, used in
      guard let block = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
      while list.isEmpty || isOwnTurn, used + JournalFields.entryCap <= Self.blockSize, let index = due() {
        // This file's turn lasts until another one's next entry is due.
        let file = open[index]
        let bound = self.bound(besides: index)
        repeat {
          if isOwnTurn {
            if list.isEmpty { first = entries }
            var fields = unsafe JournalFields(block, used: used, place: file.place)
            if !file.fill(&fields) { damaged += 1 }
            used = fields.used
            list.append(fields.entry)
          }
          entries += 1
          guard file.advance() else {
            close(index)
            break
          }
        } while (list.isEmpty || isOwnTurn && list.count < Self.turn)
          && used + JournalFields.entryCap <= Self.blockSize && file.place.realtime < bound
        if list.count == Self.turn { break }
      }
    }
    guard !list.isEmpty else { return nil }
    return JournalBatch(bytes: bytes, entries: list, first: first, damaged: damaged)
  }

  /// Whether the entry that comes next is this reader's to give.
  private var isOwnTurn: Bool { readers == 1 || entries / Self.turn % readers == share }

  /// Index of the open file whose entry comes next; nil at the end of all.
  private func due() -> Int? {
    while true {
      let earliest = open.lazy.map(\.place.realtime).min()
      if waiting < files.count, files[waiting].header.headRealtime <= earliest ?? Int64.max {
        start(waiting)
        waiting += 1
        continue
      }
      guard let earliest, let index = open.firstIndex(where: { $0.place.realtime == earliest }) else { return nil }
      skipCopies(of: index)
      return index
    }
  }

  private func start(_ index: Int) {
    do {
      let file = try JournalFile(index, of: journals)
      if file.advance() { open.append(file) } else { noteEnd(file) }
    } catch {
      errors.append(error)
    }
  }

  /// Until when (exclusive) no other file is due.
  private func bound(besides index: Int) -> Int64 {
    var bound = waiting < files.count ? files[waiting].header.headRealtime : Int64.max
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
