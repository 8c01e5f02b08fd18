import Foundation
import Incidents
import LogLab
import Testing

@testable import Pipeline

/// What several files hold counts once.
@Suite struct FileCopiesTests {
  private let folder: TemporaryFolder
  private let text = troubledLog.text

  init() throws { folder = try TemporaryFolder() }

  /// Records by file, and that one incident of the log's own figures is found.
  private func records(_ paths: [String]) async throws -> [String: Int] {
    let alone = try await replay([folder.write("alone/access.log", text)])
    let found = try await replay(paths)
    #expect(found.incidents.map(\.impact) == alone.incidents.map(\.impact))
    #expect(try await replay(paths.reversed()).encoded == found.encoded)
    #expect(try await replay(paths) { $0.readSize = 4096 }.encoded == found.encoded)
    for source in found.coverage.sources where source.records == 0 {
      #expect(source.format == "copy")
      #expect(source.remarks.contains { $0.hasPrefix("not read: ") && $0.hasSuffix("holds all that is in it") })
    }
    return Dictionary(
      uniqueKeysWithValues: found.coverage.sources.map { (($0.source as NSString).lastPathComponent, $0.records) })
  }

  private var all: Int { troubledLog.lines.count }

  @Test(arguments: Packing.allCases)
  func aLogBesideItsArchiveCountsOnce(packing: Packing) async throws {
    let name = "access.log.1." + packing.suffix
    let paths = try [
      folder.write("access.log.1", text), folder.write(name, packing.pack(Array(text.utf8))),
    ]
    #expect(try await records(paths) == ["access.log.1": all, name: 0])
  }

  @Test(arguments: Packing.allCases)
  func anArchiveThatIsStillBeingWrittenCountsAsWhatItHolds(packing: Packing) async throws {
    let name = "access.log.1." + packing.suffix
    let packed = packing.pack(Array(text.utf8))
    let paths = try [
      folder.write("access.log.1", text), folder.write(name, Array(packed[..<(packed.count / 2)])),
    ]
    #expect(try await records(paths) == ["access.log.1": all, name: 0])
  }

  @Test func aCopyUnderAnotherNameCountsOnce() async throws {
    let paths = try [folder.write("access.log", text), folder.write("before/the-restart/copy.log", text)]
    #expect(try await records(paths) == ["access.log": all, "copy.log": 0])
  }

  @Test func aHardLinkIsTheSameFile() async throws {
    let path = try folder.write("access.log", text)
    try FileManager.default.linkItem(atPath: path, toPath: folder.file("access.log.kept"))
    #expect(try await records([path, folder.file("access.log.kept")]) == ["access.log": all])
  }

  @Test func copiesOfALogThatHasGrownCountOnce() async throws {
    let bytes = Array(text.utf8)
    let paths = try [
      folder.write("access.log", bytes),
      // Cut within a line, as a copy of a log that is being written is.
      folder.write("noon.log", Array(bytes[..<(bytes.count / 2)])),
      folder.write("morning.log.gz", gzip(Array(bytes[..<(bytes.count / 3)]))),
      folder.write("night.log", Array(bytes[..<300])),
    ]
    #expect(
      try await records(paths) == ["access.log": all, "noon.log": 0, "morning.log.gz": 0, "night.log": 0])
  }

  @Test func copiesOfOtherLogsCountOnce() async throws {
    let lines = (Int64(0)..<300).map { "\(AccessLog.civil(AccessLog.start + $0)) ERROR shop: no route to ledger\n" }
      .joined()
    let found = try await replay([folder.write("app.log", lines), folder.write("app.log.gz", gzip(Array(lines.utf8)))])
    #expect(found.coverage.sources.map(\.records) == [300, 0])
  }

  @Test func filesThatPartBehindALongBeginningAreBothRead() async throws {
    let lines = troubledLog.lines.prefix(5000)
    let head = lines.dropLast().joined(separator: "\n") + "\n"
    let found = try await replay([
      folder.write("a.log", head + lines[4999] + "\n"), folder.write("b.log", head + troubledLog.lines[5001] + "\n"),
    ])
    #expect(found.coverage.sources.allSatisfy { $0.format != "copy" })
  }

  @Test func aBlankLineAtTheBeginningHidesNoCopy() async throws {
    let paths = try [folder.write("access.log", "\n" + text), folder.write("other-copy.log", "\n" + text)]
    #expect(try await records(paths) == ["access.log": all, "other-copy.log": 0])
  }

  @Test func emptyFilesAreNotCopies() async throws {
    let found = try await replay([folder.write("a.log", ""), folder.write("b.log", "")])
    #expect(found.coverage.sources.map(\.format) == ["empty", "empty"])
  }
}
