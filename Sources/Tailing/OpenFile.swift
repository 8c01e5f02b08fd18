import CLinux
import Glibc

/// A regular file open for reading. Opening never blocks and has no side effects, whatever lies at the path: who may
/// write to a folder of logs must not decide what else is read.
final class OpenFile {
  let name: String
  private let descriptor: Int32

  /// - Parameter followingLinks: whether the path may be a symbolic link.
  /// - Throws: an error that says why the file is refused or cannot be read.
  init(_ path: String, followingLinks: Bool) throws(TailingError) {
    name = path
    // Looked at first: opening a pipe or a device can have effects.
    try OpenFile.admit(FileStatus(path, followingLinks: followingLinks), path: path)
    let links = followingLinks ? 0 : O_NOFOLLOW
    descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | links)
    guard descriptor >= 0 else {
      throw errno == ELOOP
        ? TailingError(.refused(.symbolicLink), path: path) : TailingError(.open, path: path, code: errno)
    }
    try OpenFile.admit(status(), path: path)
  }

  deinit { close(descriptor) }

  /// A path that leads to this very file: proc(5).
  var ownPath: String { "/proc/self/fd/\(descriptor)" }

  func status() throws(TailingError) -> FileStatus { try FileStatus(descriptor, name: name) }

  /// Refuses what is no log file, and hard links to the files of others.
  static func admit(_ status: FileStatus, path: String) throws(TailingError) {
    switch status.kind {
    case .regular: break
    case .symbolicLink: throw TailingError(.refused(.symbolicLink), path: path)
    case .folder, .other: throw TailingError(.refused(.noRegularFile), path: path)
    }
    guard status.links > 1 else { return }
    let folder = try FileStatus(FolderListing.folder(of: path), followingLinks: true)
    let isOpenToOthers = folder.mode & 0o022 != 0
    let isForeign = folder.owner != 0 && folder.owner != geteuid() && folder.owner != status.owner
    if isOpenToOthers || isForeign { throw TailingError(.refused(.hardLink), path: path) }
  }

  /// The bytes from `offset` on, at most `count`, with those of `overlap` bytes before it in front, read at one time.
  func read(at offset: UInt64, overlap: Int, count: Int) throws(TailingError) -> (check: [UInt8], bytes: [UInt8]) {
    var check = [UInt8](repeating: 0, count: overlap)
    var code: Int32 = 0
    var got = 0
    var bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { target, filled in
      unsafe check.withUnsafeMutableBytes { front in
        var parts = unsafe [
          iovec(iov_base: front.baseAddress, iov_len: overlap),
          iovec(iov_base: UnsafeMutableRawPointer(target.baseAddress), iov_len: count),
        ]
        repeat {
          got = unsafe preadv(descriptor, &parts, 2, off_t(offset) - overlap)
        } while got < 0 && errno == EINTR
        if got < 0 { code = errno }
      }
      filled = max(0, got - overlap)
    }
    if got < 0 { throw TailingError(.read, path: name, code: code, offset: offset) }
    if got < overlap {
      check.removeLast(overlap - got)
      bytes = []
    }
    return (check, bytes)
  }

  /// The first bytes of the content, at most `count`.
  func beginning(_ count: Int, isCompressed: Bool) throws(TailingError) -> [UInt8] {
    guard isCompressed else { return try read(at: 0, overlap: 0, count: count).bytes }
    let content = try stream()
    var bytes: [UInt8] = []
    while bytes.count < count {
      let more = try content.read(upTo: max(2, count))
      if more.isEmpty { break }
      bytes += more
    }
    return Array(bytes.prefix(count))
  }

  /// Where the next data is, at `offset` or behind it: behind the hole where there is one.
  func nextData(from offset: UInt64) -> UInt64 {
    let found = lseek(descriptor, off_t(offset), LINUX_SEEK_DATA)
    if found >= 0 { return UInt64(found) }
    // No data up to the end.
    let end = errno == ENXIO ? lseek(descriptor, 0, SEEK_END) : -1
    return end < 0 ? offset : max(offset, UInt64(end))
  }

  /// The file's content from its beginning, decompressed.
  func stream() throws(TailingError) -> ByteStream {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { throw TailingError(.open, path: name, code: errno) }
    lseek(copy, 0, SEEK_SET)
    return ByteStream(descriptor: copy, path: name)
  }
}
