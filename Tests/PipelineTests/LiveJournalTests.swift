import Foundation
import Incidents
import LogLab
import Records
import Store
import Synchronization
import Testing

@testable import Pipeline

/// The journal through a live run, beside log files.
@Suite(.timeLimit(.minutes(2))) struct LiveJournalTests {
  static let start = AccessLog.start * 1_000_000

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

  /// Follows the journal until all that is there has been read and nothing is held back.
  private func read(_ rig: LiveRig, _ journal: LiveOptions.Journal, to second: Int) async throws {
    try rig.start()
    let run = try #require(rig.run)
    let now = LiveRig.moment(Self.start + Int64(second) * 1_000_000 + 10_000_000)
    async let followed: Void = run.followJournal(journal, ownProcess: 0, clock: { now }, each: { _ in })
    while await !run.hasReadJournal(now) { try await rig.step(now) }
    try await rig.step(now)
    try await rig.finish(now)
    await run.stopJournal()
    try await followed
  }

  /// The position in the store is none any more, has lost its cursor, or has lost one cursor of two.
  @Test(arguments: ["garbage", "", "s=[0-9a-f]*", "s=[0-9a-f]*;i=[^\"]*"])
  func case31APositionThatCannotBeReadIsFoundAgainByTime(damage: String) async throws {
    let lab = try JournalLab()
    let rig = try LiveRig()
    let journal = LiveOptions.Journal(command: [JournalFollowerTests.reader], folders: [lab.folder.path + "/log"])
    rig.options.journal = journal
    _ = try lab.write("log/a.journal", entries(0..<50))
    try await read(rig, journal, to: 50)
    var resumption = try #require(try rig.store?.resume())
    let position = String(decoding: try #require(resumption.positions[LiveJournal.name]), as: UTF8.self)
    let damaged = damage.contains("=") ? position.replacing(try Regex(damage), with: "") : damage
    #expect(damaged != position)
    resumption.positions[LiveJournal.name] = Data(damaged.utf8)
    _ = try rig.store?.commit(Checkpoint(at: Timestamp(microseconds: Self.start), resumption: resumption))
    _ = try lab.write("log/a.journal", entries(50..<100))
    try await read(rig, journal, to: 100)
    let coverage = try rig.reconstruction().coverage.sources
    #expect(coverage.map(\.records) == [100])
    #expect(coverage.flatMap(\.gaps).map { $0.reason.contains("is not known any more: read on from") } == [true])
    // Once is enough.
    try await read(rig, journal, to: 100)
    #expect(try rig.reconstruction().coverage.sources.flatMap(\.gaps).count == 1)
  }

  /// The reader says every five seconds that nothing came.
  @Test func case43WhereNothingComesNothingIsWritten() async throws {
    let lab = try JournalLab()
    let rig = try LiveRig()
    let journal = LiveOptions.Journal(command: [JournalFollowerTests.reader], folders: [lab.folder.path + "/log"])
    rig.options.journal = journal
    _ = try lab.write("log/a.journal", entries(0..<50))
    try await read(rig, journal, to: 50)
    try rig.start()
    let run = try #require(rig.run)
    let written = rig.written
    let quiet = LiveRig.moment(Self.start + 600_000_000)
    let (updates, told) = AsyncStream<Void>.makeStream()
    async let followed: Void = run.followJournal(
      journal, ownProcess: 0, clock: { quiet }, each: { _ in told.yield() })
    var count = 0
    for await _ in updates {
      try await rig.step(quiet)
      count += 1
      if count == 2 { break }
    }
    await run.stopJournal()
    try await followed
    #expect(rig.written == written)
    #expect(try rig.reconstruction().coverage.sources.map(\.records) == [50])
  }
}

extension LiveJournalTests {
  /// The process is stopped for two minutes; then the journal's task is the first to run again.
  @Test func case60WhatFilesMayHoldIsNotJudgedByTheJournalsClock() async throws {
    let rig = try LiveRig()
    try rig.keepJournal()
    let script = LiveRig.script(seconds: 900, rotates: false)
    var done = script.startIndex
    try rig.start()
    for second in stride(from: Int64(5), to: 900, by: 5) {
      let now = Self.start + second * 1_000_000
      let next = script[done...].firstIndex { $0.at > now } ?? script.endIndex
      try rig.perform(script[done..<next])
      done = next
      if (600..<720).contains(second) { continue }
      if second == 720 { try await rig.followJournal(to: LiveRig.moment(now)) }
      try await rig.step(LiveRig.moment(now))
    }
    try await rig.finish(LiveRig.moment(Self.start + 895_000_000))
    #expect(try rig.reconstruction().incidents.isEmpty)
    #expect(try rig.reconstruction().total(\.late) == 0)
  }
}

extension LiveRun {
  func hasReadJournal(_ now: Moment) -> Bool { journal?.isCaughtUp(now) ?? false }
}
