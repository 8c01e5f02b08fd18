import CLinux
import Glibc

/// What the system says about a file.
struct FileStatus: Equatable {
  enum Kind: Equatable { case regular, folder, symbolicLink, other }

  var kind: Kind
  var identity: FileIdentity
  var size: UInt64
  /// When its content was last changed, nanoseconds since the epoch.
  var modified: Int64
  var links: UInt32
  var owner: UInt32
  /// Permission bits.
  var mode: UInt16

  init(_ path: String, followingLinks: Bool) throws(TailingError) {
    self = try FileStatus(AT_FDCWD, path, followingLinks ? 0 : AT_SYMLINK_NOFOLLOW, name: path)
  }

  init(_ descriptor: Int32, name: String) throws(TailingError) {
    self = try FileStatus(descriptor, "", LINUX_AT_EMPTY_PATH, name: name)
  }

  private init(_ folder: Int32, _ path: String, _ flags: Int32, name: String) throws(TailingError) {
    var info = statx()
    let mask = UInt32(STATX_BASIC_STATS) | UInt32(STATX_BTIME)
    guard unsafe linux_statx(folder, path, flags, mask, &info) == 0 else {
      throw TailingError(.open, path: name, code: errno)
    }
    kind =
      switch mode_t(info.stx_mode) & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .folder
      case S_IFLNK: .symbolicLink
      default: .other
      }
    let knowsBirth = info.stx_mask & UInt32(STATX_BTIME) != 0
    identity = FileIdentity(
      device: UInt64(info.stx_dev_major) << 32 | UInt64(info.stx_dev_minor), inode: info.stx_ino,
      birth: knowsBirth ? FileStatus.nanoseconds(info.stx_btime) : nil)
    size = info.stx_size
    modified = FileStatus.nanoseconds(info.stx_mtime)
    links = info.stx_nlink
    owner = info.stx_uid
    mode = info.stx_mode & 0o7777
  }

  private static func nanoseconds(_ time: statx_timestamp) -> Int64 {
    time.tv_sec &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}
