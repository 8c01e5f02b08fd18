import Foundation

/// What tells whether a file is still the one that was looked at.
package struct FileState: Sendable, Equatable {
  let mode: mode_t
  let owner: uid_t
  let group: gid_t
  private let inode: UInt64
  private let size: Int64
  private let seconds: Int
  private let nanoseconds: Int

  /// The state of a regular file, which is named itself and not by a link.
  init(_ path: String) throws(DraftError) {
    var found = stat()
    guard unsafe lstat(path, &found) == 0 else { throw DraftError(.unreadable(errno), path) }
    if found.st_mode & S_IFMT == S_IFLNK {
      // A shell's <(...) is a link to a pipe.
      var target = stat()
      let isFile = unsafe stat(path, &target) != 0 || target.st_mode & S_IFMT == S_IFREG
      throw DraftError(isFile ? .symbolicLink : .noFile, path)
    }
    guard found.st_mode & S_IFMT == S_IFREG else { throw DraftError(.noFile, path) }
    (inode, size) = (UInt64(found.st_ino), Int64(found.st_size))
    (seconds, nanoseconds) = (found.st_mtim.tv_sec, found.st_mtim.tv_nsec)
    (mode, owner, group) = (found.st_mode & 0o7777, found.st_uid, found.st_gid)
  }

  /// Whether two paths lead to one file.
  package static func areOne(_ a: String, _ b: String) -> Bool {
    var (first, second) = (stat(), stat())
    guard unsafe stat(a, &first) == 0, unsafe stat(b, &second) == 0 else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  /// Whether there is anything at the path, be it a link that leads nowhere.
  static func exists(_ path: String) -> Bool {
    var found = stat()
    return unsafe lstat(path, &found) == 0
  }
}
