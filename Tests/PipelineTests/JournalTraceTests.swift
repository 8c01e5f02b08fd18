import Foundation
import LogLab
import Records
import Testing

@testable import Pipeline

/// Services print stack traces, which reach a real journald as an entry a line with priority 6: each is read as one
/// record, by unit and process, with the severity that its text tells.
@Suite(.enabled(if: JournaldLab.obstacle == nil, "\(JournaldLab.obstacle ?? "")"), .serialized, .timeLimit(.minutes(2)))
struct JournalTraceTests {
  let lab: JournaldLab
  let folder: TemporaryFolder

  init() throws {
    lab = try JournaldLab()
    folder = try TemporaryFolder()
  }

  private static let python = [
    "2024-06-05 14:00:00 ERROR [17] shop: request failed", "Traceback (most recent call last):",
    "  File \"app.py\", line 1, in get", "    raise Timeout()", "app.Timeout: 2.00",
  ]
  private static let java = [
    "Exception in thread \"main\" java.lang.IllegalStateException: boom", "\tat shop.Main.main(Main.java:5)",
    "Caused by: java.io.IOException: closed", "\t... 1 more",
  ]
  private static let go = [
    "panic: runtime error: index out of range [5] with length 3", "[signal SIGSEGV: segmentation violation code=0x1]",
    "goroutine 1 [running]:", "main.(*pool).take(0xc000012345, {0x5f1ba0?, 0x1})", "\t/app/main.go:12 +0x1d",
    "main.main()", "\t/app/main.go:8 +0x1d", "exit status 2",
  ]

  /// Two processes of a unit print traces in turns, the second half of each after a pause; then there is nothing for
  /// longer than a trace can pause.
  private func script(rounds: Int) throws -> String {
    for (name, lines) in [("python", Self.python), ("java", Self.java), ("go", Self.go)] {
      try folder.write(name, lines.map { $0 + "\n" }.joined())
    }
    try folder.write(
      "worker",
      """
      # By the shell's own process.
      mapfile -t lines < '\(folder.path)'/$1
      for i in $(seq \(rounds)); do
        echo "INFO $1 $i"
        printf '%s\\n' "${lines[@]:0:2}"
        sleep 0.3
        printf '%s\\n' "${lines[@]:2}"
        echo "INFO $1 $i done"
        sleep 1.3
      done
      """)
    return """
      for kind in python java go; do
        in_unit shop.service systemd-cat -t shop bash '\(folder.path)/worker' $kind &
      done
      in_unit web.service systemd-cat -t web bash -c 'for i in $(seq 30); do echo "GET $i"; sleep 0.1; done' &
      while [ -n "$(jobs -r | grep -v journald)" ]; do sleep 0.1; done
      journalctl --sync
      echo end | systemd-cat -t end
      journalctl --sync
      """
  }

  @Test func aTraceIsOneRecordThoughTheReaderIsKilledWithinIt() async throws {
    let rounds = 3
    let process = try lab.start("", script: try script(rounds: rounds))
    let pid = folder.file("pid")
    let recorder = JournalRecorder(
      [lab.journals], command: ["/bin/sh", "-c", "echo $$ > '\(pid)'; exec '\(JournalFollowerTests.reader)'"])
    var killed = 0
    await recorder.follow { recorder in
      // In the middle of a trace, and between two.
      if killed < 6, recorder.entries > killed * 12 + 3, let text = try? String(contentsOfFile: pid, encoding: .utf8),
        let id = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))
      {
        kill(id, SIGKILL)
        killed += 1
      }
      return recorder.records.contains { $0.text == "end" }
    }
    process.waitUntilExit()
    #expect(recorder.ends >= 3)
    #expect(recorder.gaps.isEmpty)
    let shop = recorder.records.filter { $0.service == "shop" }
    for (lines, severity) in [(Self.python, Severity.error), (Self.java, .error), (Self.go, .critical)] {
      let trace = JournalRecorder.Record(
        service: "shop", severity: severity, lines: lines.count, text: lines.joined(separator: "\n"))
      #expect(shop.count { $0 == trace } == rounds, "\(shop.map(\.text))")
    }
    #expect(shop.count == 9 * rounds)
    #expect(recorder.records.count { $0.service == "web" } == 30)
  }
}
