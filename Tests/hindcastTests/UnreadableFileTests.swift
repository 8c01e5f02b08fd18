import Foundation
import Glibc
import LogLab
import Testing

/// Permissions do not bind root, so the command runs without root's privilege to pass over them.
@Suite struct UnreadableFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Runs the command that stands beside the tests, and gives its output.
  private func output(of arguments: [String]) throws -> Data {
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let command = [tests.deletingLastPathComponent().appendingPathComponent("hindcast").path] + arguments
    let overrides = "-dac_override,-dac_read_search"
    let drop = ["setpriv", "--inh-caps=" + overrides, "--bounding-set=" + overrides]
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = geteuid() == 0 ? drop + command : command
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return data
  }

  @Test func aFileThatMayNotBeReadIsNamedAndTheOthersAreRead() throws {
    let open = try folder.write("logs/a.log", "2024-06-05 12:00:00 INFO shop: ready\n")
    let locked = try folder.write("logs/locked.log", "2024-06-05 12:00:00 INFO cart: ready\n")
    let status = unsafe chmod(locked, 0)
    #expect(status == 0)
    let found = try JSONSerialization.jsonObject(with: output(of: ["replay", "--json", folder.file("logs")]))
    let coverage = try #require((found as? [String: Any])?["coverage"] as? [String: Any])
    let sources = try #require(coverage["sources"] as? [[String: Any]])
    #expect(sources.map { $0["source"] as? String } == [open, locked])
    #expect(sources.map { $0["records"] as? Int } == [1, 0])
    let gaps = try #require(sources[1]["gaps"] as? [[String: Any]])
    #expect(gaps.map { $0["reason"] as? String } == ["could not be opened: Permission denied"])
  }
}
