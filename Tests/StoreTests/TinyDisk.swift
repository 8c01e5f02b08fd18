import Foundation
import LogLab

/// A file system of a few MiB, for as long as the value lives; only root can make one.
final class TinyDisk {
  let path: String
  private let folder: TemporaryFolder

  static let isAvailable = (try? TinyDisk(megabytes: 1)) != nil

  init(megabytes: Int, inodes: Int = 1000) throws {
    folder = try TemporaryFolder()
    path = folder.path
    guard geteuid() == 0,
      try Self.run("mount", "-t", "tmpfs", "-o", "size=\(megabytes)m,nr_inodes=\(inodes)", "tmpfs", path)
    else {
      throw CocoaError(.fileWriteNoPermission)
    }
  }

  deinit { _ = try? Self.run("umount", "-l", path) }

  /// Whether the system agreed to mount it so.
  func remount(_ options: String) throws -> Bool { try Self.run("mount", "-o", "remount,\(options)", path) }

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
