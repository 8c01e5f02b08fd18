import Foundation
import LogLab
import Testing

@testable import Pipeline

@Suite struct RecordReadingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func options() -> RecordReading.Options {
    var options = RecordReading.Options(paths: [folder.path])
    options.zone = "UTC"
    return options
  }

  /// What comes first is told before anybody looks at what follows.
  @Test func aFileIsLookedAtWhenItsTurnComes() throws {
    try folder.write("a.log", troubledLog.lines[0] + "\n")
    let later = try folder.write("b.log", [0, 1, 2, 3])
    var read: [String] = []
    try RecordReading(options()).run { step in
      guard case .record(_, let source) = step else { return }
      if read.isEmpty { try Data((troubledLog.lines[1] + "\n").utf8).write(to: URL(fileURLWithPath: later)) }
      read.append(source)
    }
    #expect(read == [folder.file("a.log"), later])
  }
}
