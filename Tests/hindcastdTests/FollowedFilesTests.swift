import Control
import DaemonLab
import Foundation
import Glibc
import LogLab
import Testing

/// What the daemon as a process makes of files to which the worst happens, and what it says of it.
@Suite(.serialized, .timeLimit(.minutes(4))) struct FollowedFilesTests {
  let daemon: DaemonProcess

  init() throws { daemon = try DaemonProcess() }

  private var log: String { daemon.folder.file("log/access.log") }

  /// An access log's lines of the last minutes.
  private func lines(_ range: Range<Int>) -> String {
    let start = Int64(Date().timeIntervalSince1970) - 600
    return range.map {
      "192.0.2.1 - - [\(AccessLog.stamp(start + Int64($0) / 100))] \"GET /\($0) HTTP/1.1\" 200 512 \"-\" \"curl/8\"\n"
    }.joined()
  }

  private func append(_ text: String, to path: String? = nil) throws {
    let descriptor = unsafe open(path ?? log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    try #require(descriptor >= 0)
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    try handle.write(contentsOf: Data(text.utf8))
  }

  /// Whether it comes to have stored so many records of all sources.
  private func has(records: Int, within time: Duration = .seconds(60)) async throws -> Bool {
    try await eventually(within: time) { [daemon] in
      let text = (daemon.answer("/v1/coverage") ?? "").replacing(" ", with: "")
      let counts = text.matches(of: /"records":(\d+)/).compactMap { Int($0.output.1) }
      return counts.reduce(0, +) == records
    }
  }

  /// Whether `status --json` comes to say, or not to say, something within the ten seconds that are promised (O6).
  private func status(says text: String, _ says: Bool = true) async throws -> Bool {
    try await eventually(within: .seconds(10)) { [daemon] in
      daemon.answer("/v1/status").map { $0.replacing("\\/", with: "/").contains(text) == says } ?? false
    }
  }

  private func end(_ process: Process) async throws {
    process.terminate()
    #expect(try await eventually(within: .seconds(10)) { !process.isRunning })
  }

  /// The most memory that it has taken, bytes.
  private func peakMemory(_ process: Process) throws -> Int {
    let text = try String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
    return try #require(text.firstMatch(of: /VmHWM:\s+(\d+) kB/).flatMap { Int($0.output.1) }) * 1024
  }

  @Test func case6AFileThatWasTruncatedWhileTheProcessStoodStillIsReadFromItsBeginning() async throws {
    try append(lines(0..<500))
    let process = try daemon.start(by: [])
    #expect(try await has(records: 500))
    kill(process.processIdentifier, SIGSTOP)
    try #require(unsafe truncate(log, 0) == 0)
    try append(lines(500..<2500))
    kill(process.processIdentifier, SIGCONT)
    #expect(try await has(records: 2500))
    #expect(try await status(says: "was truncated before its end was read: 0 bytes known to be lost"))
    try await end(process)
  }

  @Test func case7And13WhatIsHugeTakesLittleMemory() async throws {
    try append(lines(0..<10))
    let process = try daemon.start(by: [])
    #expect(try await has(records: 10))
    try append(String(repeating: "x", count: 64 << 20) + "\n" + lines(11..<20))
    #expect(try await has(records: 19))
    try #require(unsafe truncate(log, 4 << 30) == 0)
    try append(lines(20..<30))
    #expect(try await has(records: 29))
    #expect(try peakMemory(process) < 256 << 20)
    #expect(daemon.answer("/v1/coverage")?.contains("longer than 1 MiB") == true)
    try await end(process)
  }

  @Test(.enabled(if: geteuid() == 0, "needs root, to run the daemon as somebody else"))
  func case15AFileWithoutPermissionIsNamedAndReadWithin5SecondsOfGettingIt() async throws {
    try append(lines(0..<10))
    try #require(unsafe chmod(log, 0) == 0)
    for name in ["", "/log", "/state", "/run", "/hindcast.yaml", "/errors"] {
      let path = daemon.folder.path + name
      if name == "/errors" { try append("", to: path) }
      try #require(unsafe chown(path, 65_534, 65_534) == 0)
    }
    try #require(unsafe chown(log, 65_534, 65_534) == 0)
    let process = try daemon.start(
      by: ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all"])
    #expect(try await status(says: "access.log may not be read"))
    try #require(unsafe chmod(log, 0o640) == 0)
    #expect(try await has(records: 10, within: .seconds(5)))
    #expect(try await status(says: "may not be read", false))
    try await end(process)
  }

  /// The limit is one of a namespace of its own.
  @Test(.enabled(if: FollowedFilesTests.hasNamespaces, "needs namespaces of users"))
  func case18WithoutWatchesFilesAreLookedAtAndTheStatusSaysSo() async throws {
    try append(lines(0..<10))
    let process = try daemon.start(
      by: [
        "/usr/bin/unshare", "--user", "--map-root-user", "/bin/sh", "-c",
        "echo 0 >/proc/sys/user/max_inotify_watches; exec \"$@\"", "sh",
      ])
    #expect(try await has(records: 10))
    #expect(try await status(says: "raise fs.inotify.max_user_watches"))
    try append(lines(10..<20))
    #expect(try await has(records: 20, within: .seconds(10)))
    try #require(unsafe rename(log, log + ".1") == 0)
    try append(lines(20..<30))
    try append(lines(30..<40), to: daemon.folder.file("log/later.log"))
    #expect(try await has(records: 40, within: .seconds(10)))
    try await end(process)
  }

  private static let hasNamespaces: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
    process.arguments = [
      "--user", "--map-root-user", "/bin/sh", "-c", "echo 0 2>/dev/null >/proc/sys/user/max_inotify_watches",
    ]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  /// Of few descriptors the logs take a third.
  @Test func case19WithFewDescriptors200FilesAreFollowed() async throws {
    for file in 0..<200 { try append(lines(0..<10), to: daemon.folder.file("log/\(file).log")) }
    let process = try daemon.start(by: ["/bin/sh", "-c", "ulimit -n 72; exec \"$@\"", "sh"])
    #expect(try await has(records: 2000))
    for round in 1..<4 {
      for file in 0..<200 {
        let path = daemon.folder.file("log/\(file).log")
        if file % 3 == 0 { try #require(unsafe rename(path, path + ".\(round)") == 0) }
        try append(lines(10 * round..<10 * round + 10), to: path)
      }
      #expect(try await has(records: 2000 * (round + 1)))
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.processIdentifier)/fd")
    let open = names.compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process.processIdentifier)/fd/\($0)")
    }.count { $0.hasPrefix(daemon.folder.file("log/")) }
    #expect(open <= 24)
    #expect(try await status(says: "too many open files", false))
    try await end(process)
  }

  @Test func case16AFolderInAnothersPlaceIsFollowed() async throws {
    try append(lines(0..<10))
    let process = try daemon.start(by: [])
    #expect(try await has(records: 10))
    let folder = daemon.folder.file("log")
    try #require(unsafe rename(folder, folder + ".old") == 0)
    try #require(unsafe mkdir(folder, 0o755) == 0)
    try append(lines(10..<20))
    #expect(try await has(records: 20))
    // Its changes are told, and it is the path's log that is followed.
    try append(lines(20..<30))
    #expect(try await has(records: 30))
    try await end(process)
  }
}

extension DaemonProcess {
  /// Starts it by other programs, which give way to it.
  func start(by programs: [String]) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = programs + [Self.programs.path + "/hindcastd"] + arguments
    process.environment = ["TZ": "UTC", "PATH": "/usr/bin:/bin"]
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }
}
