import Foundation

/// A store that is read as it is, without locks and without an index of its WAL beside it (SQLite, "Uniform Resource
/// Identifiers", `immutable`): who reads may not write, or the disk is read-only, and all that was written is in the file.
///
/// No reader leaves files beside a store of somebody else in this way, which its owner could not write then. Nothing keeps
/// others from writing, so whether somebody did is looked at behind each reading.
struct FrozenStore: Sendable {
  private struct State: Equatable {
    var inode: ino_t
    var size: off_t
    var seconds: Int
    var nanoseconds: Int
  }

  private let path: String
  private let state: State

  /// Nil where SQLite can and must keep others from writing, or where something stands in files beside it.
  init?(_ path: String) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard unsafe access(path, W_OK) != 0 || access(folder, W_OK) != 0,
      unsafe access(path + "-shm", R_OK) != 0, let state = Self.state(path), Self.isAlone(path)
    else { return nil }
    self.path = path
    self.state = state
  }

  /// What SQLite is to open.
  var name: String { URL(fileURLWithPath: path).absoluteString + "?immutable=1" }

  /// Whether nobody wrote since.
  var isUnchanged: Bool { Self.state(path) == state && Self.isAlone(path) }

  private static func isAlone(_ path: String) -> Bool {
    (Self.state(path + "-wal")?.size ?? 0) == 0 && (Self.state(path + "-journal")?.size ?? 0) == 0
  }

  private static func state(_ path: String) -> State? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return State(
      inode: status.st_ino, size: status.st_size, seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
  }
}
