import Foundation
import Subprocess
import SystemPackage

/// Runs a program for a bounded time: no shell, a clean environment, a session of its own that is ended as a whole.
struct ChildCommand: Sendable {
  /// What is kept of its output.
  static let keptBytes = 4096
  /// From the signal that asks the program to end to the one that makes it.
  private static let grace = Duration.seconds(2)

  struct Result: Sendable, Equatable {
    /// The exit status, or 128 and the signal that ended it, as a shell counts.
    var status: Int32
    /// The beginning of what it wrote to standard output and error.
    var output: String
  }

  /// The program's path and its arguments.
  var command: [String]
  var environment: [String: String] = [:]
  var timeLimit: Duration
  var clock: any Clock<Duration> = ContinuousClock()

  /// - Parameter input: less than a pipe holds (64 KiB, pipe(7)), so that writing it waits for nobody.
  /// - Returns: nil: it took longer than it may, and was ended with all that it had started.
  func run(input: [UInt8]) async throws -> Result? {
    try await withThrowingTaskGroup(of: Result?.self) { tasks in
      tasks.addTask { try await finish(input) }
      tasks.addTask {
        try await clock.sleep(for: timeLimit)
        return nil
      }
      defer { tasks.cancelAll() }
      return try await tasks.next() ?? nil
    }
  }

  private func finish(_ input: [UInt8]) async throws -> Result {
    var options = PlatformOptions()
    options.createSession = true
    options.teardownSequence = [
      .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: Self.grace)
    ]
    var variables: [Environment.Key: String] = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"]
    for (name, value) in environment { variables[Environment.Key(stringLiteral: name)] = value }
    let finished = try await Subprocess.run(
      .path(FilePath(command[0])), arguments: Arguments(Array(command.dropFirst())),
      environment: .custom(variables), workingDirectory: "/", platformOptions: options, input: .inputWriter,
      output: .sequence, error: .combinedWithOutput
    ) { execution in
      // A program need not read what it is told: that it closed its input is no failure of ours.
      _ = try? await execution.standardInputWriter.write(input)
      try? await execution.standardInputWriter.finish()
      var kept: [UInt8] = []
      for try await block in execution.standardOutput {
        let bytes = block.bytes
        for offset in 0..<min(bytes.byteCount, Self.keptBytes - kept.count) {
          kept.append(unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
        }
      }
      return kept
    }
    let status: Int32 =
      switch finished.terminationStatus {
      case .exited(let code): code
      case .signaled(let signal): 128 + signal
      }
    return Result(status: status, output: String(decoding: finished.closureResult, as: UTF8.self))
  }
}
