import Foundation
import LogLab
import Testing

/// A small file system in a file, mounted, whose reads can be made to fail. For root only.
final class LoopVolume {
  private let folder: TemporaryFolder
  private let image: String
  let path: String
  private var kept: [UInt8] = []

  static var isAvailable: Bool {
    guard geteuid() == 0, FileManager.default.isExecutableFile(atPath: "/sbin/mkfs.ext4") else { return false }
    return (try? LoopVolume()) != nil
  }

  init() throws {
    folder = try TemporaryFolder()
    image = folder.file("image")
    path = folder.file("mount")
    try #require(unsafe mkdir(path, 0o755) == 0)
    try Writer(image).write("")
    try #require(unsafe truncate(image, 8 << 20) == 0)
    try Self.run("/sbin/mkfs.ext4", "-q", "-F", image)
    try Self.run("/bin/mount", "-o", "loop", image, path)
  }

  deinit { try? Self.run("/bin/umount", "-l", path) }

  /// Cuts the image to half, so that data in the second half cannot be read any more, and forgets what was cached.
  func fail(_ file: String) throws {
    try forget(file)
    kept = try Array(Data(contentsOf: URL(fileURLWithPath: image)))
    try #require(unsafe truncate(image, 4096 * 16) == 0)
  }

  /// Restores the image.
  func mend(_ file: String) throws {
    let descriptor = unsafe open(image, O_WRONLY)
    defer { close(descriptor) }
    try #require(unsafe pwrite(descriptor, kept, kept.count, 0) == kept.count)
    try #require(fsync(descriptor) == 0)
  }

  private func forget(_ file: String) throws {
    let descriptor = unsafe open(file, O_RDONLY)
    defer { close(descriptor) }
    try #require(fsync(descriptor) == 0)
    try #require(posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED) == 0)
  }

  private static func run(_ tool: String, _ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: tool)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }
}
