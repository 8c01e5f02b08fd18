package import Foundation

/// Makes real journal files: entries in journal export format, put into files by systemd-journal-remote.
package final class JournalLab {
  package typealias Fields = [(name: String, value: [UInt8])]

  package static let tool = "/lib/systemd/systemd-journal-remote"
  package static let boot = "a3b1c2d3e4f5061728394a5b6c7d8e9f"
  package static let otherBoot = "b3b1c2d3e4f5061728394a5b6c7d8e9f"

  package let folder: URL

  /// - Parameter folder: where it makes them; nil: in a new folder. Either is removed with the lab.
  package init(folder: String? = nil) throws {
    guard FileManager.default.isExecutableFile(atPath: Self.tool) else { throw Missing() }
    let new = FileManager.default.temporaryDirectory.appending(path: "hindcast-journal-\(UUID().uuidString)")
    self.folder = folder.map { URL(fileURLWithPath: $0) } ?? new
    try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  package struct Missing: Error, CustomStringConvertible {
    package var description: String { "\(JournalLab.tool) is missing: install the package systemd-journal-remote" }
  }

  package struct Failed: Error, CustomStringConvertible {
    package var description: String
  }

  /// An entry of a moment, in seconds since the epoch.
  package static func entry(_ time: Int, boot: String = JournalLab.boot, _ fields: KeyValuePairs<String, String>)
    -> Fields
  {
    entry(time, boot: boot, bytes: fields.map { ($0.key, Array($0.value.utf8)) })
  }

  package static func entry(_ time: Int, boot: String = JournalLab.boot, bytes: Fields) -> Fields {
    let head: [(String, String)] = [
      ("__REALTIME_TIMESTAMP", "\(time)000000"), ("__MONOTONIC_TIMESTAMP", "\(time % 100_000)000000"),
      ("_BOOT_ID", boot),
      ("_MACHINE_ID", "0123456789abcdef0123456789abcdef"), ("_HOSTNAME", "web1"),
    ]
    return head.map { ($0.0, Array($0.1.utf8)) } + bytes
  }

  /// An entry in journal export format.
  package static func export(_ fields: Fields) -> [UInt8] {
    var export: [UInt8] = []
    for (name, value) in fields {
      export += Array(name.utf8)
      if value.contains(where: { $0 < 32 || $0 >= 127 }) {
        export.append(10)
        export += (0..<8).map { UInt8(truncatingIfNeeded: value.count >> ($0 * 8)) }
      } else {
        export.append(UInt8(ascii: "="))
      }
      export += value
      export.append(10)
    }
    export.append(10)
    return export
  }

  /// Writes what `journalctl` prints of a journal file into another one and returns its path.
  package func printed(_ journal: String, _ arguments: [String]) throws -> String {
    let output = folder.appending(path: "printed\(arguments.joined()).txt")
    try Data().write(to: output)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/journalctl")
    process.arguments = ["--file", journal, "--no-pager", "--utc"] + arguments
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(description: "journalctl failed on \(journal)") }
    return output.path
  }

  /// Writes a journal file of these entries and returns its path.
  package func write(_ name: String, _ entries: [Fields]) throws -> String {
    let export = entries.flatMap(JournalLab.export)
    let input = folder.appending(path: name + ".export")
    let output = folder.appending(path: name)
    try FileManager.default.createDirectory(at: output.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(export).write(to: input)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.tool)
    process.arguments = ["-o", output.path, input.path]
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try FileManager.default.removeItem(at: input)
    guard process.terminationStatus == 0 else { throw Failed(description: String(decoding: said, as: UTF8.self)) }
    return output.path
  }

  package func copy(_ path: String, to name: String) throws -> String {
    let target = folder.appending(path: name)
    try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: path, toPath: target.path)
    return target.path
  }

  /// Numbers the entries of a journal file from `first` on, in the sequence of the file at `other`.
  /// Source: systemd, docs/JOURNAL_FILE_FORMAT.md.
  package func renumber(_ path: String, from first: UInt64, as other: String? = nil) throws {
    var bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    func number(_ at: Int) -> UInt64 { (0..<8).reduce(0) { $0 | UInt64(bytes[at + $1]) << UInt64($1 * 8) } }
    func put(_ number: UInt64, _ at: Int) {
      for i in 0..<8 { bytes[at + i] = UInt8(truncatingIfNeeded: number >> UInt64(i * 8)) }
    }
    if let other {
      let header = try FileHandle(forReadingFrom: URL(fileURLWithPath: other)).read(upToCount: 88) ?? Data()
      bytes.replaceSubrange(72..<88, with: header[72..<88])
    }
    let entryType: UInt8 = 3
    let end = Int(number(88) + number(96))
    var object = Int(number(88))
    var next = first
    while object + 24 <= end, number(object + 8) > 0 {
      if bytes[object] == entryType {
        put(next, object + 16)
        next += 1
      }
      object += (Int(number(object + 8)) + 7) & ~7
    }
    put(next - 1, 160)
    put(first, 168)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }
}
