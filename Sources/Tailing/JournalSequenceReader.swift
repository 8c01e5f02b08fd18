internal import Glibc
internal import Records

/// Reads the entries of one sequence in the order of their numbers, from file to file while journald rotates them.
///
/// At most one of its files is open. Where files overlap (a copied archive), an entry is given once.
final class JournalSequenceReader {
  /// A file as it was found last.
  struct Found {
    var path: String
    var header: JournalHeader

    /// The folder that journald keeps for the machine and its namespace.
    var machine: String {
      path.split(separator: "/").dropLast().last.map(String.init) ?? ""
    }
  }

  let sequence: JournalSequence
  /// Which other sequences it shares its numbers with.
  let count: JournalCount
  let machine: String
  /// Whether the journal is kept in memory, until journald is told to flush it.
  let isRuntime: Bool
  /// The last entry that was read; nil before the first.
  private(set) var mark: JournalMark?
  /// The entry at hand; nil where none is.
  private(set) var next: JournalMark?
  /// Whether no number is missing between the entry at hand and the one before it.
  private(set) var follows = false

  /// In the order of their first numbers.
  private var files: [Found] = []
  private var current: JournalFile?
  /// Of the sequence without a mark: only entries received after it are read.
  private let since: Int64?
  /// Numbers up to this one cannot be read: told once.
  private var damagedTo: UInt64 = 0
  /// Whether there is something to read that could not be had when it was tried last.
  private var isBlocked = false
  /// Whether an entry of the mark's number has been seen to exist.
  private var isProven: Bool
  /// Whether the mark was set to where it can be read on from: what lies between is no loss.
  private var isResumed = false
  /// When the open file was found deleted, its end was found missing, and the mark was found ahead of all there is.
  private var deletedAt: Int64?
  private var stuckAt: Int64?
  private var aheadAt: Int64?
  private var now: Int64 = 0
  private var errors: [JournalError] = []

  /// How long a deleted file stays open: with a second before it is seen, and one before the next look, not beyond five.
  private static let patience: Int64 = 3_000_000
  /// How long what looks wrong may be a file that is just being written, renamed or opened.
  private static let doubt: Int64 = 1_000_000

  init(
    _ sequence: JournalSequence, count: JournalCount, machine: String, isRuntime: Bool, mark: JournalMark?,
    since: Int64?
  ) {
    self.sequence = sequence
    self.count = count
    self.machine = machine
    self.isRuntime = isRuntime
    self.mark = mark
    self.since = since
    isProven = mark == nil
  }

  /// The file in which the entry is that `next` tells.
  var file: JournalFile? { next == nil ? nil : current }

  var isOpen: Bool { current != nil }

  var folder: String? { files.last.map { JournalFolders.folder($0.path) } }

  /// What was found wrong since it was asked last.
  func takeErrors() -> [JournalError] {
    defer { errors = [] }
    return errors
  }

  /// The first file with something to read.
  private var unread: Found? {
    let read = max(mark?.number ?? 0, damagedTo)
    return files.first { $0.header.tailSequence > read }
  }

  /// The lowest number that is still to come, as far as is known; nil where all that was found has been read.
  var lowest: UInt64? {
    next?.number ?? unread.map { max($0.header.headSequence, max(mark?.number ?? 0, damagedTo) + 1) }
  }

  /// When the entry that comes next was received, as far as the headers tell; nil where there is none to be had.
  var due: Int64? {
    if let next { return next.place.realtime }
    guard !isBlocked, let unread else { return nil }
    guard let mark, mark.number >= unread.header.headSequence else { return unread.header.headRealtime }
    return mark.place.realtime
  }

  /// Takes the files of the sequence that there are now.
  /// - Parameter now: microseconds of a clock that never steps.
  func update(_ found: [Found], now: Int64) {
    self.now = now
    isBlocked = false
    files = found.filter { $0.header.entries > 0 && (mark != nil || $0.header.tailRealtime > since ?? Int64.min) }
      .sorted { $0.header.headSequence < $1.header.headSequence }
    if !isProven { prove() }
    guard let current else { return }
    if files.contains(where: { $0.header.isSameFile(as: current.header) }) {
      deletedAt = nil
    } else {
      // A deleted file keeps its space: what is unread is read now, or counted by its numbers.
      deletedAt = deletedAt ?? now
      if now - (deletedAt ?? now) > Self.patience || next == nil && !advance() { close() }
    }
  }

