import Foundation
import LogLab
import Records
import Testing

@testable import Tailing

/// A real journald rotates, vacuums and dies while its journal is read.
@Suite(.enabled(if: JournaldLab.obstacle == nil, "\(JournaldLab.obstacle ?? "")"), .serialized, .timeLimit(.minutes(3)))
struct JournalTortureTests {
  let lab: JournaldLab

  init() throws { lab = try JournaldLab() }

  /// The numbers of the messages `n=...` in their order, and how many entries were lost, until the last one has come.
  ///
  /// - Parameter pause: called once, after the first entries.
  private func read(until last: Int, pause: () -> Void = {}) async -> (numbers: [Int], lost: UInt64) {
    let child = JournalChild(
      command: [JournalChildTests.reader],
      start: JournalStart(folders: [lab.journals], runtimeFolder: "/nonexistent"))
    defer { child.stop() }
    var numbers: [Int] = []
    var lost: UInt64 = 0
    var hasPaused = false
    while numbers.last != last, let event = await child.next() {
      guard case .news(let news) = event else { continue }
      lost += news.gaps.reduce(0) { $0 + ($1.lost ?? 0) }
      for entry in news.batch.entries {
        let message = String(decoding: news.batch.bytes[entry.message.range].prefix(20), as: UTF8.self)
        guard message.hasPrefix("n="), let number = Int(message.dropFirst(2).prefix { $0.isNumber }) else { continue }
        numbers.append(number)
      }
      if !hasPaused, !numbers.isEmpty {
        hasPaused = true
        pause()
      }
    }
    return (numbers, lost)
  }

  /// Cases 24 and 33: rotated many times a second, and vacuumed.
  @Test func everyEntryIsReadOnceWhileJournaldRotatesAndVacuums() async throws {
    let script = """
      echo n=0 | systemd-cat -t gen
      wait_for_go
      for i in $(seq 0 29); do
        seq -f "n=%.0f $(printf 'x%.0s' {1..200})" $((i * 500 + 1)) $((i * 500 + 500)) | systemd-cat -t gen
        # journald takes streams in turns: the order of two of them is settled only when it has read the first.
        journalctl --sync
        journalctl --rotate
      done
      journalctl --sync
      """
    let process = try lab.start("SystemMaxFileSize=1M\nSystemMaxUse=24M\nSystemMaxFiles=10", script: script)
    let read = await read(until: 15_000) { lab.go() }
    process.waitUntilExit()
    expectAllAccounted(read, of: 15_001)
  }

  /// Case 25: what is recorded as lost is what was not read.
  @Test func whatASlowReaderLosesIsCounted() async throws {
    let script = """
      echo n=0 | systemd-cat -t gen
      wait_for_go
      seq -f "n=%.0f $(printf 'x%.0s' {1..400})" 1 59999 | systemd-cat -t gen
      journalctl --sync
      """
    let process = try lab.start("SystemMaxFileSize=1M\nSystemMaxUse=8M\nSystemMaxFiles=6", script: script)
    // While nobody takes what it has read, the reader waits.
    let read = await read(until: 59_999) {
      lab.go()
      process.waitUntilExit()
    }
    #expect(read.lost > 0)
    expectAllAccounted(read, of: 60_000)
  }

  /// Every message was read, once and in order, or counted. journald says a few words of its own, which are lost or
  /// read, too.
  private func expectAllAccounted(_ read: (numbers: [Int], lost: UInt64), of count: Int) {
    #expect(zip(read.numbers, read.numbers.dropFirst()).allSatisfy { $0 < $1 })
    #expect(abs(Int(read.lost) - (count - read.numbers.count)) <= 50)
  }

  /// Case 34.
  @Test func everyEntryIsReadOnceWhereJournaldIsKilled() async throws {
    let script = """
      seq -f "n=%.0f" 0 4999 | systemd-cat -t gen
      journalctl --sync
      kill -9 $journald; wait $journald || true
      run_journald
      seq -f "n=%.0f" 5000 9999 | systemd-cat -t gen
      journalctl --sync
      """
    let process = try lab.start("SystemMaxUse=100M", script: script)
    let read = await read(until: 9_999)
    process.waitUntilExit()
    #expect(read.numbers == Array(0..<10_000))
    #expect(read.lost == 0)
  }
}
