import ArgumentParser
import Foundation
import Incidents
import Pipeline

struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "replay")
  @Flag var json = false
  @Option var readSize = 262_144
  @Argument var paths: [String]

  func run() async throws {
    var options = Replay.Options(paths: paths)
    options.readSize = readSize
    let result = try await Replay(options).run()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    FileHandle.standardOutput.write(try encoder.encode(result))
  }
}
