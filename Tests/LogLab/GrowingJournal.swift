import Foundation

/// A journal file that grows: systemd-journal-remote writes what it is handed at once.
package final class GrowingJournal {
  private let process: Process
  private let input: FileHandle

  /// - Parameter path: of the file; its folder is there.
  package init(_ path: String) throws {
    guard FileManager.default.isExecutableFile(atPath: JournalLab.tool) else { throw JournalLab.Missing() }
    process = Process()
    process.executableURL = URL(fileURLWithPath: JournalLab.tool)
    process.arguments = ["-o", path, "-"]
    let pipe = Pipe()
    process.standardInput = pipe
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    input = pipe.fileHandleForWriting
  }

  deinit { process.terminate() }

  /// Appends entries in journal export format.
  package func append(_ export: [UInt8]) throws { try input.write(contentsOf: Data(export)) }

  /// Ends with the file closed in order.
  package func close() throws {
    try input.close()
    process.waitUntilExit()
  }
}
