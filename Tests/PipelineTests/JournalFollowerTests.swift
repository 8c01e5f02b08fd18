import Formats
import Foundation
import LogLab
import Records
import Tailing
import Testing

@testable import Pipeline

@Suite(.timeLimit(.minutes(2))) struct JournalFollowerTests {
  let lab: JournalLab

  /// The program that runs `JournalChildMain`, built beside the tests.
  static let reader = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appending(path: "journal-reader-for-tests").path

  init() throws { lab = try JournalLab() }

  private func follower(_ resumption: Data? = nil, since: Int64? = nil) -> JournalFollower {
    JournalFollower(
      command: [Self.reader], resumption: resumption,
      start: JournalStart(since: since, folders: [lab.folder.path + "/log"], runtimeFolder: "/nonexistent"),
      records: JournalRecords(service: nil, times: TimeReader(zone: .utc, newest: 0)))
  }

  private func told(_ batch: RecordBatch) -> [String] {
    batch.messages.map {
      "\($0.offset) \($0.lines) \($0.severity) \(String(decoding: batch.bytes[$0.line.range], as: UTF8.self)) "
        + batch.position(of: $0.offset).text
    } + batch.events.map { "\($0.kind) \($0.subject) \($0.routine) \($0.position.text)" }
  }

  /// Entries of two services, one of which prints traces, while systemd restarts it.
  private func entries(_ range: Range<Int>) -> [JournalLab.Fields] {
    let lines = [
      "2024-06-05 14:00:00 ERROR [17] shop: failed", "Traceback (most recent call last):", "  File \"app.py\"",
      "app.Timeout: 2.00",
    ]
    return range.map { i in
      switch i % 7 {
      case 0..<4:
        JournalLab.entry(
          1000 + i / 7,
          ["MESSAGE": lines[i % 7], "PRIORITY": "6", "_PID": "17", "_UID": "33", "_SYSTEMD_UNIT": "shop.service"])
      case 4:
        JournalLab.entry(
          1000 + i / 7,
          [
            "MESSAGE": "Stopping", "MESSAGE_ID": "de5b426a63be47a7b6ac3eaac82e2f6f", "UNIT": "shop.service",
            "_PID": "1", "_COMM": "systemd", "SYSLOG_IDENTIFIER": "systemd",
          ])
      case 5:
        JournalLab.entry(
          1000 + i / 7,
          [
            "MESSAGE": "Started shop", "MESSAGE_ID": "39f53479d3a045ac8e11786248231fbf", "UNIT": "shop.service",
            "_PID": "1", "_COMM": "systemd", "SYSLOG_IDENTIFIER": "systemd",
          ])
      default: JournalLab.entry(1000 + i / 7, ["MESSAGE": "GET \(i)", "_PID": "18", "_SYSTEMD_UNIT": "web.service"])
      }
    }
  }

  /// A new follower after every update gives what a replay gives.
  @Test func everyFollowerGoesOnWhereTheLastOneLeftOff() async throws {
    var found: [String] = []
    var resumption: Data?
    var entries = 0
    // Written in pieces, so that traces and restarts span followers.
    for piece in stride(from: 0, to: 120, by: 10) {
      let path = try lab.write("log/a.journal", self.entries(piece..<(piece + 10)))
      #expect(path.hasSuffix("a.journal"))
      let follower = follower(resumption)
      while entries < piece + 10, let update = await follower.next() {
        guard case .records(let batch, let gaps) = update else { continue }
        entries += batch.lines
        found += told(batch)
        #expect(gaps.isEmpty)
      }
      resumption = try follower.resumption
      follower.stop()
    }
    let last = follower(resumption)
    found += last.release(before: Int64.max).map(told) ?? []
    let feed = JournalFeed(
      paths: [lab.folder.path + "/log"], records: JournalRecords(service: nil, times: TimeReader(zone: .utc, newest: 0))
    )
    var replayed: [String] = []
    while let batch = feed.next() { replayed += told(batch) }
    #expect(replayed.contains { $0.contains("app.Timeout") && $0.contains(" 4 error ") })
    #expect(found.sorted() == replayed.sorted())
  }

  @Test func case31WithoutAReadableResumptionTimeDecides() async throws {
    _ = try lab.write("log/a.journal", entries(0..<70))
    let follower = follower(Data("garbage".utf8), since: 1_008_000_000)
    #expect(follower.isResumptionLost)
    while let update = await follower.next() {
      guard case .records(let batch, _) = update else { continue }
      #expect(batch.lines == 7)
      return
    }
  }
}
