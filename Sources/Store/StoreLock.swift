import Foundation

/// The right to write a store, held by one process at a time: SQLite before 3.51.3 can damage a WAL that several
/// connections write or checkpoint.
///
/// A lock (flock(2)) on a file beside the store, which names its holder; the kernel releases it when the holder ends,
/// however it ends. Two paths to one store lead to one lock file.
final class StoreLock: Sendable {
  private let descriptor: Int32

  static func path(of store: String) -> String {
    URL(fileURLWithPath: store).resolvingSymlinksInPath().path + ".lock"
  }

  init(of store: String) throws(StoreError) {
    let path = Self.path(of: store)
    let opened = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard opened >= 0 else {
      if errno == EACCES { throw StoreError(.readOnly, path: store, errorNumber: errno) }
      throw StoreError(.cannotCreate, path: path, errorNumber: errno)
    }
    guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
      let number = errno
      let holder = number == EWOULDBLOCK ? Self.holder(opened) : nil
      close(opened)
      guard number == EWOULDBLOCK else { throw StoreError(.cannotCreate, path: path, errorNumber: number) }
      throw StoreError(.heldBy(holder?.name ?? "another process", process: holder?.process), path: store)
    }
    descriptor = opened
    let text = "\(getpid()) \(ProcessInfo.processInfo.processName)\n"
    _ = ftruncate(opened, 0)
    _ = unsafe text.utf8.withContiguousStorageIfAvailable { unsafe pwrite(opened, $0.baseAddress, $0.count, 0) }
  }

  deinit { close(descriptor) }

  /// Who holds the lock, as it wrote itself; nil in the moment before it did.
  private static func holder(_ descriptor: Int32) -> (process: Int32, name: String)? {
    var bytes = [UInt8](repeating: 0, count: 128)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, $0.count, 0) }
    guard count > 0 else { return nil }
    let words = String(decoding: bytes.prefix(count), as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard words.count >= 2, let process = Int32(words[0]) else { return nil }
    return (process, words.dropFirst().joined(separator: " "))
  }
}
