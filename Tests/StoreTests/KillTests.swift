import Foundation
import LogLab
import Store
import Testing

/// A writer that is killed leaves whole checkpoints, and the next one goes on behind them.
@Suite struct KillTests {
  /// 100 rounds; `HINDCAST_KILLS=1000` asks for more.
  private static let rounds = ProcessInfo.processInfo.environment["HINDCAST_KILLS"].flatMap(Int.init) ?? 100

  @Test func case65AWriterKilledAtAnyMomentLosesAndDoublesNothing() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("hindcast.db")
    var generator = Generator(65)
    var last = 0
    for round in 0..<Self.rounds {
      let told = try killed(path, afterLines: Int.random(in: 1...6, using: &generator)) {
        Duration.microseconds(Int.random(in: 0...4000, using: &generator))
      }
      let number = try expectWholeCheckpoints(path)
      #expect(number >= told && number > last, "round \(round): \(number) of \(told) told")
      last = number
    }
  }

  /// The file may not grow, which SQLite cannot tell from a disk that fails.
  @Test func case70AWriterWhoseWriteFailsWritesNoMoreAndLeavesWholeCheckpoints() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("hindcast.db")
    let scribe = Process()
    let (output, errors) = (Pipe(), Pipe())
    scribe.executableURL = URL(fileURLWithPath: "/bin/sh")
    scribe.arguments = ["-c", "trap '' XFSZ; ulimit -f 1400; exec \"$0\" \"$1\"", Self.scribe.path, path]
    scribe.standardOutput = output
    scribe.standardError = errors
    try scribe.run()
    let told = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let reasons = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    scribe.waitUntilExit()
    #expect(scribe.terminationStatus == 74)
    #expect(reasons.split(separator: "notWritten").count == 3, "\(reasons)")
    #expect(try expectWholeCheckpoints(path) == told.split(separator: "\n").count)
  }

  private static let scribe = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appendingPathComponent("store-scribe")

  /// Runs a writer until it has told of so many checkpoints and a little longer, and kills it.
  /// - Returns: the number of the last checkpoint that it told of.
  private func killed(_ path: String, afterLines lines: Int, andThen pause: () -> Duration) throws -> Int {
    let scribe = Process()
    let output = Pipe()
    scribe.executableURL = Self.scribe
    scribe.arguments = [path]
    scribe.standardOutput = output
    try scribe.run()
    var text = Data()
    while text.count(where: { $0 == 0x0A }) < lines {
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else { break }
      text += more
    }
    // The moment of the kill is what is tested: it is reached by waiting busily, not by sleeping.
    let end = ContinuousClock.now + pause()
    while ContinuousClock.now < end {}
    kill(scribe.processIdentifier, SIGKILL)
    scribe.waitUntilExit()
    text += output.fileHandleForReading.readDataToEndOfFile()
    return String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap { Int($0) }.last ?? 0
  }
}
