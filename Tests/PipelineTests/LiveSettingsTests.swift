import Foundation
import Incidents
import LogLab
import Records
import Testing

@testable import Pipeline

/// A live run that is given other settings while it goes on.
@Suite(.timeLimit(.minutes(2))) struct LiveSettingsTests {
  private static let start = AccessLog.start * 1_000_000

  private func now(_ second: Int64) -> Moment { LiveRig.moment(Self.start + second * 1_000_000) }

  private func records(_ rig: LiveRig) async throws -> [String: Int] {
    let coverage = await rig.run?.coverage
    return Dictionary(
      (coverage?.sources ?? []).map { ($0.source.split(separator: "/").last.map(String.init) ?? "", $0.records) }
    ) {
      $0 + $1
    }
  }

  private func lines(_ range: Range<Int>) -> [String] {
    Array(AccessLog(seconds: 60, rate: { _ in 1 }).lines[range])
  }

  @Test func aFileThatIsLetGoIsReadOnWhereItStoodAlsoByAnotherRun() async throws {
    let rig = try LiveRig()
    let all = rig.options
    var fewer = rig.options
    fewer.files = [rig.logs + "/b.log"]
    for line in lines(0..<10) { try rig.append(line, to: "a.log") }
    try rig.start()
    try await rig.step(now(20))
    try await rig.run?.set(fewer)
    for line in lines(10..<15) { try rig.append(line, to: "a.log") }
    for line in lines(0..<3) { try rig.append(line, to: "b.log") }
    try await rig.step(now(30))
    #expect(try await records(rig) == ["a.log": 10, "b.log": 3])
    #expect(await rig.run?.sources(now(30)).map(\.name) == [rig.logs + "/b.log"])
    try await rig.finish(now(31))
    try rig.start()
    try await rig.step(now(32))
    #expect(try await records(rig) == ["a.log": 15, "b.log": 3])
    try await rig.run?.set(fewer)
    for line in lines(15..<17) { try rig.append(line, to: "a.log") }
    try await rig.run?.set(all)
    try await rig.step(now(33))
    #expect(try await records(rig) == ["a.log": 17, "b.log": 3])
  }

  @Test func deploysAndZonesCountFromThenOn() async throws {
    let rig = try LiveRig()
    func line(_ second: Int64, _ text: String) -> String { "\(AccessLog.civil(AccessLog.start + second)) INFO \(text)" }
    for second in 0..<20 { try rig.append(line(Int64(second), "shipped one"), to: "app.log") }
    try rig.start()
    try await rig.step(now(30))
    let run = try #require(rig.run)
    #expect(await run.lastTime("app.log") < Self.start + 20_000_000)
    #expect(await run.events("app.log") == 0)
    var other = rig.options
    other.zone = "-01:00"
    other.deployPatterns = ["shipped *"]
    try await run.set(other)
    for second in 20..<24 { try rig.append(line(Int64(second), "shipped two"), to: "app.log") }
    try await rig.step(now(3650))
    #expect(await run.lastTime("app.log") >= Self.start + 3_620_000_000)
    #expect(await run.events("app.log") > 0)
  }

  @Test func anUnknownZoneChangesNothing() async throws {
    let rig = try LiveRig()
    try rig.append(lines(0..<1)[0], to: "a.log")
    try rig.start()
    var other = rig.options
    other.files = []
    other.zone = "Nowhere/Land"
    let run = try #require(rig.run)
    await #expect(throws: ReplayError.self) { try await run.set(other) }
    try await rig.step(now(10))
    #expect(try await records(rig) == ["a.log": 1])
  }

  @Test func itIsPositionedWhenTheJournalIsToo() async throws {
    let lab = try JournalLab()
    let rig = try LiveRig()
    let journal = LiveOptions.Journal(command: [JournalFollowerTests.reader], folders: [lab.folder.path + "/log"])
    for line in lines(0..<10) { try rig.append(line, to: "a.log") }
    rig.options.journal = journal
    _ = try lab.write("log/a.journal", [JournalLab.entry(Int(AccessLog.start), ["MESSAGE": "x", "PRIORITY": "6"])])
    try rig.start()
    let run = try #require(rig.run)
    #expect(await !run.isPositioned(now(20)))
    try await rig.step(now(20))
    #expect(await !run.isPositioned(now(20)))
    let moment = now(20)
    async let followed: Void = run.followJournal(journal, ownProcess: 0, clock: { moment }, each: { _ in })
    while await !run.isPositioned(moment) { try await rig.step(moment) }
    #expect(await run.sources(moment).contains { $0.isJournal })
    // Turned off, it waits for nothing and is not followed any more.
    var off = rig.options
    off.journal = nil
    try await run.set(off)
    try await followed
    try await rig.step(moment)
    #expect(await run.isPositioned(moment))
    #expect(await !run.sources(moment).contains { $0.isJournal })
    // Turned on again, it goes on where it was.
    _ = try lab.write("log/b.journal", [JournalLab.entry(Int(AccessLog.start) + 5, ["MESSAGE": "y", "PRIORITY": "6"])])
    try await run.set(rig.options)
    #expect(await !run.isPositioned(moment))
    async let again: Void = run.followJournal(journal, ownProcess: 0, clock: { moment }, each: { _ in })
    while await !run.hasReadJournal(moment) { try await rig.step(moment) }
    await run.stopJournal()
    try await again
    try await rig.finish(now(60))
    #expect(try await records(rig)["journal"] == 2)
  }
}

extension LiveRun {
  /// The time of the last record of a file, microseconds.
  fileprivate func lastTime(_ name: String) -> Int64 {
    engine.sources.first { $0.ledger.name.hasSuffix(name) }?.ledger.last ?? Int64.min
  }

  /// Context events that a file told of.
  fileprivate func events(_ name: String) -> UInt64 {
    engine.sources.first { $0.ledger.name.hasSuffix(name) }?.events ?? 0
  }
}
