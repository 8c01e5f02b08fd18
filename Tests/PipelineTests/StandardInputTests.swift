import Glibc
import Incidents
import LogLab
import Testing

@testable import Pipeline

/// Standard input can be read once only: the sample that tells its format is part of what is replayed.
@Suite(.serialized) struct StandardInputTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Replays `paths` with a file's bytes on standard input.
  private func replay(_ paths: [String], input path: String) async throws -> Reconstruction {
    let kept = dup(0)
    let file = unsafe open(path, O_RDONLY)
    dup2(file, 0)
    close(file)
    defer {
      dup2(kept, 0)
      close(kept)
    }
    return try await PipelineTests.replay(paths)
  }

  @Test(arguments: [false, true])
  func standardInputIsReadOnce(isPacked: Bool) async throws {
    let bytes = Array(troubledLog.text.utf8)
    let path = try folder.write("input", isPacked ? gzip(bytes) : bytes)
    let found = try await replay(["-", "-"], input: path)
    #expect(found.coverage.sources.map(\.source) == ["-"])
    #expect(found.coverage.sources.map(\.records) == [troubledLog.lines.count])
    let plain = try await PipelineTests.replay([folder.write("access.log", troubledLog.text)])
    #expect(found.incidents.map(\.startedAt) == plain.incidents.map(\.startedAt))
    #expect(found.incidents.map(\.impact.failed) == plain.incidents.map(\.impact.failed))
  }

  @Test func emptyStandardInputHasNoRecords() async throws {
    let found = try await replay(["-"], input: folder.write("input", ""))
    #expect(found.coverage.sources.map(\.format) == ["empty"])
  }
}
