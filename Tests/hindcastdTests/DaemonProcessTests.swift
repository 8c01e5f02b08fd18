import Foundation
import Incidents
import LogLab
import Store
import Testing

/// The daemon as a process: how it starts, ends and refuses.
@Suite(.serialized, .timeLimit(.minutes(4))) struct DaemonProcessTests {
  let daemon: DaemonProcess

  init() throws { daemon = try DaemonProcess() }

  /// An access log's lines of the last minutes, as time goes by.
  private func lines(_ range: Range<Int>) -> String {
    let start = Int64(Date().timeIntervalSince1970) - 600
    return range.map {
      "192.0.2.1 - - [\(AccessLog.stamp(start + Int64($0) / 10))] \"GET /\($0) HTTP/1.1\" 200 512 \"-\" \"curl/8\"\n"
    }.joined()
  }

  private func append(_ text: String, to path: String) throws {
    if !FileManager.default.fileExists(atPath: path) { _ = FileManager.default.createFile(atPath: path, contents: nil) }
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  private func said(_ text: String) async throws -> Bool {
    try await eventually { [daemon] in daemon.errors.contains(text) }
  }

  private func has(lines: Int) async throws -> Bool {
    try await eventually { [daemon] in
      (daemon.answer("/v1/status") ?? "").replacing(" ", with: "").contains("\"lines\":\(lines)")
    }
  }

  private func answers() async throws -> Bool {
    try await eventually { [daemon] in daemon.answer("/v1/status") != nil }
  }

  /// Case 78.
  @Test func itStartsWithoutDescriptorsHomeAndZone() async throws {
    try daemon.start("<&- >&- 2>&-", clearing: true)
    #expect(try await answers())
    daemon.signal(SIGTERM)
    #expect(try await daemon.status(within: .seconds(10)) == 0)
  }

  /// Case 73.
  @Test func toldToEndItStoresWhatItReadAndLeavesNoSocket() async throws {
    try append(lines(0..<500), to: daemon.folder.file("log/access.log"))
    try daemon.start()
    #expect(try await has(lines: 500))
    let began = ContinuousClock.now
    daemon.signal(SIGTERM)
    #expect(try await daemon.status(within: .seconds(10)) == 0)
    #expect(ContinuousClock.now - began < .seconds(2))
    #expect(!FileManager.default.fileExists(atPath: daemon.socket))
    #expect(daemon.errors == "")
    let stored = try IncidentStore(path: daemon.store, access: .reading).coverage()
    #expect(stored.sources.map(\.records) == [500])
  }

  @Test func case71ASecondOneOnTheSameStoreNamesTheHolder() async throws {
    try daemon.start()
    #expect(try await answers())
    let second = try daemon.run(
      "hindcastd",
      [
        "--config", daemon.folder.file("hindcast.yaml"), "--store", daemon.store, "--socket",
        daemon.folder.file("b.sock"),
      ])
    #expect(second.status == 1)
    #expect(second.errors.contains("is being written by hindcastd (process "))
    #expect(second.errors.split(separator: "\n").count == 1)
    daemon.signal(SIGTERM)
    #expect(try await daemon.status(within: .seconds(10)) == 0)
  }

  /// Case 74.
  @Test func aBrokenConfigurationLeavesTheOneBeforeInForce() async throws {
    try daemon.start()
    #expect(try await answers())
    try daemon.configure("colour: red\n")
    daemon.signal(SIGHUP)
    #expect(try await said("hindcast.yaml:3: unknown key \"colour\""))
    #expect(daemon.errors.contains("the configuration before stays in force"))
    try append(lines(0..<50), to: daemon.folder.file("log/later.log"))
    #expect(try await has(lines: 50))
    daemon.signal(SIGTERM)
    #expect(try await daemon.status(within: .seconds(10)) == 0)
  }

  @Test func case65KilledWhileLinesAreWrittenAndRotatedItCountsEachOnce() async throws {
    let log = daemon.folder.file("log/access.log")
    var random = Generator(5)
    var written = 0
    for round in 0..<8 {
      try daemon.start()
      for _ in 0..<Int.random(in: 1...20, using: &random) {
        let count = Int.random(in: 1...60, using: &random)
        try append(lines(written..<(written + count)), to: log)
        written += count
      }
      if round % 3 == 1 { try FileManager.default.moveItem(atPath: log, toPath: log + ".\(9 - round)") }
      // Of a file that was never seen, what was rotated away before is history: the first round must have seen it.
      if round == 0 {
        #expect(try await has(lines: written))
      } else if random.chance(0.7) {
        #expect(try await answers())
      }
      daemon.signal(SIGKILL)
      #expect(try await daemon.status(within: .seconds(10)) != nil)
    }
    try append(lines(written..<(written + 1)), to: log)
    written += 1
    try daemon.start()
    let expected = written
    let isExact = try await eventually(within: .seconds(20)) { [daemon] in
      (daemon.answer("/v1/coverage") ?? "").replacing(" ", with: "").contains("\"records\":\(expected)")
    }
    #expect(isExact, "\(daemon.answer("/v1/coverage") ?? daemon.errors) instead of \(expected)")
    daemon.signal(SIGTERM)
    #expect(try await daemon.status(within: .seconds(10)) == 0)
  }

  /// An access log of the last hour that failed for the last five minutes.
  private func failing() -> String {
    let now = Int64(Date().timeIntervalSince1970)
    return ((now - 3600)..<now).map { second in
      (0..<5).map { i in
        let status = second > now - 300 && i < 3 ? 502 : 200
        return "192.0.2.\(i) - - [\(AccessLog.stamp(second))] \"GET /cart HTTP/1.1\" \(status) 512 \"-\" \"curl/8\"\n"
      }.joined()
    }.joined()
  }

  @Test func anIncidentUnderWayIsToldOnceThoughTheDaemonIsKilled() async throws {
    let told = daemon.folder.file("told")
    try daemon.configure(
      "notify:\n  commands:\n    - [/bin/sh, -c, 'echo $HINDCAST_EVENT $HINDCAST_EVENT_ID >> \(told)']\n")
    try append(failing(), to: daemon.folder.file("log/access.log"))
    @Sendable func lines() -> [Substring] {
      ((try? String(contentsOfFile: told, encoding: .utf8)) ?? "").split(separator: "\n")
    }
    try daemon.start()
    #expect(try await eventually { lines().contains { $0.hasPrefix("opened ") } })
    let listed = try daemon.run("hindcast", ["list", "--store", daemon.store, "--json"]).text
    #expect(listed.replacing(" ", with: "").contains("\"status\":\"open\""))
    for _ in 0..<3 {
      daemon.signal(SIGKILL)
      #expect(try await daemon.status(within: .seconds(10)) != nil)
      try daemon.start()
      #expect(try await answers())
    }
    daemon.signal(SIGTERM)
    #expect(try await daemon.status(within: .seconds(10)) == 0)
    #expect(lines().filter { $0.hasPrefix("opened ") }.count == 1)
    #expect(Set(lines()).count == lines().count)
  }

  @Test func theCheckSaysWhatIsReadAndWhatNot() throws {
    try append(lines(0..<50), to: daemon.folder.file("log/nginx.log"))
    try daemon.folder.write("log/noise.log", [0, 1, 2, 3, 0, 0, 255, 254, 10, 0, 7, 0])
    let check = try daemon.run("hindcastd", ["--config", daemon.folder.file("hindcast.yaml"), "--check"])
    #expect(check.status == 0)
    #expect(check.text.contains("nginx.log: "))
    #expect(check.text.contains("noise.log: not read: it is binary"))
    #expect(check.text.contains("log_format timed"))
  }

  @Test func anUnknownKeyIsRefusedWithItsLine() throws {
    try daemon.configure("colour: red\n")
    let check = try daemon.run("hindcastd", ["--config", daemon.folder.file("hindcast.yaml"), "--check"])
    #expect(check.status != 0)
    #expect(check.errors.contains("hindcast.yaml:3: unknown key \"colour\""))
  }
}
