internal import CSystemd
internal import Glibc
internal import Records

/// Reads the journals of a host as they are written: this machine's, its namespaces', and those that other machines
/// sent it.
///
/// Every sequence of entries is read in the order of its numbers, from file to file while journald rotates them, by a
/// handle of its own: libsystemd's merging leaves out entries whose clock stepped back, and mixes up the cursors of
/// several sequences. Among sequences the earliest entry comes first. Nothing is filtered before it is counted, so the
/// numbers tell what was lost.
///
/// libsystemd can kill its process where a journal is cut under it, therefore this runs in a child of the daemon.
/// It has neither clock nor thread: `scan` looks for what changed, `next` reads, until it gives nil.
package final class JournalTail {
  package private(set) var status = JournalStatus()

  private let start: JournalStart
  private let boot: (high: UInt64, low: UInt64)
  private var position: JournalPosition
  private var readers: [JournalSequence: JournalSequenceReader] = [:]
  private var numbers: [JournalCount: JournalNumbers] = [:]
  private var folders: JournalFolders
  /// Marks that have moved since the last news, and what was found wrong.
  private var moved: [JournalSequence: JournalMark] = [:]
  private var gaps: [JournalError] = []
  /// The newest entry of each machine that was read in the runtime folder.
  private var runtime: [String: JournalPlace] = [:]

  private static let blockSize = 5 << 16
  private static let batchEntries = 512
  /// With more sequences than this, files are open only while they are read.
  private static let keptOpen = 16

  package init(_ start: JournalStart) {
    self.start = start
    position = start.position
    for mark in position.marks.values.sorted(by: { $0.place.realtime < $1.place.realtime }) where !mark.runtime.isEmpty
    {
      runtime[mark.runtime] = mark.place
    }
    folders = JournalFolders(start.folders)
    var id = sd_id128_t()
    boot =
      unsafe sd_id128_get_boot(&id) >= 0
      ? unsafe (UInt64(bigEndian: id.qwords.0), UInt64(bigEndian: id.qwords.1)) : (0, 0)
  }

  /// Whether there are journals and the right to read any of them is missing.
  package var isForbidden: Bool { folders.isForbidden }

  /// The folders to be watched for changes.
  package var watched: [String] { folders.watched }

  /// Looks for new, grown, renamed and deleted journals.
  /// - Parameter now: microseconds of a clock that never steps.
  package func scan(now: Int64) {
    let found = folders.look(now: now)
    var files: [JournalSequence: [JournalSequenceReader.Found]] = [:]
    for file in found { files[JournalSequence(file.header.sequenceID), default: []].append(file) }
    for (sequence, files) in files where readers[sequence] == nil { add(sequence, files[0]) }
    for (sequence, reader) in readers {
      reader.update(files[sequence] ?? [], now: now)
      gaps += reader.takeErrors()
      if files[sequence] == nil, !reader.isOpen { readers[sequence] = nil }
    }
    if readers.count > Self.keptOpen {
      for reader in readers.values { reader.closeIfRead() }
    }
    status.files = found.count
    status.sequences = files.count
    status.problems = folders.problems
    status.isBlind = folders.isBlind
    status.isCaughtUp = readers.values.allSatisfy { $0.due == nil }
  }

  private func add(_ sequence: JournalSequence, _ file: JournalSequenceReader.Found) {
    let count = JournalCount(path: file.path, header: file.header)
    let mark = position.marks[sequence]
    readers[sequence] = JournalSequenceReader(
      sequence, count: count, machine: file.machine, isRuntime: file.path.hasPrefix(start.runtimeFolder + "/"),
      mark: mark, since: start.since)
    // What lies between the marks of one count has been read.
    if let mark, numbers[count].map({ $0.highest < mark.number }) ?? true {
      numbers[count] = JournalNumbers(after: mark)
    }
  }

  /// The next news; nil where all that the last scan found has been read.
  package func next(now: Int64) -> JournalNews? {
    var list: [JournalEntry] = []
    var damaged = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Self.blockSize) { buffer, used in
      guard let block = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
      while list.count < Self.batchEntries, used + JournalFields.entryCap <= Self.blockSize, let reader = due() {
        let bound = readers.values.reduce(Int64.max) { $1 === reader ? $0 : min($0, $1.due ?? Int64.max) }
        repeat {
          guard let mark = reader.next, let file = reader.file else { break }
          if !isCopy(mark, reader) {
            var fields = unsafe JournalFields(block, used: used, place: mark.place)
            if !file.fill(&fields) { damaged += 1 }
            if unsafe !isOwn(fields.entry, block) {
              used = fields.used
              list.append(fields.entry)
            }
          }
          pass(mark, reader)
        } while list.count < Self.batchEntries && used + JournalFields.entryCap <= Self.blockSize
          && reader.next != nil && (reader.due ?? Int64.max) < bound
      }
    }
    settle(now: now)
    guard !list.isEmpty || !gaps.isEmpty else {
      status.isCaughtUp = true
      return nil
    }
    defer {
      moved = [:]
      gaps = []
    }
    return JournalNews(
      batch: JournalBatch(bytes: bytes, entries: list, damaged: damaged), marks: Array(moved.values), gaps: gaps)
  }

  /// The sequence whose entry comes next, that entry at hand.
  private func due() -> JournalSequenceReader? {
    while true {
      var earliest: (time: Int64, reader: JournalSequenceReader)?
      for reader in readers.values {
        guard let time = reader.due else { continue }
        if let known = earliest, (known.time, known.reader.sequence) <= (time, reader.sequence) { continue }
        earliest = (time, reader)
      }
      guard let reader = earliest?.reader else { return nil }
      // Opened, it may turn out to be due later.
      if reader.next != nil { return reader }
      reader.advance()
      gaps += reader.takeErrors()
    }
  }

  private func pass(_ mark: JournalMark, _ reader: JournalSequenceReader) {
    moved[mark.sequence] = mark
    position.advance(to: mark)
    numbers[reader.count, default: JournalNumbers()].take(
      mark.number, at: mark.place.realtime, follows: reader.follows)
    if !mark.runtime.isEmpty { runtime[mark.runtime] = mark.place }
    reader.pass()
  }

  /// Whether journald copied the entry from the runtime journal, where it was read.
  private func isCopy(_ mark: JournalMark, _ reader: JournalSequenceReader) -> Bool {
    guard !runtime.isEmpty, !reader.isRuntime, let read = runtime[reader.machine] else { return false }
    return read.bootHigh == mark.place.bootHigh && read.bootLow == mark.place.bootLow
      && mark.place.monotonic <= read.monotonic
  }

  private func isOwn(_ entry: JournalEntry, _ block: UnsafeMutableRawPointer) -> Bool {
    if start.ownProcess > 0, entry.pid == start.ownProcess, entry.place.bootHigh == boot.high,
      entry.place.bootLow == boot.low
    {
      return true
    }
    let unit = unsafe UnsafeRawBufferPointer(start: block + Int(entry.unit.start), count: entry.unit.count)
    return unsafe !unit.isEmpty && unit.elementsEqual(start.ownUnit.utf8)
  }

  /// Counts the numbers that no entry will have any more. What has not been found yet may have them, so all folders are
  /// looked at once more before.
  private func settle(now: Int64) {
    guard numbers.values.contains(where: \.hasHoles) else { return }
    scan(now: now)
    for (count, known) in numbers where known.hasHoles {
      let readers = readers.values.filter { $0.count == count }
      let low = readers.compactMap(\.lowest).min() ?? UInt64.max
      // Journals that may not be read have numbers, too.
      let path = readers.lazy.compactMap(\.folder).first ?? start.folders.first ?? ""
      let isHidden = folders.hasUnreadable(in: path)
      for hole in numbers[count]?.settle(below: low) ?? [] where !isHidden {
        gaps.append(JournalError(.lostEntries, path: path, from: hole.from, to: hole.to, lost: hole.lost))
      }
    }
  }
}
