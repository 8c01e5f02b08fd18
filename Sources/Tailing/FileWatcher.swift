import Glibc
import Synchronization

/// What may have changed in files since the last look.
package struct FileChanges: Sendable, Equatable {
  /// Files that were written to, created, deleted, renamed or given other permissions.
  package var paths: Set<String> = []
  /// Those among them that a program closed after having written to them.
  package var closed: Set<String> = []
  /// Folders in which anything may have changed.
  package var folders: Set<String> = []
  /// Folders of whose files nothing is told, and why: these must be looked at every now and then.
  package var unwatched: [String: TailingError] = [:]

  package init() {}

  package var isEmpty: Bool { paths.isEmpty && folders.isEmpty }

  /// Adds what was told later.
  package mutating func formUnion(_ other: FileChanges) {
    paths.formUnion(other.paths)
    closed.formUnion(other.closed)
    folders.formUnion(other.folders)
    unwatched = other.unwatched
  }
}

/// Tells which files in watched folders change, by inotify(7): one descriptor and one watch a folder, however many files
/// there are.
///
/// `wait` blocks and belongs on a thread of its own; everything else may be called from any thread.
package final class FileWatcher: Sendable {
  private struct Watches {
    /// A folder may have several names.
    var folders: [Int32: Set<String>] = [:]
    var numbers: [String: Int32] = [:]
    var unwatched: [String: TailingError] = [:]
  }

  private let queue: Int32
  private let wakeInput: Int32
  private let wakeOutput: Int32
  private let watches = Mutex(Watches())
  /// Why nothing can be watched at all; nil where it can.
  package let failure: TailingError?

  private static let events = UInt32(
    IN_MODIFY | IN_ATTRIB | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF
      | IN_MOVE_SELF | IN_ONLYDIR)
  /// Those that end a watch: the folder is gone, or another one is in its place.
  private static let ends = UInt32(IN_IGNORED) | UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF) | UInt32(IN_UNMOUNT)

  /// Reads of the queue in one `wait`: enough for all that the system's limit lets it hold.
  private static let reads = 32

  package init() {
    queue = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
    failure = queue < 0 ? TailingError(.watch, path: "", code: errno) : nil
    var ends: [Int32] = [-1, -1]
    unsafe pipe(&ends)
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    wakeOutput = ends[0]
    wakeInput = ends[1]
  }

  deinit { for descriptor in [queue, wakeInput, wakeOutput] where descriptor >= 0 { close(descriptor) } }

  /// Watches these folders and no others. Tries again what could not be watched, and notices folders that were
  /// replaced; costs nothing where all are watched already.
  /// - Returns: the folders that are watched newly, in which anything may have changed.
  package func watch(_ folders: Set<String>) -> FileChanges {
    for folder in watches.withLock({ Set($0.numbers.keys).union($0.unwatched.keys) }).subtracting(folders) {
      unwatch(folder)
    }
    var changes = FileChanges()
    for folder in folders where watch(folder) { changes.folders.insert(folder) }
    changes.unwatched = unwatched
    return changes
  }

  /// Whether changes in the folder are told: it is there, and is watched.
  package func isWatching(_ folder: String) -> Bool {
    watches.withLock { $0.numbers[folder] != nil && $0.unwatched[folder] == nil }
  }

  /// Folders that cannot be watched though they are there: there are too many watches, or they may not be read.
  private var unwatched: [String: TailingError] {
    watches.withLock { $0.unwatched.filter { $0.value.code != ENOENT && $0.value.code != ENOTDIR } }
  }

  /// Watches a folder, or the one that has come in its place.
  /// - Returns: whether it is watched now and was not before: what is in it must be looked at.
  private func watch(_ folder: String) -> Bool {
    watches.withLock { watches in
      guard failure == nil else {
        watches.unwatched[folder] = failure
        return false
      }
      let number = unsafe inotify_add_watch(queue, folder, FileWatcher.events)
      guard number >= 0 else {
        watches.unwatched[folder] = TailingError(.watch, path: folder, code: errno)
        return false
      }
      watches.unwatched[folder] = nil
      if watches.numbers[folder] == number { return false }
      FileWatcher.forget(folder, &watches)
      watches.numbers[folder] = number
      watches.folders[number, default: []].insert(folder)
      return true
    }
  }

  private func unwatch(_ folder: String) {
    watches.withLock { watches in
      if let number = watches.numbers[folder], watches.folders[number] == [folder] { inotify_rm_watch(queue, number) }
      FileWatcher.forget(folder, &watches)
      watches.unwatched[folder] = nil
    }
  }

  /// Waits until something changes, `wake` is called or the time is over, and returns all that has changed by then.
  package func wait(timeout: Duration) -> FileChanges {
    var both = [
      pollfd(fd: queue, events: Int16(POLLIN), revents: 0), pollfd(fd: wakeOutput, events: Int16(POLLIN), revents: 0),
    ]
    let milliseconds = timeout.components.seconds * 1000 + timeout.components.attoseconds / 1_000_000_000_000_000
    _ = unsafe poll(&both, 2, Int32(clamping: max(0, milliseconds)))
    var changes = FileChanges()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while unsafe read(wakeOutput, &buffer, buffer.count) > 0 {}
    var seen: Set<Int> = []
    // What comes while a storm is being read is for the next time.
    for _ in 0..<FileWatcher.reads {
      let got = unsafe read(queue, &buffer, buffer.count)
      if got <= 0 { break }
      watches.withLock { take(buffer[..<got], &seen, &$0, &changes) }
    }
    changes.unwatched = unwatched
    return changes
  }

  /// Ends a `wait`.
  package func wake() {
    var byte: UInt8 = 1
    _ = unsafe write(wakeInput, &byte, 1)
  }

  /// - Parameter seen: hashes of the events before these: of files that are written to much most events are the same.
  private func take(
    _ events: ArraySlice<UInt8>, _ seen: inout Set<Int>, _ watches: inout Watches, _ changes: inout FileChanges
  ) {
    var at = events.startIndex
    while at + 16 <= events.endIndex {
      let (number, mask, length) = unsafe events.withUnsafeBytes { bytes in
        let base = at - events.startIndex
        return unsafe (
          bytes.loadUnaligned(fromByteOffset: base, as: Int32.self),
          bytes.loadUnaligned(fromByteOffset: base + 4, as: UInt32.self),
          Int(bytes.loadUnaligned(fromByteOffset: base + 12, as: UInt32.self))
        )
      }
      let name = events[(at + 16)..<(at + 16 + length)]
      at += 16 + length
      if mask & UInt32(IN_Q_OVERFLOW) != 0 {
        changes.folders.formUnion(watches.numbers.keys)
        continue
      }
      guard let folders = watches.folders[number] else { continue }
      if mask & FileWatcher.ends != 0 {
        if mask & UInt32(IN_MOVE_SELF) != 0 { inotify_rm_watch(queue, number) }
        for folder in folders {
          FileWatcher.forget(folder, &watches)
          watches.unwatched[folder] = TailingError(.watch, path: folder, code: ENOENT)
          changes.folders.insert(folder)
        }
      } else if !name.isEmpty {
        var hasher = Hasher()
        hasher.combine(number)
        hasher.combine(mask)
        unsafe name.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        guard seen.insert(hasher.finalize()).inserted else { continue }
        for folder in folders {
          let path = FolderListing.path(folder, String(decoding: name.prefix { $0 != 0 }, as: UTF8.self))
          changes.paths.insert(path)
          if mask & UInt32(IN_CLOSE_WRITE) != 0 { changes.closed.insert(path) }
        }
      }
    }
  }

  private static func forget(_ folder: String, _ watches: inout Watches) {
    guard let number = watches.numbers.removeValue(forKey: folder) else { return }
    watches.folders[number]?.remove(folder)
    if watches.folders[number]?.isEmpty ?? false { watches.folders[number] = nil }
  }
}
