import Control
import DaemonLab
import Foundation
import LogLab
import Testing

/// What systemd hears of the daemon, on a socket like its own.
@Suite(.serialized, .timeLimit(.minutes(4))) struct ServiceManagerTests {
  let daemon: DaemonProcess
  let manager: NotifySocket

  init() throws {
    daemon = try DaemonProcess()
    manager = try NotifySocket(daemon.folder)
  }

  private func start(watchdog: Duration? = nil) throws {
    var environment = ["NOTIFY_SOCKET": manager.path]
    if let watchdog { environment["WATCHDOG_USEC"] = String(Int(watchdog / .microseconds(1))) }
    try daemon.start(environment: environment)
  }

  @Test func itIsReadyOnceEverySourceIsPositionedAndSaysWhatItFollows() async throws {
    for name in 0..<200 { try daemon.folder.append(NumberedLines.text(name..<(name + 1)), to: "log/\(name).log") }
    try daemon.folder.write("log/noise.log", [0, 1, 2, 3, 0, 0, 255, 254, 10, 0, 7, 0])
    try daemon.configure(journal: true)
    try start()
    #expect(try await manager.hears("READY=1"))
    let sources = try #require(daemon.sources)
    #expect(sources.allSatisfy { $0.lines > 0 || $0.degraded != nil || $0.kind == .journal })
    #expect(sources.count { $0.kind == .file } == 201)
    #expect(sources.contains { $0.kind == .journal })
    #expect(manager.status.hasPrefix("Following 201 files and the journal; "))
    #expect(manager.count("READY=1") == 1)
    #expect(manager.count("EXTEND_TIMEOUT_USEC") == 0)
    #expect(try await daemon.end())
    #expect(manager.status == "Storing what was read")
    manager.close()
  }

  /// All threads but the one that says so are stopped, as by a lock that is never released.
  @Test(.enabled(if: Debugger.works, "processes may not be traced, or python3 is missing"))
  func case75WhereTheMainLoopIsWedgedTheWatchdogHearsNothing() async throws {
    let watchdog = Duration.seconds(4)
    try start(watchdog: watchdog)
    #expect(try await manager.hears("READY=1"))
    try daemon.folder.append(NumberedLines.text(0..<50), to: "log/a.log")
    // It does not depend on there being something to read.
    #expect(try await manager.hears("WATCHDOG=1", times: 4))
    let manager = manager
    @Sendable func isKilled() -> Bool { manager.last("WATCHDOG=1").map { .now - $0 > watchdog } ?? false }
    let beats = manager.messages.filter { $0.text == "WATCHDOG=1" }.map(\.at)
    #expect(zip(beats, beats.dropFirst()).allSatisfy { $1 - $0 < watchdog / 2 })

    let debugger = try Debugger(stopping: daemon.id, allBut: "watchdog")
    #expect(try await eventually { isKilled() })
    try debugger.letGo()
    let count = manager.count("WATCHDOG=1")
    #expect(try await manager.hears("WATCHDOG=1", times: count + 2))
    #expect(try await daemon.end())
    manager.close()
  }
}

/// Stops threads of another process, as a debugger does (ptrace(2)).
///
/// `@unchecked Sendable`: used by one test.
private final class Debugger: @unchecked Sendable {
  static let works: Bool = {
    guard geteuid() == 0 else { return false }
    let probe = Process()
    probe.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    probe.arguments = ["python3", "-c", "import ctypes"]
    probe.standardError = FileHandle.nullDevice
    guard (try? probe.run()) != nil else { return false }
    probe.waitUntilExit()
    return probe.terminationStatus == 0
  }()

  /// PTRACE_SEIZE and PTRACE_INTERRUPT; what is traced goes on when the tracer ends.
  private static let program = """
    import ctypes, os, sys
    libc = ctypes.CDLL(None)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p]
    tasks = "/proc/" + sys.argv[1] + "/task/"
    stopped = set()
    while True:
        # Threads come and go until all are stopped.
        new = [task for task in os.listdir(tasks) if task not in stopped]
        for task in new:
            try:
                name = open(tasks + task + "/comm").read().strip()
            except OSError:
                continue
            stopped.add(task)
            if name != sys.argv[2]:
                for request in (0x4206, 0x4207): libc.ptrace(request, int(task), None, None)
        if not new: break
    print("stopped", flush=True)
    sys.stdin.read()
    """

  private let process = Process()
  private let input = Pipe()

  init(stopping id: Int32, allBut thread: String) throws {
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", Self.program, String(id), thread]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let said = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard said.hasPrefix("stopped") else { throw Failure(said: said) }
  }

  struct Failure: Error {
    var said: String
  }

  func letGo() throws {
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
  }
}
