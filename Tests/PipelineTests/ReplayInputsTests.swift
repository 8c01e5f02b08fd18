import Foundation
import Glibc
import Incidents
import LogLab
import Testing

@testable import Pipeline

@Suite struct ReplayInputsTests {
  private let folder: TemporaryFolder
  private let line = troubledLog.lines[0] + "\n"

  init() throws { folder = try TemporaryFolder() }

  private func sources(_ paths: [String]) async throws -> [SourceCoverage] {
    try await replay(paths).coverage.sources
  }

  @Test func aFileThatIsNamedTwiceCountsOnce() async throws {
    let path = try folder.write("logs/a.log", line)
    let spellings = [
      path, folder.path + "/./logs/a.log", folder.path + "/logs//a.log", folder.path + "/logs/../logs/a.log",
      folder.path,
      folder.path + "/", folder.file("logs"),
    ]
    for other in spellings {
      let found = try await sources([path, other, path])
      #expect(found.map(\.records) == [1], "\(other)")
      #expect(found.map(\.source) == [path])
    }
  }

  @Test func linksOnTheCommandLineAreFollowedAndCountOnce() async throws {
    let path = try folder.write("logs/a.log", line)
    try FileManager.default.createSymbolicLink(atPath: folder.file("current.log"), withDestinationPath: path)
    #expect(try await sources([folder.file("current.log")]).map(\.records) == [1])
    #expect(try await sources([folder.file("current.log"), path]).map(\.records) == [1])
    try FileManager.default.createSymbolicLink(atPath: folder.file("here"), withDestinationPath: folder.file("logs"))
    #expect(try await sources([folder.file("here"), folder.file("logs")]).map(\.records) == [1])
  }

  @Test func whatAFolderHoldsBesidesFilesIsNamedAndLeftAlone() async throws {
    let path = try folder.write("logs/a.log", line)
    try folder.write("logs/deep/er/b.log", troubledLog.lines[1] + "\n")
    try folder.write("secret.log", line)
    for (name, target) in [
      ("shadow.log", folder.file("secret.log")), ("zero.log", "/dev/zero"), ("loop", folder.file("logs")),
      ("dangling.log", "/nonexistent"),
    ] {
      try FileManager.default.createSymbolicLink(atPath: folder.file("logs/" + name), withDestinationPath: target)
    }
    #expect(unsafe mkfifo(folder.file("logs/pipe.log"), 0o600) == 0)
    let found = try await replay([folder.file("logs")])
    #expect(
      found.coverage.sources.filter { $0.records > 0 }.map(\.source) == [path, folder.file("logs/deep/er/b.log")])
    for name in ["shadow.log", "zero.log", "loop", "dangling.log"] {
      #expect(found.source(name)?.remarks.first?.contains("symbolic link") == true, "\(name)")
    }
    #expect(found.source("pipe.log")?.remarks.first?.contains("not a regular file") == true)
  }

  /// A link beside its target adds nothing, and one to what is found in no other way is read under its target's name.
  @Test func linksWithinTheFolderAreReadOnce() async throws {
    let path = try folder.write("logs/app.log", line)
    let hidden = try folder.write("logs/..data/db.log", troubledLog.lines[1] + "\n")
    let others = try folder.write("others/..data/mail.log", troubledLog.lines[2] + "\n")
    for (name, target) in [
      ("current.log", "app.log"), ("a.log", "current.log"), ("db.log", "..data/db.log"), ("db2.log", hidden),
      ("mail.log", others),
    ] {
      try FileManager.default.createSymbolicLink(atPath: folder.file("logs/" + name), withDestinationPath: target)
    }
    let alone = try await replay([folder.file("logs")])
    #expect(alone.coverage.sources.filter { $0.records > 0 }.map(\.source) == [hidden, path])
    #expect(alone.coverage.sources.filter { $0.records == 0 }.map(\.source) == [folder.file("logs/mail.log")])
    let both = try await sources([folder.file("logs"), folder.file("others")])
    #expect(both.map(\.source) == [hidden, path, others] && both.allSatisfy { $0.records == 1 })
    var options = RecordReading.Options(paths: [folder.file("logs")])
    options.zone = "UTC"
    var read: [String] = []
    try RecordReading(options).run { if case .record(_, let source) = $0 { read.append(source) } }
    #expect(read == [hidden, path])
  }

  @Test func foldersTooDeepAreNamed() async throws {
    try folder.write("logs/a.log", line)
    try folder.write("logs/" + String(repeating: "d/", count: 20) + "b.log", line)
    let found = try await replay([folder.file("logs")])
    #expect(found.coverage.sources.contains { $0.remarks.contains { $0.contains("folders deep") } })
  }

  @Test func aNamedPipeIsReadOnceFromItsBeginning() async throws {
    signal(SIGPIPE, SIG_IGN)
    let pipe = folder.file("pipe")
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    let text = troubledLog.text
    let writer = Thread {
      let descriptor = unsafe open(pipe, O_WRONLY)
      let bytes = Array(text.utf8)
      var sent = 0
      while sent < bytes.count {
        let more = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress! + sent, $0.count - sent) }
        if more <= 0 { break }
        sent += more
      }
      close(descriptor)
    }
    writer.start()
    let source = try await replay([pipe]) { $0.zone = nil }.coverage.sources[0]
    #expect(source.records == troubledLog.lines.count)
    #expect(source.unparsed == 0)
  }
}