  private func close() {
    current = nil
    next = nil
    deletedAt = nil
    stuckAt = nil
  }

  /// Closes the open file where nothing of it is at hand.
  func closeIfRead() { if next == nil { close() } }

  /// Looks whether the mark that was given can be right.
  private func prove() {
    guard let mark, let newest = files.map(\.header.tailSequence).max() else { return }
    if newest >= mark.number {
      isProven = true
      aheadAt = nil
      return
    }
    aheadAt = aheadAt ?? now
    if now - (aheadAt ?? now) > Self.doubt { comeBack(mark, newest) }
  }

  /// The mark is ahead of all there is: the store, the journal or the clock came from a backup. What was received
  /// after the marked entry is read; where even that lies ahead, all that is written from now on.
  private func comeBack(_ mark: JournalMark, _ newest: UInt64) {
    errors.append(JournalError(.positionAhead, path: files.last?.path ?? "", from: mark.place.realtime))
    close()
    var back = mark
    back.number = newest
    if let found = files.first(where: { $0.header.tailRealtime > mark.place.realtime }), let file = open(found) {
      file.seek(after: mark.place.realtime)
      if file.advance(), let number = file.number { back.number = number - 1 }
    }
    self.mark = back
    isResumed = true
    isProven = true
  }

  /// The entry at hand was taken: goes to the next one.
  func pass() {
    mark = next ?? mark
    next = nil
    advance()
  }

  /// Makes the next entry the one at hand; false where there is none to be had.
  @discardableResult
  func advance() -> Bool {
    while true {
      if let current {
        if step(current) { return true }
        guard goPast(current) else { break }
      } else {
        guard let unread, start(unread) else { break }
      }
    }
    isBlocked = next == nil
    return next != nil
  }

  private func step(_ file: JournalFile) -> Bool {
    // Ends a loop in a damaged file's list of entries.
    var repeated: UInt64 = 0
    while repeated <= file.header.entries &+ 65_536, file.advance() {
      guard let number = file.number else { continue }
      // Up to the mark, and in a copy of a file that was read.
      if let mark, number <= mark.number {
        repeated += 1
        continue
      }
      take(number, file)
      return true
    }
    return false
  }

  private func take(_ number: UInt64, _ file: JournalFile) {
    follows = isResumed || mark.map { $0.number + 1 == number } ?? false
    isResumed = false
    isProven = true
    stuckAt = nil
    next = JournalMark(sequence: sequence, number: number, place: file.place, runtime: isRuntime ? machine : "")
  }

  /// At the end of the open file: goes on with the next one, or past what cannot be read in this one.
  /// - Returns: whether to try again.
  private func goPast(_ file: JournalFile) -> Bool {
    guard let unread else { return false }
    if !unread.header.isSameFile(as: file.header) {
      close()
      return true
    }
    // The header counts entries that libsystemd does not reach. journald counts an entry before it links it.
    stuckAt = stuckAt ?? now
    guard now - (stuckAt ?? now) > Self.doubt else { return false }
    errors.append(
      JournalError(.endedEarly, path: unread.path, from: mark?.place.realtime, to: unread.header.tailRealtime))
    let read = max(mark?.number ?? 0, damagedTo)
    damagedTo = unread.header.tailSequence
    close()
    // Its last entry may be there all the same. libsystemd drops a file in which it met damage: another handle.
    guard let again = open(unread) else { return false }
    current = again
    if again.advanceToTail(), let number = again.number, number > read { take(number, again) }
    return false
  }

  private func start(_ found: Found) -> Bool {
    guard let file = open(found) else { return false }
    current = file
    if let mark, mark.number >= found.header.headSequence {
      _ = file.seek(mark.cursor)
    } else if mark == nil, let since {
      file.seek(after: since)
    }
    return true
  }

  private func open(_ found: Found) -> JournalFile? {
    let descriptor = unsafe Glibc.open(found.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    // Renamed since: the next look at the folder finds it.
    guard descriptor >= 0 else { return nil }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, UInt64(status.st_ino) == found.header.inode else {
      Glibc.close(descriptor)
      return nil
    }
    do throws(JournalError) {
      return try JournalFile(descriptor, path: found.path, header: found.header)
    } catch {
      // Its numbers are missing then; the files behind it are read.
      errors.append(error)
      damagedTo = found.header.tailSequence
      return nil
    }
  }
}
