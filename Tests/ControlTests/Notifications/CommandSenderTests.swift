import Control
import DaemonLab
import Foundation
import LogLab
import SampleIncidents
import Testing

@Suite struct CommandSenderTests {
  static let event = OutboundEvent(
    id: "20240605-1400/opened/1", change: .opened, at: SampleIncidents.at(16), host: "web1",
    incident: SampleIncidents.shop)

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func deliver(_ script: String, limit: Duration = .seconds(30)) async -> DeliveryOutcome {
    await CommandSender(command: ["/bin/sh", "-c", script, "sh", folder.path], timeLimit: limit).deliver(Self.event)
  }

  @Test func theCommandGetsTheEventAndACleanEnvironment() async throws {
    #expect(await deliver("cat > $1/input; env > $1/env; pwd > $1/pwd") == .delivered)
    let input = try Data(contentsOf: URL(fileURLWithPath: folder.file("input")))
    #expect(try JSONDecoder().decode(OutboundEvent.self, from: input) == Self.event)
    let names = try String(contentsOfFile: folder.file("env"), encoding: .utf8).split(separator: "\n")
      .compactMap { $0.split(separator: "=").first }
    #expect(
      Set(names).subtracting(["PWD", "OLDPWD", "SHLVL", "_"])
        == ["PATH", "LC_ALL", "HINDCAST_EVENT", "HINDCAST_EVENT_ID", "HINDCAST_INCIDENT"])
    #expect(try String(contentsOfFile: folder.file("pwd"), encoding: .utf8) == "/\n")
  }

  @Test func noLineOfALogLeavesTheHost() throws {
    let json = try ReadableJSON.encode(Self.event)
    #expect(json.contains("shop was deployed 12 s before the onset"))
    #expect(!json.contains("systemd[1]: Started") && !json.contains("canceling statement due to statement timeout"))
  }

  @Test func noShellReadsTheArguments() async throws {
    let sender = CommandSender(command: ["/usr/bin/touch", folder.file("$(id); x")])
    #expect(await sender.deliver(Self.event) == .delivered)
    #expect(FileManager.default.fileExists(atPath: folder.file("$(id); x")))
  }

  @Test func aFailureIsTriedAgainAndSaysWhatTheCommandSaid() async {
    #expect(
      await deliver("echo 'no route\u{1b}[2J to pager' >&2; exit 3")
        == .retry(after: nil, reason: #"/bin/sh ended with status 3: no route\x1b[2J to pager"#))
    #expect(await deliver("kill -9 $$") == .retry(after: nil, reason: "/bin/sh ended with status 137"))
  }

  @Test func aCommandThatIsNotThereIsNotTriedAgain() async {
    for command in [[], ["relative"], [folder.file("none")]] {
      guard case .failed = await CommandSender(command: command).deliver(Self.event) else {
        Issue.record("\(command) should have failed")
        continue
      }
    }
  }

  @Test func oneThatReadsNothingAndOneThatWritesTooMuchAreNoTrouble() async {
    #expect(await deliver("exec <&-; exit 0") == .delivered)
    #expect(await deliver("head -c 10000000 /dev/zero") == .delivered)
    guard case .retry(_, let reason) = await deliver("head -c 10000000 /dev/zero | tr '\\0' x; exit 1") else {
      return #expect(Bool(false))
    }
    #expect(reason.count < 5000)
  }

  @Test func whatTakesTooLongIsEndedWithAllThatItStarted() async throws {
    let outcome = await deliver("sleep 600 & echo $! > $1/child; echo $$ > $1/parent; wait", limit: .seconds(2))
    guard case .retry(nil, let reason) = outcome else { throw CancellationError() }
    #expect(reason.contains("took longer than"))
    for name in ["child", "parent"] {
      let pid = try String(contentsOfFile: folder.file(name), encoding: .utf8).trimmingCharacters(
        in: .whitespacesAndNewlines)
      #expect(try await eventually { Self.isOver(pid) }, "\(name)")
    }
  }

  /// Gone, or dead and not yet asked after by whoever inherited it.
  private static func isOver(_ pid: String) -> Bool {
    guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return true }
    return stat.contains(") Z ")
  }
}
