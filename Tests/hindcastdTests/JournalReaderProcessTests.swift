import Control
import DaemonLab
import Foundation
import LogLab
import Testing

/// The daemon and the child process that reads the journal for it.
@Suite(.serialized, .timeLimit(.minutes(6))) struct JournalReaderProcessTests {
  let daemon: DaemonProcess

  init() throws { daemon = try DaemonProcess() }

  /// The number of the reader; nil while there is none.
  private var reader: Int32? {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemon.id)/task")) ?? []
    for task in tasks {
      let children = try? String(contentsOfFile: "/proc/\(daemon.id)/task/\(task)/children", encoding: .utf8)
      for child in (children ?? "").split(separator: " ").compactMap({ Int32($0) }) {
        let command = (try? String(contentsOfFile: "/proc/\(child)/cmdline", encoding: .utf8)) ?? ""
        if command.contains("journal") { return child }
      }
    }
    return nil
  }

  private var journal: SourceStatus? { daemon.sources?.first { $0.kind == .journal } }

  private func written(_ lines: Int) async throws -> Bool {
    try daemon.folder.append(NumberedLines.text((lines - 10)..<lines), to: "log/a.log")
    return try await eventually(within: .seconds(15)) { [daemon] in
      daemon.sources?.first { $0.kind == .file }?.lines == lines
    }
  }

  /// Waits for a reader other than this one.
  private func reader(after last: Int32) async throws -> Int32 {
    _ = try await eventually { [self] in self.reader.map { $0 != last } ?? false }
    let reader = try #require(reader)
    #expect(reader != last)
    return reader
  }

  /// Whether `status` says this of the journal within the time it has for it.
  private func isDegraded(_ text: String) async throws -> Bool {
    try await eventually(within: .seconds(15)) { [self] in self.journal?.degraded?.contains(text) == true }
  }

  /// A short form; 20 crashes, as in the matrix, with `HINDCAST_CRASHES=20`: the pauses grow to 10 s.
  @Test func case77AReaderThatCrashesAndHangsIsNoticedAndOtherSourcesGoOn() async throws {
    let crashes = ProcessInfo.processInfo.environment["HINDCAST_CRASHES"].flatMap { Int($0) } ?? 5
    try daemon.configure(journal: true)
    try daemon.start()
    var lines = 10
    #expect(try await written(lines))
    var ends: [ContinuousClock.Instant] = []
    var last: Int32 = 0
    for _ in 0..<crashes {
      last = try await reader(after: last)
      let crashed = last
      // Once of some forty times one lived on, for a reason that is not known.
      #expect(
        try await eventually {
          kill(crashed, SIGSEGV)
          return self.reader != crashed
        })
      ends.append(.now)
    }
    // The pauses double up to 10 s.
    let longest = zip(ends, ends.dropFirst()).map { $1 - $0 }.max() ?? .zero
    #expect(longest > min(.seconds(9), .milliseconds(90) * (1 << (crashes - 2))))
    #expect(try await isDegraded("times)"))
    lines += 10
    #expect(try await written(lines))

    let stopped = try await reader(after: last)
    kill(stopped, SIGSTOP)
    lines += 10
    #expect(try await written(lines))
    #expect(try await isDegraded("hung"))
    lines += 10
    #expect(try await written(lines))
    // Another one follows, and reads as if nothing had been.
    _ = try await reader(after: stopped)
    #expect(try await daemon.end())
  }
}
