import DaemonLab
import Foundation
import Glibc
import LogLab
import SampleIncidents
import Store
import Testing

/// What is long goes through a pager, in the terminal that the shell has given to the command.
@Suite struct PagerTests {
  /// The pager asks the terminal for a key, which the kernel lets only those do who are in its foreground.
  @Test(.timeLimit(.minutes(2))) func thePagerReadsKeys() async throws {
    let shown = try await show(pager: "head -n 1; read key < /dev/tty; echo \"the key: $key\"", typing: "q\n")
    #expect(shown.contains("5xx and latency on nginx"))
    #expect(shown.contains("the key: q"))
  }

  /// A reader who leaves early is no failure, and what has no pager is written as it is.
  @Test(.timeLimit(.minutes(2)), arguments: ["true", "no-such-pager-here", "cat", ""]) func noPagerIsWaitedFor(
    pager: String
  )
    async throws
  {
    let shown = try await show(pager: pager)
    #expect(shown.contains("5xx and latency on nginx") == (pager != "true"))
  }

  /// What `hindcast show` writes to a terminal of its own, till it ends with status 0.
  private func show(pager: String, typing keys: String = "") async throws -> String {
    let folder = try TemporaryFolder()
    let store = folder.file("hindcast.db")
    try IncidentStore(path: store).save(SampleIncidents.reconstruction)
    let terminal = try PseudoTerminal(columns: 100, rows: 24)
    let programs = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    let command = Process()
    command.executableURL = URL(fileURLWithPath: "/usr/bin/setsid")
    command.arguments = [
      "--ctty", "--wait", "sh", "-c", "\"$0\" \"$@\"; echo \"status $? of it\"",
      programs.appending(path: "hindcast").path, "show", "20240605-1400", "--utc", "--store", store,
    ]
    command.environment = ["TERM": "xterm", "NO_COLOR": "1", "TZ": "UTC", "PAGER": pager, "PATH": "/usr/bin:/bin"]
    command.standardInput = terminal.inside
    command.standardOutput = terminal.inside
    command.standardError = terminal.inside
    try command.run()
    terminal.type(keys)
    let shown = try await offPool { terminal.text(until: " of it") }
    #expect(shown.contains("status 0 of it"))
    // What hangs is not waited for; the rest of it goes with its terminal.
    if !shown.contains(" of it") { kill(command.processIdentifier, SIGKILL) }
    command.waitUntilExit()
    return shown
  }
}
