import Control
import DaemonLab
import Foundation
import Incidents
import LogLab
import Testing

/// The daemon beside journals: what befalls them and their reader, and what its status says of it.
@Suite(.serialized, .timeLimit(.minutes(4))) struct JournalProcessTests {
  let daemon: DaemonProcess

  init() throws { daemon = try DaemonProcess() }

  private func entries(_ range: ClosedRange<Int>) -> [JournalLab.Fields] {
    let now = Int(Date().timeIntervalSince1970)
    return range.map { JournalLab.entry(now, ["MESSAGE": "m\($0)", "_SYSTEMD_UNIT": "shop.service", "_PID": "17"]) }
  }

  /// Waits until the journal's status is so.
  private func expectJournal(
    within time: Duration = .seconds(60), at location: SourceLocation = #_sourceLocation,
    _ isSo: @escaping @Sendable (SourceStatus) -> Bool
  ) async throws {
    let isThere = try await eventually(within: time) { [daemon] in daemon.journal.map(isSo) ?? false }
    #expect(isThere, "\(String(describing: daemon.journal)) \(daemon.errors)", sourceLocation: location)
  }

  private func end() async throws {
    daemon.signal(SIGTERM)
    #expect(try await daemon.status(within: .seconds(10)) == 0)
  }

  @Test(.enabled(if: JournaldLab.obstacle == nil, "\(JournaldLab.obstacle ?? "")"))
  func case24TheDaemonLivesWhileJournaldRotatesAndItsReaderIsKilled() async throws {
    let lab = try JournaldLab()
    let script = """
      for i in $(seq 0 19); do
        seq -f "n=%.0f $(printf 'x%.0s' {1..200})" $((i * 500 + 1)) $((i * 500 + 500)) | systemd-cat -t gen
        journalctl --sync
        journalctl --rotate
        sleep 0.2
      done
      echo n=10001 | systemd-cat -t gen
      journalctl --sync
      """
    try daemon.follow(journals: [lab.journals])
    try daemon.start()
    let hasReader = try await eventually { [daemon] in !daemon.readers.isEmpty }
    #expect(hasReader)
    let process = try lab.start("SystemMaxFileSize=1M\nSystemMaxUse=24M\nSystemMaxFiles=10", script: script)
    var killed: Set<pid_t> = []
    while process.isRunning {
      let count = daemon.journal?.lines ?? 0
      if killed.count < 5, count > killed.count * 1500,
        let reader = daemon.readers.first(where: { !killed.contains($0) })
      {
        kill(reader, SIGKILL)
        killed.insert(reader)
      }
    }
    #expect(killed.count >= 2)
    // With few words of journald's own.
    let all = 10_001
    try await expectJournal { $0.lines + $0.lost >= all && $0.degraded == nil }
    let journal = try #require(daemon.journal)
    #expect(journal.lines + journal.lost <= all + 60)
    #expect(daemon.isRunning)
    #expect(daemon.errors == "")
    let memory = try #require(daemon.status()).memoryBytes
    #expect(memory < 256 << 20)
    try await end()
  }

  @Test func case26ACutJournalIsNamedAndOnlyTheReaderRestarts() async throws {
    let lab = try JournalLab()
    let cut = try lab.write("cut.journal", entries(1...2000))
    _ = try lab.write("whole.journal", entries(1...50))
    try daemon.follow(journals: [lab.folder.path])
    try daemon.start()
    try await expectJournal { $0.lines == 2050 && $0.degraded == nil }
    let shortened = unsafe truncate(cut, 200_000)
    #expect(shortened == 0)
    try await expectJournal(within: .seconds(10)) { $0.degraded?.contains("is cut off (200000 of") == true }
    _ = try lab.write("whole.journal", entries(51...60))
    try await expectJournal { $0.lines == 2060 }
    #expect(daemon.isRunning)
    try await end()
  }

  /// Runs it as a user who may read the files that are his alone.
  private func startAsNobody(_ lab: JournalLab) throws -> Process {
    for path in [daemon.folder.path, lab.folder.path] {
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
    for name in ["log", "state", "run"] {
      try FileManager.default.setAttributes([.ownerAccountID: 65534], ofItemAtPath: daemon.folder.file(name))
    }
    let program = daemon.folder.file("hindcastd")
    try FileManager.default.copyItem(
      at: DaemonProcess.programs.appending(path: "hindcastd"), to: URL(filePath: program))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
    process.arguments = ["--reuid=65534", "--regid=65534", "--clear-groups", program] + daemon.arguments
    process.standardOutput = FileHandle.nullDevice
    _ = FileManager.default.createFile(atPath: daemon.folder.file("errors"), contents: nil)
    process.standardError = FileHandle(forWritingAtPath: daemon.folder.file("errors"))
    try process.run()
    return process
  }

  private func forbiddenJournal() throws -> JournalLab {
    let lab = try JournalLab()
    let path = try lab.write("0123/system.journal", entries(1...3))
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    try daemon.follow(journals: [lab.folder.path])
    return lab
  }

  @Test(.enabled(if: geteuid() == 0, "only root can start it as another user"))
  func case35WithoutAnythingThatItMayReadItDoesNotStart() async throws {
    let lab = try forbiddenJournal()
    defer { withExtendedLifetime(lab) {} }
    let process = try startAsNobody(lab)
    let hasEnded = try await eventually { !process.isRunning }
    #expect(hasEnded)
    #expect(process.terminationStatus == 1)
    let said = daemon.errors.split(separator: "\n")
    #expect(said.count == 1)
    #expect(said.first?.contains("cannot see any journal in ") == true)
    #expect(said.first?.contains("systemd-journal") == true)
  }

  @Test(.enabled(if: geteuid() == 0, "only root can start it as another user"))
  func case35WithoutTheJournalItReadsTheFilesAndSaysWhatIsMissing() async throws {
    let lab = try forbiddenJournal()
    defer { withExtendedLifetime(lab) {} }
    try daemon.folder.write(
      "log/access.log", AccessLog(seconds: 20, seed: 3, rate: { _ in 5 }).lines.joined(separator: "\n"))
    let process = try startAsNobody(lab)
    try await expectJournal(within: .seconds(10)) { $0.degraded?.contains("cannot see any journal in ") == true }
    let reason = daemon.journal?.degraded ?? ""
    #expect(reason.contains("systemd-journal"))
    let reads = try await eventually { [daemon] in daemon.sources?.contains { $0.kind == .file && $0.lines > 0 } == true
    }
    #expect(reads)
    process.terminate()
    let hasEnded = try await eventually { !process.isRunning }
    #expect(hasEnded)
    #expect(process.terminationStatus == 0)
  }

  /// In its unit, and started by hand.
  @Test(
    .enabled(if: JournaldLab.obstacle == nil, "\(JournaldLab.obstacle ?? "")"), arguments: ["hindcastd", "by-hand"])
  func case42ItsOwnWordsAreNotReadBack(unit: String) async throws {
    let lab = try JournaldLab()
    let said = daemon.folder.file("said")
    let pid = daemon.folder.file("pid")
    let command = ([DaemonProcess.programs.path + "/hindcastd"] + daemon.arguments).map { "'\($0)'" }
      .joined(separator: " ")
    let script = """
      in_unit \(unit).service systemd-cat -t hindcastd bash -c 'echo $$ > "$0" && exec "$@"' '\(pid)' \(command) &
      until [ -S '\(daemon.socket)' ]; do sleep 0.1; done
      daemon=$(cat '\(pid)')
      echo 'colour: red' >> '\(daemon.folder.file("hindcast.yaml"))'
      for i in $(seq 30); do
        kill -HUP $daemon
        sleep 0.1
      done
      seq -f 'm=%.0f' 10 | systemd-cat -t gen
      journalctl --sync
      journalctl -q -t hindcastd -o cat | wc -l > '\(said)'
      wait_for_go
      kill $daemon
      while kill -0 $daemon 2> /dev/null; do sleep 0.1; done
      """
    try daemon.follow(journals: [lab.journals])
    let process = try lab.start("", script: script)
    defer { lab.go() }
    let hasSaid = try await eventually { FileManager.default.fileExists(atPath: said) }
    #expect(hasSaid)
    // journald says a few words of its own.
    try await expectJournal { $0.lines >= 10 && ($0.journal?.heardSeconds ?? 9) < 1 }
    let lines = try #require(daemon.journal).lines
    #expect(lines < 20)
    let count = try String(contentsOfFile: said, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    let own = try #require(Int(count))
    #expect(own >= 20)
    lab.go()
    process.waitUntilExit()
  }
}

extension SourceStatus {
  /// Entries that were counted as lost.
  fileprivate var lost: Int { gaps.reduce(0) { $0 + ($1.lost ?? 0) } }
}

extension DaemonProcess {
  /// Has it follow these journals and the log files of its folder.
  fileprivate func follow(journals: [String]) throws {
    try folder.write(
      "hindcast.yaml",
      "journal_folders: [\(journals.map { "\"\($0)\"" }.joined(separator: ", "))]\nlog_files: [\"\(folder.file("log"))/*.log\"]\n"
    )
  }

  fileprivate var journal: SourceStatus? { sources?.first { $0.kind == .journal } }

  /// The processes that read the journal for it.
  fileprivate var readers: [pid_t] {
    func text(_ id: Substring, _ name: String) -> String {
      (try? String(contentsOfFile: "/proc/\(id)/\(name)", encoding: .utf8)) ?? ""
    }
    let all = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).filter { Int($0) != nil }
    return all.filter { id in
      guard text(id[...], "cmdline").hasSuffix("journal-reader\0") else { return false }
      let parent = text(id[...], "status").split(separator: "\n").first { $0.hasPrefix("PPid:\t") }?.dropFirst(6)
      return parent.map { text($0, "cmdline").contains(store) } ?? false
    }.compactMap { pid_t($0) }
  }
}
