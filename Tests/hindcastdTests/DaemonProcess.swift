import Control
import Foundation
import Glibc
import LogLab

/// A hindcastd as a process of its own, in a folder of its own.
///
/// `@unchecked Sendable`: its process is started and ended by one test.
final class DaemonProcess: @unchecked Sendable {
  static let programs = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

  let folder: TemporaryFolder
  /// The folder of the logs that it follows.
  let logs: String
  private var process: Process?

  let store: String

  /// - Parameters:
  ///   - logs: a folder of logs that another one follows, too; nil: one of its own.
  ///   - store: where its store is; nil: in its own folder.
  init(logs: String? = nil, store: String? = nil) throws {
    folder = try TemporaryFolder()
    self.logs = logs ?? folder.file("log")
    self.store = store ?? folder.file("state/hindcast.db")
    for name in ["log", "state", "run"] {
      try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: false)
    }
    try configure()
  }

  var socket: String { folder.file("run/hindcast.sock") }
  var drafts: String { folder.file("state/drafts") }
  var errors: String { (try? String(contentsOfFile: folder.file("errors"), encoding: .utf8)) ?? "" }
  var isRunning: Bool { process?.isRunning ?? false }

  func configure(_ more: String = "") throws {
    try folder.write("hindcast.yaml", "journal: false\nlog_files: [\"\(logs)/*.log\"]\n\(more)")
  }

  var arguments: [String] {
    ["--config", folder.file("hindcast.yaml"), "--store", store, "--socket", socket]
  }

  /// Starts it by a shell, which gives way to it.
  /// - Parameters:
  ///   - redirections: what the shell does with its descriptors.
  ///   - first: what the shell does before.
  func start(
    _ redirections: String = "</dev/null >/dev/null 2>>\"$ERRORS\"", after first: String = ":", clearing: Bool = false
  ) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments =
      ["-c", "\(first); exec \"$@\" \(redirections)", "sh", Self.programs.path + "/hindcastd"] + arguments
    process.environment = clearing ? [:] : ["TZ": "UTC", "PATH": "/usr/bin:/bin"]
    process.environment?["ERRORS"] = folder.file("errors")
    try process.run()
    self.process = process
  }

  func signal(_ number: Int32) { if let process { Glibc.kill(process.processIdentifier, number) } }

  var identifier: Int32? { process?.processIdentifier }

  /// Ends it at once, whatever it is doing.
  func kill() {
    signal(SIGKILL)
    waitUntilItEnds()
  }

  func waitUntilItEnds() { process?.waitUntilExit() }

  /// Its exit status; nil where it has not ended within the time.
  func status(within time: Duration) async throws -> Int32? {
    let ended = try await eventually(within: time) { !self.isRunning }
    return ended ? process?.terminationStatus : nil
  }

  deinit { signal(SIGKILL) }

  /// What another program says, and its status.
  func run(_ program: String, _ arguments: [String]) throws -> (text: String, errors: String, status: Int32) {
    let process = Process()
    process.executableURL = Self.programs.appending(path: program)
    process.arguments = arguments
    process.environment = ["TZ": "UTC", "PATH": "/usr/bin:/bin", "HINDCAST_SOCKET": socket]
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (text, said, process.terminationStatus)
  }

  /// Its `GET /v1/status`; nil where it does not answer.
  func status() -> DaemonStatus? {
    answer("/v1/status").flatMap { try? JSONDecoder().decode(DaemonStatus.self, from: Data($0.utf8)) }
  }

  /// An answer of its API, as `curl` gets it; nil where there is none.
  func answer(_ path: String) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
    process.arguments = ["-s", "-f", "--max-time", "5", "--unix-socket", socket, "http://localhost" + path]
    let output = Pipe()
    process.standardOutput = output
    guard (try? process.run()) != nil else { return nil }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0 ? text : nil
  }
}

/// Waits until something is so that another process brings about.
func eventually(within time: Duration = .seconds(60), _ condition: @escaping @Sendable () -> Bool) async throws -> Bool
{
  try await offPool {
    let deadline = ContinuousClock.now + time
    while ContinuousClock.now < deadline {
      if condition() { return true }
      usleep(20_000)
    }
    return condition()
  }
}
