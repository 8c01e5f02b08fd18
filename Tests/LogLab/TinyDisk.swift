import Foundation

/// A file system of a few MiB, for as long as the value lives; only root can make one.
package final class TinyDisk {
  package let path: String
  private let folder: TemporaryFolder

  package static let isAvailable = (try? TinyDisk(megabytes: 1)) != nil

  package init(megabytes: Int, inodes: Int = 1000) throws {
    folder = try TemporaryFolder()
    path = folder.path
    guard geteuid() == 0,
      try Self.run("mount", "-t", "tmpfs", "-o", "size=\(megabytes)m,nr_inodes=\(inodes)", "tmpfs", path)
    else {
      throw CocoaError(.fileWriteNoPermission)
    }
  }

  deinit { _ = try? Self.run("umount", "-l", path) }

  /// Takes all room that is left, in a file.
  package func fill() throws {
    let descriptor = unsafe open(path + "/filler", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
    defer { close(descriptor) }
    let page = [UInt8](repeating: 1, count: 4096)
    while unsafe write(descriptor, page, page.count) > 0 {}
  }

  package func free() throws { try FileManager.default.removeItem(atPath: path + "/filler") }

  /// Whether the system agreed to mount it so.
  package func remount(_ options: String) throws -> Bool { try Self.run("mount", "-o", "remount,\(options)", path) }

  private static func run(_ arguments: String...) throws -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
