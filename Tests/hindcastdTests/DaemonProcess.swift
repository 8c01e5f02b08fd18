import Control
import DaemonLab
import Foundation
import Glibc
import Incidents
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

  /// - Parameter logs: the pattern of log files, in the folder; nil: all that end in `.log` in its own.
  func configure(_ more: String = "", journal: Bool = false, logs: String? = nil) throws {
    let pattern = logs.map { folder.file($0) } ?? self.logs + "/*.log"
    try folder.write("hindcast.yaml", "journal: \(journal)\nlog_files: [\"\(pattern)\"]\n\(more)")
  }

  var arguments: [String] {
    ["--config", folder.file("hindcast.yaml"), "--store", store, "--socket", socket]
  }

  /// Starts it by a shell, which gives way to it.
  /// - Parameters:
  ///   - redirections: what the shell does with its descriptors.
  ///   - before: shell commands that come first.
  func start(
    _ redirections: String = "</dev/null >/dev/null 2>>\"$ERRORS\"", clearing: Bool = false, before: String = ":",
    environment: [String: String] = [:]
  ) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments =
      ["-c", "\(before); exec \"$@\" \(redirections)", "sh", Self.programs.path + "/hindcastd"] + arguments
    process.environment = clearing ? [:] : ["TZ": "UTC", "PATH": "/usr/bin:/bin"]
    process.environment?["ERRORS"] = folder.file("errors")
    process.environment?.merge(environment) { $1 }
    try process.run()
    self.process = process
  }

  func signal(_ number: Int32) { if let process { Glibc.kill(process.processIdentifier, number) } }

  /// Its number; 0 before it was started.
  var id: Int32 { process?.processIdentifier ?? 0 }

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

  /// Ends it in order, and says whether it did so in the time it has.
  func end() async throws -> Bool {
    signal(SIGTERM)
    return try await status(within: .seconds(10)) == 0
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

extension DaemonProcess {
  /// What `/v1/status` says of its sources; nil where it does not answer.
  var sources: [SourceStatus]? {
    answer("/v1/status").flatMap { try? JSONDecoder().decode(DaemonStatus.self, from: Data($0.utf8)).sources }
  }

  /// All records that its sources gave, as the ledger has them.
  var records: Int? {
    answer("/v1/coverage").flatMap { try? JSONDecoder().decode(Coverage.self, from: Data($0.utf8)) }?
      .sources.reduce(0) { $0 + $1.records }
  }

  /// All incidents; nil where it does not answer.
  var incidents: [Incident]? {
    answer("/v1/incidents").flatMap { try? JSONDecoder().decode(Reconstruction.self, from: Data($0.utf8)) }?.incidents
  }

  func answers() async throws -> Bool { try await eventually { self.sources != nil } }

  /// Whether it says this on standard error.
  func says(_ text: String) async throws -> Bool { try await eventually { self.errors.contains(text) } }

  /// Whether it comes to have read so many lines.
  func reads(lines: Int) async throws -> Bool {
    try await eventually { self.sources?.reduce(0) { $0 + $1.lines } == lines }
  }

  func reads(atLeast lines: Int) async throws -> Bool {
    try await eventually { (self.sources?.reduce(0) { $0 + $1.lines } ?? 0) >= lines }
  }

  /// Whether its sources come to be of these kinds.
  func follows(_ kinds: [SourceStatus.Kind]) async throws -> Bool {
    try await eventually { self.sources?.map(\.kind) == kinds }
  }

  /// Whether its ledger comes to so many records.
  func counts(records: Int) async throws -> Bool { try await eventually { self.records == records } }
}

extension TemporaryFolder {
  /// Writes to the end of a file.
  func append(_ text: String, to name: String) throws {
    if !FileManager.default.fileExists(atPath: file(name)) { try write(name, "") }
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file(name)))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }
}

/// Lines of an access log that no two are alike.
enum NumberedLines {
  /// Ten a second, from ten minutes ago on.
  static func text(_ range: Range<Int>) -> String {
    let start = Int64(Date().timeIntervalSince1970) - 600
    return range.map { line($0, at: start + Int64($0) / 10) }.joined()
  }

  static func line(_ number: Int, at second: Int64, status: Int = 200) -> String {
    "192.0.2.\(number % 200) - - [\(AccessLog.stamp(second))] \"GET /\(number) HTTP/1.1\" \(status) 512 \"-\" \"curl/8\"\n"
  }

  /// Of the last hour, failing for some of it: seconds before now.
  static func failing(_ seconds: Range<Int64> = 0..<300) -> String {
    let now = Int64(Date().timeIntervalSince1970)
    return ((now - 3600)..<now).map { second in
      let fails = seconds.contains(now - second)
      return (0..<5).map { line(Int(second) * 5 + $0, at: second, status: fails && $0 < 3 ? 502 : 200) }.joined()
    }.joined()
  }
}
