import Formats
import Foundation
import Incidents
import Records
import Tailing

@testable import Pipeline

/// Follows real journals as a live run does, and keeps what it is told.
final class JournalRecorder {
  struct Record: Hashable {
    var service: String
    var severity: Severity
    var lines: Int
    var text: String
  }

  private(set) var records: [Record] = []
  private(set) var events: [ContextEvent] = []
  private(set) var gaps: [CoverageGap] = []
  private(set) var entries = 0
  private(set) var ends = 0
  private(set) var status = JournalStatus()
  let follower: JournalFollower

  init(
    _ folders: [String], command: [String] = [JournalFollowerTests.reader], runtimeFolder: String = "/nonexistent",
    resumption: Data? = nil
  ) {
    follower = JournalFollower(
      command: command, resumption: resumption, start: JournalStart(folders: folders, runtimeFolder: runtimeFolder),
      records: JournalRecords(service: nil, times: TimeReader(zone: .utc, newest: 4_000_000_000)))
  }

  deinit { follower.stop() }

  /// Takes updates until something is so.
  func follow(until isDone: (JournalRecorder) -> Bool) async {
    while !isDone(self), let update = await follower.next() {
      switch update {
      case .records(let batch, let gaps):
        keep(batch)
        entries += batch.lines
        self.gaps += gaps
      case .status(let status):
        self.status = status
        let now = Int64(Date().timeIntervalSince1970 * 1_000_000)
        if status.isCaughtUp, let held = follower.release(before: now - LiveJournal.pause) { keep(held) }
      case .readerEnded:
        ends += 1
        status = JournalStatus()
      }
    }
  }

  private func keep(_ batch: RecordBatch) {
    events += batch.events
    records += batch.messages.map {
      Record(
        service: batch.services[Int($0.service)], severity: $0.severity, lines: Int($0.lines),
        text: String(decoding: batch.bytes[$0.line.range], as: UTF8.self))
    }
  }
}
