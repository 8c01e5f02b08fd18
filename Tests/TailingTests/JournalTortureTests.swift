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

  /// What a reader tells of messages `n=...`.
  private struct Read {
    var numbers: [Int] = []
    /// Entries, journald's own among them, and those that it counted as lost.
    var entries: UInt64 = 0
    var lost: UInt64 = 0
    /// The number of the last entry, which is how many there were: journald begins with 1.
    var last: UInt64 = 0
    /// Ends of its process.
    var ends = 0
  }

  /// Reads until the last message has come.
  ///
  /// - Parameters:
  ///   - pause: called once, after the first messages.
  ///   - each: called after each news.
  private func read(
    until last: Int, command: [String] = [JournalChildTests.reader], pause: () -> Void = {},
    each: (Read, JournalChild) -> Void = { _, _ in }
  ) async -> Read {
    let child = JournalChild(
      command: command, start: JournalStart(folders: [lab.journals], runtimeFolder: "/nonexistent"))
    defer { child.stop() }
    var read = Read()
    var hasPaused = false
    while read.numbers.last != last, let event = await child.next() {
      if case .ended = event { read.ends += 1 }
      guard case .news(let news) = event else { continue }
      read.lost += news.gaps.reduce(0) { $0 + ($1.lost ?? 0) }
      read.entries += UInt64(news.batch.entries.count)
      for mark in news.marks { read.last = max(read.last, mark.number) }
      for entry in news.batch.entries {
        let message = String(decoding: news.batch.bytes[entry.message.range].prefix(20), as: UTF8.self)
        guard message.hasPrefix("n="), let number = Int(message.dropFirst(2).prefix { $0.isNumber }) else { continue }
        read.numbers.append(number)
      }
      if !hasPaused, !read.numbers.isEmpty {
        hasPaused = true
        pause()
      }
      each(read, child)
    }
    return read
  }

  /// Rotates many times a second and vacuums.
  private func rotating(_ rounds: Int) -> String {
    """
    echo n=0 | systemd-cat -t gen
    wait_for_go
    for i in $(seq 0 \(rounds - 1)); do
      seq -f "n=%.0f $(printf 'x%.0s' {1..200})" $((i * 500 + 1)) $((i * 500 + 500)) | systemd-cat -t gen
      # journald takes streams in turns: the order of two of them is settled only when it has read the first.
      journalctl --sync
      journalctl --rotate
      sleep 0.1
    done
    journalctl --sync
    """
  }
  private static let small = "SystemMaxFileSize=1M\nSystemMaxUse=24M\nSystemMaxFiles=10"

  /// The reader is killed as libsystemd kills it, five times.
  @Test func case24EveryEntryIsReadOnceWhileJournaldRotatesAndVacuums() async throws {
    let process = try lab.start(Self.small, script: rotating(30))
    var killed = 0
    let read = await read(until: 15_000, pause: lab.go) { read, child in
      if read.ends == killed, killed < 5, read.numbers.count > 500 {
        child.killReader(SIGBUS)
        killed += 1
      }
    }
    process.waitUntilExit()
    #expect(read.ends >= 3)
    expectAllAccounted(read)
  }

  /// While nobody takes what it has read, the reader waits; journald goes on.
  @Test func case25WhatASlowReaderLosesIsTheDifferenceOfTheNumbers() async throws {
    let script = """
      echo n=0 | systemd-cat -t gen
      wait_for_go
      seq -f "n=%.0f $(printf 'x%.0s' {1..400})" 1 99999 | systemd-cat -t gen
      journalctl --sync
      """
    let process = try lab.start("SystemMaxFileSize=1M\nSystemMaxUse=24M", script: script)
    let read = await read(until: 99_999) {
      lab.go()
      process.waitUntilExit()
    }
    #expect(read.lost > 10_000)
    expectAllAccounted(read)
  }

  /// Every entry was read, once and in order, or counted.
  private func expectAllAccounted(_ read: Read) {
    #expect(zip(read.numbers, read.numbers.dropFirst()).allSatisfy { $0 < $1 })
    #expect(read.entries + read.lost == read.last)
  }

  @Test func case33WhileJournaldRotatesNoDeletedJournalStaysOpen() async throws {
    let process = try lab.start(Self.small, script: rotating(30) + "\nsleep 6")
    let pid = lab.journals + "/pid"
    let watch = DeletedFiles(pid)
    let read = await read(
      until: 15_000, command: ["/bin/sh", "-c", "echo $$ > '\(pid)'; exec '\(JournalChildTests.reader)'"],
      pause: lab.go, each: { _, _ in watch.look() })
    watch.look(while: { process.isRunning })
    expectAllAccounted(read)
    #expect(watch.longest < .seconds(5))
  }

  @Test func case34EveryEntryIsReadOnceWhereJournaldIsKilled() async throws {
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

/// The deleted journals that a process has open.
private final class DeletedFiles {
  private let pid: String
  private var since: [String: ContinuousClock.Instant] = [:]
  /// The longest that one was open since it was seen to be deleted.
  private(set) var longest = Duration.zero

  /// - Parameter pid: the file that tells the process.
  init(_ pid: String) { self.pid = pid }

  func look() {
    guard let id = try? String(contentsOfFile: pid, encoding: .utf8).trimmingCharacters(in: .newlines) else { return }
    let files = FileManager.default
    let folder = "/proc/\(id)/fd"
    let open = ((try? files.contentsOfDirectory(atPath: folder)) ?? []).compactMap {
      try? files.destinationOfSymbolicLink(atPath: folder + "/" + $0)
    }
    let now = ContinuousClock.now
    since = since.filter { open.contains($0.key) }
    for path in open where path.hasSuffix(".journal (deleted)") {
      since[path] = since[path] ?? now
      longest = max(longest, now - (since[path] ?? now))
    }
  }

  func look(while isDue: () -> Bool) {
    while isDue() {
      look()
      usleep(50_000)
    }
  }
}
