import Foundation
import Incidents
import LogLab
import Records
import Testing

@testable import Pipeline

/// The journal through a live run, beside log files.
@Suite(.timeLimit(.minutes(2))) struct LiveJournalTests {
  private static let start = AccessLog.start * 1_000_000

  private func entries(_ range: Range<Int>) -> [JournalLab.Fields] {
    range.map { i in
      JournalLab.entry(
        Int(AccessLog.start) + i,
        ["MESSAGE": "GET \(i)", "PRIORITY": "6", "_PID": "18", "_UID": "33", "_SYSTEMD_UNIT": "web.service"])
    }
  }

  /// Every second run is killed, the others end in order.
  @Test func restartedAtAnyMomentItCountsEachEntryOnce() async throws {
    let lab = try JournalLab()
    let rig = try LiveRig()
    let journal = LiveOptions.Journal(command: [JournalFollowerTests.reader], folders: [lab.folder.path + "/log"])
    rig.options.journal = journal
    let lines = AccessLog(seconds: 400, seed: 5, rate: { _ in 2 }).lines
    for piece in 0..<8 {
      _ = try lab.write("log/a.journal", entries(piece * 50..<(piece + 1) * 50))
      for line in lines[(piece * lines.count / 8)..<((piece + 1) * lines.count / 8)] {
        try rig.append(line, to: "a.log")
      }
      try rig.start()
      let run = try #require(rig.run)
      let end = Self.start + Int64(piece + 1) * 50_000_000 + 3_000_000
      let now = LiveRig.moment(end)
      // At the end, long enough for nothing to continue the last entry.
      let later = LiveRig.moment(end + (piece == 7 ? 7_500_000 : 500_000))
      async let followed: Void = run.followJournal(journal, ownProcess: 0, clock: { now }, each: { _ in })
      // Files wait for the journal, the journal for files.
      while await !run.hasReadJournal(now) { try await rig.step(now) }
      try await rig.step(later)
      if piece % 2 == 1 { try await rig.finish(later) }
      await run.stopJournal()
      try await followed
    }
    let coverage = try rig.reconstruction().coverage
    #expect(coverage.sources.map(\.records).sorted() == [400, lines.count].sorted())
    #expect(coverage.sources.allSatisfy { $0.late == 0 && $0.gaps.isEmpty })
  }
}

extension LiveRun {
  func hasReadJournal(_ now: Moment) -> Bool { journal?.isCaughtUp(now) ?? false }
}
