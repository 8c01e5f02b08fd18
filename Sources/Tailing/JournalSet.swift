internal import Foundation
internal import Glibc

/// The journal files of a replay, found once for all who read them together.
///
/// journald may rename, delete and fill files while they are read. Therefore every reader gets the same opened file, or
/// none does, and reads the entries that it held when it was found.
///
/// `@unchecked Sendable`: what changes is changed under `condition`.
package final class JournalSet: @unchecked Sendable {
  /// How many readers share the files.
  let readers: UInt64
  /// In the order of their first entries.
  let files: [(path: String, header: JournalHeader)]
  /// What cannot be read, and what is missing by the headers.
  let errors: [JournalError]
  private let condition = NSCondition()
  private var openings: [Int: Opening]
  /// Readers that wait for others.
  private var waiting: UInt64 = 0

  /// A file on its way to all readers.
  private struct Opening {
    var descriptor: Result<Int32, JournalError>
    /// Readers that have tried it, and those that have heard what came of it.
    var tried: UInt64 = 0
    var told: UInt64 = 0
    /// Those that did not wait for the others any longer.
    var left: UInt64 = 0
    var failure: JournalError?
  }

  /// Looks for journals in `paths`: files, and folders (with those in them).
  package init(paths: [String], readers: Int = 1) {
    self.readers = UInt64(readers)
    var found = JournalFiles.find(paths)
    var known: Set<[UInt64]> = []
    var files: [(path: String, header: JournalHeader)] = []
    for path in found.files {
      do {
        let header = try JournalHeader(path: path)
        if known.insert([header.device, header.inode]).inserted { files.append((path, header)) }
      } catch {
        found.errors.append(error)
      }
    }
    files.sort {
      $0.header.headRealtime != $1.header.headRealtime
        ? $0.header.headRealtime < $1.header.headRealtime : $0.path < $1.path
    }
    self.files = files
    errors = found.errors + JournalSequences.gaps(files)
    openings = [:]
  }

  /// Time of the first entry, microseconds since the epoch; nil where there is none.
  package var firstTime: Int64? { files.first?.header.headRealtime }

  /// Opens a file with `open`, which owns the descriptor that it is given. Returns when all readers have tried, and
  /// fails for all where it fails for one: libsystemd refuses a file that was deleted in between.
  func open<Journal>(
    _ index: Int, with open: (Int32) throws(JournalError) -> Journal
  ) throws(JournalError) -> Journal {
    let result = Result { () throws(JournalError) in try open(duplicate(index)) }
    let failure: JournalError? = condition.withLock {
      openings[index]?.tried += 1
      if case .failure(let error) = result { openings[index]?.failure = error }
      waitForOthers(index)
      let failure = openings[index]?.failure
      openings[index]?.told += 1
      if openings[index]?.told == readers,
        case .success(let descriptor) = openings.removeValue(forKey: index)?.descriptor
      {
        close(descriptor)
      }
      return failure
    }
    if let failure { throw failure }
    return try result.get()
  }

  /// Under `condition`: returns when all readers have tried the file.
  private func waitForOthers(_ index: Int) {
    guard openings[index]?.tried != readers else {
      waiting -= readers - 1 - (openings[index]?.left ?? 0)
      return condition.broadcast()
    }
    waiting += 1
    while let opening = openings[index], opening.tried < readers {
      // All wait, and not for the same file: damage that came meanwhile has parted them.
      if waiting == readers {
        waiting -= 1
        openings[index]?.left += 1
        openings[index]?.failure = JournalError(.refused, path: files[index].path, code: EBADMSG)
        return
      }
      condition.wait()
    }
  }

  private func duplicate(_ index: Int) throws(JournalError) -> Int32 {
    let opened: Result<Int32, JournalError> = condition.withLock {
      let descriptor = openings[index]?.descriptor ?? descriptor(of: index)
      if openings[index] == nil { openings[index] = Opening(descriptor: descriptor) }
      return descriptor
    }
    let copy = try fcntl(opened.get(), F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { throw unreadable(index, code: errno) }
    return copy
  }

  private func descriptor(of index: Int) -> Result<Int32, JournalError> {
    let (path, header) = files[index]
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    var code = descriptor < 0 ? errno : 0
    var status = stat()
    if descriptor >= 0, unsafe fstat(descriptor, &status) != 0 { code = errno }
    // Another file has taken the name: the one that was found is gone.
    if code == 0, UInt64(status.st_ino) != header.inode || UInt64(status.st_dev) != header.device { code = ENOENT }
    guard code != 0 else { return .success(descriptor) }
    if descriptor >= 0 { close(descriptor) }
    return .failure(unreadable(index, code: code))
  }

  private func unreadable(_ index: Int, code: Int32) -> JournalError {
    let (path, header) = files[index]
    return JournalError(
      .unreadable, path: path, code: code, from: header.headRealtime, to: header.tailRealtime, lost: header.entries)
  }
}
