import Control
import DaemonLab
import Foundation
import Incidents
import LogLab
import Store
import Synchronization
import Testing

/// The daemon while much is written.
@Suite(.serialized, .timeLimit(.minutes(5))) struct LoadTests {
  let daemon: DaemonProcess

  init() throws { daemon = try DaemonProcess() }

  @Test func case73ToldToEndAtFullLoadItEndsInTenSecondsAndLosesNothing() async throws {
    let writer = LogWriter(daemon.folder, linesASecond: 40_000)
    try daemon.start()
    for round in 1...3 {
      #expect(try await daemon.reads(atLeast: 20_000), "in round \(round)")
      let began = ContinuousClock.now
      daemon.signal(SIGTERM)
      #expect(try await daemon.status(within: .seconds(20)) == 0)
      #expect(ContinuousClock.now - began < .seconds(10))
      try daemon.start()
    }
    let written = try await writer.stop()
    #expect(try await daemon.counts(records: written))
    #expect(try await daemon.end())
    let stored = try IncidentStore(path: daemon.store, access: .reading).coverage()
    #expect(stored.sources.map(\.records) == [written])
    #expect(stored.sources.allSatisfy { $0.gaps.isEmpty && $0.unparsed == 0 })
  }

  /// With less memory than it takes it is killed and started again, as systemd would; it must come to an end all the same.
  @Test(
    .enabled(if: MemoryGroup.works, "there is no memory cgroup to limit it with: run as root on a host with cgroups"))
  func case76With64MegabytesItLosesNothing() async throws {
    let group = try MemoryGroup(limit: 64 << 20)
    defer { group.remove() }
    let writer = LogWriter(daemon.folder, linesASecond: 20_000)
    try daemon.start(before: group.entering)
    #expect(try await daemon.answers())
    var starts = 1
    /// Whether it has read all that was written by now; it is started as often as it ends.
    func reads(_ lines: () -> Int) async throws {
      let deadline = ContinuousClock.now + .seconds(120)
      while ContinuousClock.now < deadline {
        let wanted = lines()
        let isDone = try await eventually(within: .seconds(20)) { [daemon] in
          !daemon.isRunning || (daemon.records ?? 0) >= wanted
        }
        if isDone, daemon.isRunning { return }
        if !daemon.isRunning {
          starts += 1
          try daemon.start(before: group.entering)
        }
      }
    }
    #expect(group.contains(daemon.id))
    try await reads { 100_000 }
    let written = try await writer.stop()
    try await reads { written }
    #expect(daemon.records == written)
    #expect(starts < 10, "it was started \(starts) times")
    #expect(try await daemon.end())
  }

  /// A short form; as long as in the matrix with `HINDCAST_PAUSE=120`.
  @Test func case60StoppedForAWhileAndContinuedItSeesNoSpike() async throws {
    let pause = ProcessInfo.processInfo.environment["HINDCAST_PAUSE"].flatMap { Int($0) } ?? 8
    // Traffic that is known for an hour, by a server that says how long requests take.
    let now = Int64(Date().timeIntervalSince1970)
    try daemon.folder.write("log/access.log", ((now - 3600)..<now).map { Self.second($0) }.joined())
    try daemon.start()
    #expect(try await daemon.reads(lines: 36_000))
    let stopAt = now + Int64(pause)
    daemon.signal(SIGSTOP)
    let daemon = daemon
    /// Writes each second's lines when it is over.
    @Sendable func follow(from: Int64, until: Int64) async throws {
      for second in from..<until {
        _ = try await eventually { Int64(Date().timeIntervalSince1970) > second }
        try daemon.folder.append(Self.second(second), to: "log/access.log")
      }
    }
    try await follow(from: now, until: stopAt)
    daemon.signal(SIGCONT)
    try await follow(from: stopAt, until: stopAt + 5)
    #expect(try await daemon.reads(lines: 36_000 + (pause + 5) * 10))
    #expect(daemon.incidents?.map(\.title) == [])
    #expect(try await daemon.end())
  }

  /// Ten requests of about 20 ms.
  private static func second(_ second: Int64) -> String {
    (0..<10).map { i in
      let line = NumberedLines.line(Int(second) * 10 + i, at: second).dropLast()
      return line + " 0.0\(15 + (Int(second) * 7 + i * 3) % 10) 0.01\(i)\n"
    }.joined()
  }
}

/// Writes numbered lines to a log, fifty times a second, until it is stopped.
///
/// `@unchecked Sendable`: what changes is changed under `condition`.
private final class LogWriter: @unchecked Sendable {
  private let condition = NSCondition()
  private var isStopped = false
  private var written: Int?

  init(_ folder: TemporaryFolder, linesASecond: Int) {
    Thread.detachNewThread { [self] in write(folder, linesASecond / 50) }
  }

  private func write(_ folder: TemporaryFolder, _ batch: Int) {
    var count = 0
    while !condition.withLock({ isStopped }) {
      let now = Int64(Date().timeIntervalSince1970)
      let text = (0..<batch).map { NumberedLines.line(count + $0, at: now) }.joined()
      guard (try? folder.append(text, to: "log/access.log")) != nil else { break }
      count += batch
      usleep(20_000)
    }
    condition.withLock {
      written = count
      condition.broadcast()
    }
  }

  /// - Returns: how many lines it has written.
  func stop() async throws -> Int {
    try await offPool { [self] in
      condition.withLock {
        isStopped = true
        while written == nil { condition.wait() }
        return written ?? 0
      }
    }
  }
}

/// A group of processes that may have so much memory together (the memory controller of cgroups v1 or v2).
private struct MemoryGroup {
  private static let v1 = "/sys/fs/cgroup/memory"
  private static let v2 = "/sys/fs/cgroup"

  static let works: Bool = {
    guard let group = try? MemoryGroup(limit: 64 << 20) else { return false }
    group.remove()
    return true
  }()

  private let path: String

  init(limit: Int) throws {
    let isFirst = FileManager.default.fileExists(atPath: Self.v1 + "/memory.limit_in_bytes")
    path = (isFirst ? Self.v1 : Self.v2) + "/hindcast-test-\(getpid())"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    do {
      let file = path + (isFirst ? "/memory.limit_in_bytes" : "/memory.max")
      try Data(String(limit).utf8).write(to: URL(fileURLWithPath: file))
    } catch {
      remove()
      throw error
    }
  }

  /// What a shell does to join it.
  var entering: String { "echo $$ >\(path)/cgroup.procs" }

  func contains(_ process: Int32) -> Bool {
    let processes = try? String(contentsOfFile: path + "/cgroup.procs", encoding: .utf8)
    return processes?.split(separator: "\n").contains(Substring(String(process))) == true
  }

  func remove() { _ = unsafe rmdir(path) }
}
