import Control
import DaemonLab
import Foundation
import LogLab
import Store
import Testing

/// SIGHUP: what is configured takes effect while the daemon goes on.
@Suite(.serialized, .timeLimit(.minutes(5))) struct ReloadTests {
  let daemon: DaemonProcess
  let manager: NotifySocket

  init() throws {
    daemon = try DaemonProcess()
    manager = try NotifySocket(daemon.folder)
  }

  private func start() async throws {
    try daemon.start(environment: ["NOTIFY_SOCKET": manager.path])
    #expect(try await manager.hears("READY=1"))
  }

  /// Sends SIGHUP and waits until systemd would take the reload for done.
  private func reload() async throws {
    let (reloads, readies) = (manager.count("RELOADING=1"), manager.count("READY=1"))
    daemon.signal(SIGHUP)
    #expect(try await manager.hears("RELOADING=1\nMONOTONIC_USEC=", times: reloads + 1))
    #expect(try await manager.hears("READY=1", times: readies + 1))
  }

  private func end() async throws {
    #expect(try await daemon.end())
    #expect(manager.count("STOPPING=1") == 1)
    manager.close()
  }

  @Test func case74ABrokenConfigurationLeavesTheOneBeforeInForce() async throws {
    try await start()
    try daemon.configure("colour: red\n", logs: "other/*.log")
    try await reload()
    #expect(try await daemon.says("hindcast.yaml:3: unknown key \"colour\""))
    #expect(daemon.errors.contains("the configuration before stays in force"))
    #expect(manager.status.contains("The new configuration is refused, the one before stays: "))
    #expect(manager.status.contains("hindcast.yaml:3: unknown key \"colour\""))
    try daemon.folder.append(NumberedLines.text(0..<50), to: "log/later.log")
    #expect(try await daemon.reads(lines: 50))
    try daemon.configure()
    try await reload()
    #expect(!manager.status.contains("refused"))
    try await end()
  }

  @Test func filesNoLongerAmongThePatternsAreLetGoAndTakenUpAgainWhereTheyStood() async throws {
    try daemon.folder.append(NumberedLines.text(0..<30), to: "log/a.log")
    try await start()
    #expect(try await daemon.reads(lines: 30))
    try daemon.configure(logs: "other/*.log")
    try await reload()
    #expect(try await daemon.follows([]))
    let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemon.id)/fd").compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(daemon.id)/fd/\($0)")
    }
    #expect(!open.contains { $0.hasSuffix("a.log") })
    try daemon.folder.append(NumberedLines.text(30..<50), to: "log/a.log")
    try daemon.folder.append(NumberedLines.text(100..<107), to: "other/b.log")
    #expect(try await daemon.reads(lines: 7))
    // Even over a restart.
    #expect(try await daemon.end())
    try daemon.configure()
    try daemon.start()
    #expect(try await daemon.counts(records: 57))
    try await end()
  }

  @Test func whoIsToldChanges() async throws {
    func command(_ name: String) -> String {
      "notify:\n  commands:\n    - [/bin/sh, -c, 'echo $HINDCAST_EVENT >> \(daemon.folder.file(name))']\n"
    }
    @Sendable func told(_ name: String) -> Bool {
      FileManager.default.fileExists(atPath: daemon.folder.file(name))
    }
    try daemon.configure(command("before"))
    try await start()
    try daemon.configure(command("after"))
    try await reload()
    try daemon.folder.append(NumberedLines.failing(), to: "log/access.log")
    #expect(try await eventually { told("after") })
    #expect(!told("before"))
    try await end()
  }

  /// Who comes back is not told weeks later of what was then.
  @Test func whatWaitsForWhoIsNotToldAnyMoreIsDropped() async throws {
    let told = daemon.folder.file("told")
    let answer = try daemon.folder.write("answer", "1")
    let commands =
      "notify:\n  commands:\n    - [/bin/sh, -c, 'echo $HINDCAST_EVENT >> \(told); exit $(cat \(answer))']\n"
    @Sendable func lines() -> Int {
      ((try? String(contentsOfFile: told, encoding: .utf8)) ?? "").split(separator: "\n").count
    }
    try daemon.configure(commands)
    try daemon.folder.append(NumberedLines.failing(), to: "log/access.log")
    try await start()
    #expect(try await eventually { lines() > 0 && daemon.errors.contains("is tried again") })
    try daemon.configure()
    try await reload()
    #expect(daemon.errors.contains("is dropped where it is not configured any more: 1 to command:/bin/sh"))
    let before = lines()
    try daemon.folder.write("answer", "0")
    try daemon.configure(commands)
    try await reload()
    // The outbox is looked into at once: what a person changes now is the first that is told.
    let id = try #require(try IncidentStore(path: daemon.store, access: .reading).incidentIDs().first)
    #expect(try daemon.run("hindcast", ["set", id, "severity=minor"]).status == 0)
    #expect(try daemon.run("hindcast", ["set", id, "severity=critical"]).status == 0)
    #expect(try await eventually { lines() > before })
    let events = try String(contentsOfFile: told, encoding: .utf8).split(separator: "\n").dropFirst(before)
    #expect(events.allSatisfy { $0 == "severity-changed" })
    try await end()
  }

  @Test func theJournalIsTurnedOnAndOff() async throws {
    @Sendable func readers() -> [String] {
      let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemon.id)/task")) ?? []
      return tasks.flatMap { task in
        let children = try? String(contentsOfFile: "/proc/\(daemon.id)/task/\(task)/children", encoding: .utf8)
        return (children ?? "").split(separator: " ").map(String.init)
      }
    }
    try await start()
    for _ in 0..<2 {
      try daemon.configure(journal: true)
      try await reload()
      #expect(try await daemon.follows([.journal]))
      #expect(readers().count == 1)
      try daemon.configure(journal: false)
      try await reload()
      #expect(try await daemon.follows([]))
      #expect(try await eventually { readers().isEmpty })
    }
    try await end()
  }

  @Test(.enabled(if: geteuid() == 0, "a socket is given to any group by root only"))
  func theSocketAndTheDraftsAreGivenToAnotherGroup() async throws {
    @Sendable func group(_ path: String) -> gid_t? {
      var status = stat()
      return unsafe lstat(path, &status) == 0 ? status.st_gid : nil
    }
    func mode(_ path: String) -> mode_t? {
      var status = stat()
      return unsafe lstat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
    }
    try daemon.configure("socket_group: adm\n")
    try await start()
    #expect(group(daemon.socket) == 4)
    try daemon.configure("socket_group: tty\n")
    try await reload()
    #expect(group(daemon.socket) == 5)
    #expect(mode(daemon.socket) == 0o660)
    // A name that the system does not know takes the rights away.
    try daemon.configure("socket_group: nobody-has-this-name\n")
    try await reload()
    #expect(group(daemon.socket) == getegid())
    #expect(daemon.errors.contains("there is no group nobody-has-this-name"))
    try await end()
  }

  /// A short form; all 1,000 with `HINDCAST_RELOADS=1000`.
  @Test func case74ReloadsLeakNothing() async throws {
    let rounds = ProcessInfo.processInfo.environment["HINDCAST_RELOADS"].flatMap { Int($0) } ?? 60
    try daemon.folder.append(NumberedLines.text(0..<30), to: "log/a.log")
    try daemon.folder.append(NumberedLines.text(30..<60), to: "other/b.log")
    try daemon.configure(journal: true)
    try await start()
    func round(_ number: Int) async throws {
      let commands = "notify: {commands: [[/bin/true, '\(number)']]}\n"
      switch number % 3 {
      case 0: try daemon.configure(commands, journal: true)
      case 1: try daemon.configure(commands, logs: "other/*.log")
      default: try daemon.configure("colour: red\n")
      }
      try await reload()
    }
    // What the first ones take is not given back to the system, and used again.
    for number in 0..<12 { try await round(number) }
    let before = try Footprint(daemon.id)
    for number in 0..<rounds { try await round(number) }
    let (id, most) = (daemon.id, before)
    let isSmall = try await eventually(within: .seconds(20)) {
      guard let after = try? Footprint(id) else { return false }
      return after.descriptors <= most.descriptors + 2 && after.threads <= most.threads + 2
    }
    let after = try Footprint(daemon.id)
    #expect(isSmall, "\(before) became \(after)")
    #expect(after.resident - before.resident < 4 << 20, "\(before) became \(after)")
    #expect(try await daemon.counts(records: 60))
    try await end()
  }
}

/// What a process holds, by proc(5).
private struct Footprint {
  var descriptors: Int
  var threads: Int
  /// Bytes.
  var resident: Int

  init(_ process: Int32) throws {
    descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count
    threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task").count
    let pages = try String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8).split(separator: " ")
    resident = (pages.dropFirst().first.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
