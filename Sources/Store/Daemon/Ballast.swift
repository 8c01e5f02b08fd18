import Foundation

/// A file beside the store that holds room on the disk, to be let go when deleting needs some: on a full disk even
/// DELETE fails.
struct Ballast: Sendable {
  let path: String
  let bytes: Int

  /// Takes the room where it is not taken and there is enough; without it the store works all the same.
  func hold() {
    guard bytes > 0 else { return release() }
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    if posix_fallocate(descriptor, 0, bytes) != 0 { release() }
  }

  func release() { _ = unsafe unlink(path) }

  var isHeld: Bool { FileManager.default.fileExists(atPath: path) }
}
