import DaemonLab
import Foundation
import Incidents
import LogLab
import Store
import Testing

/// The daemon as a process: how it starts, ends and refuses.
@Suite(.serialized, .timeLimit(.minutes(4))) struct DaemonProcessTests {
  let daemon: DaemonProcess

  init() throws { daemon = try DaemonProcess() }

  @Test func case78ItStartsWithoutDescriptorsHomeAndZone() async throws {
    try daemon.folder.append(NumberedLines.text(0..<20), to: "log/a.log")
    try daemon.start("<&- >&- 2>&-", clearing: true)
    #expect(try await daemon.reads(lines: 20))
    // What is opened first would get the numbers that programs write their errors to.
    for number in 0...2 {
      let target = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(daemon.id)/fd/\(number)")
      #expect(target == "/dev/null")
    }
    daemon.signal(SIGTERM)
    #expect(try await daemon.status(within: .seconds(10)) == 0)
  }

  @Test func toldToEndItStoresWhatItReadAndLeavesNoSocket() async throws {
    try daemon.folder.append(NumberedLines.text(0..<500), to: "log/access.log")
    try daemon.start()
    #expect(try await daemon.reads(lines: 500))
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
    #expect(try await daemon.answers())
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

  @Test func case65KilledWhileLinesAreWrittenAndRotatedItCountsEachOnce() async throws {
    let log = daemon.folder.file("log/access.log")
    var random = Generator(5)
    var written = 0
    for round in 0..<8 {
      try daemon.start()
      for _ in 0..<Int.random(in: 1...20, using: &random) {
        let count = Int.random(in: 1...60, using: &random)
        try daemon.folder.append(NumberedLines.text(written..<(written + count)), to: "log/access.log")
        written += count
      }
      if round % 3 == 1 { try FileManager.default.moveItem(atPath: log, toPath: log + ".\(9 - round)") }
      // Of a file that was never seen, what was rotated away before is history: the first round must have seen it.
      if round == 0 {
        #expect(try await daemon.reads(lines: written))
      } else if random.chance(0.7) {
        #expect(try await daemon.answers())
      }
      daemon.signal(SIGKILL)
      #expect(try await daemon.status(within: .seconds(10)) != nil)
    }
    try daemon.folder.append(NumberedLines.text(written..<(written + 1)), to: "log/access.log")
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

  @Test func anIncidentUnderWayIsToldOnceThoughTheDaemonIsKilled() async throws {
    let told = daemon.folder.file("told")
    try daemon.configure(
      "notify:\n  commands:\n    - [/bin/sh, -c, 'echo $HINDCAST_EVENT $HINDCAST_EVENT_ID >> \(told)']\n")
    try daemon.folder.append(NumberedLines.failing(), to: "log/access.log")
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
      #expect(try await daemon.answers())
    }
    daemon.signal(SIGTERM)
    #expect(try await daemon.status(within: .seconds(10)) == 0)
    #expect(lines().filter { $0.hasPrefix("opened ") }.count == 1)
    #expect(Set(lines()).count == lines().count)
  }

  @Test func theCheckSaysWhatIsReadAndWhatNot() throws {
    try daemon.folder.append(NumberedLines.text(0..<50), to: "log/nginx.log")
    try daemon.folder.write("log/noise.log", [0, 1, 2, 3, 0, 0, 255, 254, 10, 0, 7, 0])
    let check = try daemon.run("hindcastd", ["--config", daemon.folder.file("hindcast.yaml"), "--check"])
    #expect(check.status == 0)
    #expect(check.text.contains("nginx.log: "))
    #expect(check.text.contains("noise.log: not read: it is binary"))
    #expect(check.text.contains("log_format timed"))
  }

  /// An incident would be noticed, and nobody would hear of it.
  @Test func theCheckNamesWhatWouldNeverPage() throws {
    try daemon.folder.append(NumberedLines.text(0..<50), to: "log/nginx.log")
    let file = daemon.folder.file("hindcast.yaml")
    let page = daemon.folder.file("page")
    try daemon.configure(
      """
      notify:
        commands: [[\(page), --loud], [/bin/true]]
        webhooks:
          - {url: "http://10.1.2.3/page"}
          - {url: "http://10.1.2.4/page", allow: [10.0.0.0/8]}
      """)
    let check = try daemon.run("hindcastd", ["--config", file, "--check"])
    #expect(check.status != 0)
    #expect(check.text.contains("Would not be told of incidents:\n  \(page) cannot be run: No such file"))
    #expect(check.text.contains("http://10.1.2.3/page: 10.1.2.3 is 10.1.2.3, an address of this host's own networks"))
    #expect(!check.text.contains("/bin/true") && !check.text.contains("10.1.2.4"))
  }

  @Test func case53AnUnknownKeyIsRefusedWithFileAndLineAndTheFilesReadAreNamed() throws {
    try daemon.configure("colour: red\n")
    let check = try daemon.run("hindcastd", ["--config", daemon.folder.file("hindcast.yaml"), "--check"])
    #expect(check.status != 0)
    #expect(check.errors.contains("hindcast.yaml:3: unknown key \"colour\""))
    try daemon.configure()
    try daemon.folder.write("hindcast.yaml.d/10-more.yaml", "phase_pause: 6m\n")
    let file = daemon.folder.file("hindcast.yaml")
    let well = try daemon.run("hindcastd", ["--config", file, "--check"])
    #expect(well.text.contains("  \(file)\n  \(file).d/10-more.yaml\n"))
    try daemon.folder.write("hindcast.yaml.d/20-worse.yaml", "\nphase_pause: soon\n")
    let refused = try daemon.run("hindcastd", ["--config", file, "--check"])
    #expect(refused.status != 0)
    #expect(refused.errors.contains("20-worse.yaml:2: phase_pause must be a span"))
    let replay = try daemon.run("hindcast", ["replay", "--config", file, "--json", daemon.folder.file("log")])
    #expect(replay.errors.contains("20-worse.yaml:2: phase_pause must be a span"))
  }

  @Test func theCheckNamesTheFormatsThatUsersDeclaredAndWhatIsWrongWithThem() throws {
    try daemon.folder.write("log/till.log", "till7|2024-06-05T14:00:03Z|low on paper\n")
    let declaration = "name: till\nservice: till\nlines: ['$_|$time|$message']\n"
    try daemon.folder.write("formats/till.yaml", declaration)
    let formats = ["--formats", daemon.folder.file("formats")]
    let arguments = ["--config", daemon.folder.file("hindcast.yaml"), "--check"] + formats
    let well = try daemon.run("hindcastd", arguments)
    #expect(well.status == 0)
    #expect(well.text.contains("Formats of your own, all samples of which are read: till"))
    #expect(well.text.contains("log/till.log: till, service till"))
    try daemon.folder.write("formats/till.yaml", declaration + "samples: [{line: paper}]\n")
    let message = "till.yaml:4: the sample \"paper\" is not read: "
    let refused = try daemon.run("hindcastd", arguments)
    #expect(refused.status != 0 && refused.errors.contains(message))
    for command in ["parse", "replay", "templates", "explain"] {
      let ran = try daemon.run("hindcast", [command, daemon.folder.file("log")] + formats)
      #expect(ran.status == 1 && ran.errors.contains(message), "\(command): \(ran.errors)")
    }
  }
}
