import Foundation
import GRDB
import Incidents
import LogLab
import Records
import SampleIncidents
import Store
import Testing

@Suite struct CheckpointTests {
  private let folder: TemporaryFolder
  private let path: String
  private let writer: StoreWriter

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("hindcast.db")
    writer = try StoreWriter(path: path, destinations: ["hook"], ballastBytes: 4096, busyTimeout: .zero)
  }

  private var open: Incident {
    var incident = SampleIncidents.shop
    (incident.status, incident.endedAt, incident.phases) = (.open, nil, [SampleIncidents.shop.phases[0]])
    incident.phases[0].endedAt = nil
    return incident
  }

  private func commit(_ incidents: Incident..., underWay: Set<String> = []) throws -> CommitReceipt {
    try writer.commit(Checkpoint(at: SampleIncidents.at(2000), incidents: incidents, underWay: underWay))
  }

  private func keys(_ receipt: CommitReceipt) -> [String] { receipt.transitions.map(\.key) }

  @Test func aCheckpointIsReadBackWhole() throws {
    #expect(try writer.resume() == nil)
    _ = try writer.commit(ScribedCheckpoint.numbered(1))
    let other = Resumption(
      positions: ["a": Data([0, 255]), "journal": Data("s=1".utf8)], state: Data(count: 3_000_000), stateFormat: 4)
    _ = try writer.commit(Checkpoint(at: SampleIncidents.onset, resumption: other))
    #expect(try writer.resume() == other)
    #expect(try writer.incidents.entries(EntryQuery(membership: .outside)).map(\.entry.id) == ["r1"])
    #expect(try writer.incidents.coverage().sources.map(\.records) == [1])
  }

  @Test func whatDoesNotSayWhereToGoOnLeavesItAsItWas() throws {
    _ = try writer.commit(ScribedCheckpoint.numbered(1))
    _ = try commit(open)
    #expect(try writer.resume() == ScribedCheckpoint.resumption(1))
  }

  @Test func anEmptyCheckpointWritesNothing() throws {
    _ = try writer.commit(ScribedCheckpoint.numbered(1))
    let before = try writer.commit(Checkpoint(at: SampleIncidents.at(1))).walBytes
    #expect(try writer.commit(Checkpoint(at: SampleIncidents.at(2))).walBytes == before)
  }

  @Test func eachTransitionIsToldOnce() throws {
    #expect(keys(try commit(open)) == ["20240605-1400/opened/1"])
    #expect(try commit(open) == CommitReceipt(incidents: ["20240605-1400"], walBytes: commit(open).walBytes))
    var worse = open
    worse.severity = .critical
    worse.startedAt = SampleIncidents.at(-70)
    worse.id = "20240605-1358"
    let receipt = try commit(worse)
    #expect(receipt.incidents == ["20240605-1400"])
    #expect(keys(receipt) == ["20240605-1400/severity/critical"])
    #expect(receipt.transitions[0].previousSeverity == .major)
    var over = worse
    (over.status, over.endedAt) = (.resolved, SampleIncidents.at(1020))
    #expect(keys(try commit(over)) == ["20240605-1400/ended/1"])
    #expect(keys(try commit(over)).isEmpty)
    #expect(keys(try commit(open)).isEmpty)
    #expect(keys(try commit(over)).isEmpty)
    #expect(try writer.incidents.incidents().count == 1)
  }

  @Test func aRelapseIsToldAgain() throws {
    var first = open
    (first.status, first.endedAt) = (.resolved, SampleIncidents.at(1020))
    #expect(keys(try commit(first)) == ["20240605-1400/ended/1"])
    var second = SampleIncidents.shop
    (second.status, second.endedAt, second.phases[1].endedAt) = (.open, nil, nil)
    #expect(keys(try commit(second)) == ["20240605-1400/opened/2"])
    #expect(keys(try commit(SampleIncidents.shop)) == ["20240605-1400/ended/2"])
  }

  @Test func aFailingCheckpointChangesNothingAndTellsNothing() throws {
    _ = try writer.commit(ScribedCheckpoint.numbered(1))
    var broken = ScribedCheckpoint.numbered(2)
    broken.incidents[0].impact.failedPercent = .nan
    #expect(throws: StoreError.self) { try writer.commit(broken) }
    #expect(try writer.resume() == ScribedCheckpoint.resumption(1))
    #expect(try writer.incidents.incidents().map(\.impact.requests) == [1])
  }

  @Test func aWithdrawnIncidentIsGoneAndItsEndIsTold() throws {
    _ = try commit(open)
    #expect(keys(try commit(underWay: ["20240605-1400"])) == ["20240605-1400/ended/1"])
    #expect(try writer.incidents.incidents().isEmpty)
    #expect(try commit(open).incidents == ["20240605-1400-2"])
  }

  @Test func aWithdrawnIncidentThatPeopleNotedInStays() throws {
    _ = try commit(open)
    _ = try writer.correct(
      CorrectionRequest(
        by: "anna", at: SampleIncidents.at(60), change: .note(incident: nil, text: "x", kind: nil, at: nil)))
    #expect(keys(try commit(underWay: ["20240605-1400"])) == ["20240605-1400/ended/1"])
    let kept = try #require(try writer.incidents.incident("20240605-1400"))
    #expect(kept.status == .resolved && kept.endedAt != nil && kept.timeline.contains { $0.summary == "x" })
  }

  /// Whoever is killed between the two leaves neither: there is no between.
  @Test func case65IncidentsAreStoredAndWithdrawnTogetherOrNotAtAll() throws {
    var mail = open
    mail.startedAt = SampleIncidents.at(-7200)
    mail.id = IncidentID.of(mail.startedAt)
    for index in mail.signals.indices { mail.signals[index].service = "mail" }
    _ = try commit(mail)
    let before = try writer.incidents.incidents()
    let other = try DatabaseQueue(path: path)
    try other.write {
      try $0.execute(
        sql: "CREATE TRIGGER refuse BEFORE INSERT ON withdrawn BEGIN SELECT RAISE(ABORT, 'refused'); END")
    }
    #expect(throws: StoreError.self) { try commit(open, underWay: [mail.id]) }
    #expect(try writer.incidents.incidents() == before)
    try other.write { try $0.execute(sql: "DROP TRIGGER refuse") }
    #expect(keys(try commit(open, underWay: [mail.id])) == ["20240605-1400/opened/1", "\(mail.id)/ended/1"])
    #expect(try writer.incidents.incidentIDs() == ["20240605-1400"])
  }

  @Test func whatIsUnderWayAndMeasuredAgainStays() throws {
    _ = try commit(open)
    #expect(try writer.openIncidents().map(\.id) == ["20240605-1400"])
    #expect(keys(try commit(open, underWay: ["20240605-1400"])).isEmpty)
    #expect(try writer.openIncidents().map(\.id) == ["20240605-1400"])
  }

  /// It is measured to be under way, whatever the whole that a person made of it is called.
  @Test func aPartOfAMergedIncidentIsStillKnownToBeUnderWay() throws {
    var mail = open
    mail.startedAt = SampleIncidents.at(500)
    for index in mail.signals.indices { mail.signals[index].service = "mail" }
    _ = try commit(open, mail)
    _ = try writer.correct(
      CorrectionRequest(
        by: "anna", at: SampleIncidents.at(600), change: .merge(incident: "20240605-1400", other: "20240605-1400-2")))
    #expect(try writer.openIncidents().map(\.id) == ["20240605-1400", "20240605-1400-2"])
  }

  /// A live run takes the part's id for that of an incident that it had stored itself.
  @Test func aPartThatAPersonSplitOffIsNotWithdrawn() throws {
    _ = try commit(open)
    _ = try writer.correct(
      CorrectionRequest(
        by: "anna", at: SampleIncidents.at(600),
        change: .split(incident: "20240605-1400", at: SampleIncidents.at(300))))
    let parts = try writer.incidents.incidents().map(\.id)
    #expect(parts.count == 2)
    _ = try commit(underWay: Set(parts.filter { $0 != "20240605-1400" }))
    #expect(try writer.incidents.incidents().map(\.id) == parts)
  }

  @Test func whatAPersonChangesIsToldEachTimeAndStaysUnderLiveUpdates() throws {
    _ = try commit(open)
    func set(_ value: String) throws {
      _ = try writer.correct(
        CorrectionRequest(
          by: "anna", at: SampleIncidents.at(60), change: .set(incident: "20240605-1400", fields: ["severity": value])))
    }
    try set("critical")
    try set("minor")
    try set("critical")
    var worse = open
    worse.title = "measured on"
    #expect(keys(try commit(worse)).isEmpty)
    let shown = try #require(try writer.incidents.incident("20240605-1400"))
    #expect(shown.severity == .critical && shown.title == "measured on")
    let events = try DatabaseQueue(path: path).read {
      try String.fetchAll($0, sql: "SELECT key FROM event ORDER BY number")
    }
    #expect(
      events == [
        "20240605-1400/opened/1", "20240605-1400/severity/critical/c1", "20240605-1400/severity/minor/c2",
        "20240605-1400/severity/critical/c3",
      ])
  }

  @Test func mergingUndoingAndSplittingTellNoneTwice() throws {
    var mail = open
    mail.startedAt = SampleIncidents.at(500)
    for index in mail.signals.indices { mail.signals[index].service = "mail" }
    #expect(keys(try commit(open, mail)).count == 2)
    func correct(_ change: CorrectionRequest.Change) throws {
      _ = try writer.correct(CorrectionRequest(by: "anna", at: SampleIncidents.at(2000), change: change))
    }
    try correct(.merge(incident: "20240605-1400", other: "20240605-1400-2"))
    try correct(.undo(correction: nil))
    let events = try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM event") }
    #expect(events == 2)
  }

  @Test func anIncidentThatNobodyEndedIsNotTakenForOneOfTheNextDay() throws {
    _ = try commit(open)
    var next = open
    next.startedAt = SampleIncidents.at(86_400)
    next.id = "20240606-1400"
    #expect(try commit(next).incidents == ["20240606-1400"])
  }

  @Test func theTransitionTellsWhatItIsAbout() throws {
    let transition = try #require(try commit(open).transitions.first)
    #expect(transition.services == ["nginx", "shop"])
    #expect(transition.cause == "deploy shop 1.4.2: shop was deployed 12 s before the onset")
    let due = try writer.dueDeliveries(to: "hook", at: SampleIncidents.at(2000))
    #expect(try JSONDecoder().decode(IncidentTransition.self, from: Data(due[0].payload.utf8)).key == transition.key)
  }

  // MARK: Other programs

  @Test func case68AnotherProgramThatHoldsTheFileDelaysOnly() throws {
    _ = try writer.commit(ScribedCheckpoint.numbered(1))
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let other = try DatabaseQueue(path: path, configuration: configuration)
    try other.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE") }
    do {
      _ = try writer.commit(ScribedCheckpoint.numbered(2))
      Issue.record("committed beside an exclusive lock")
    } catch {
      #expect(error.reason == .busy)
    }
    #expect(try writer.resume() == ScribedCheckpoint.resumption(1))
    #expect(writer.isDoubtful)
    try other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    #expect(!writer.isDoubtful)
    _ = try writer.commit(ScribedCheckpoint.numbered(2))
    #expect(try writer.resume() == ScribedCheckpoint.resumption(2))
  }

  @Test func case69AReaderWithoutEndIsSeenByTheLogsSize() throws {
    _ = try writer.commit(ScribedCheckpoint.numbered(1))
    var configuration = Configuration()
    configuration.readonly = true
    configuration.allowsUnsafeTransactions = true
    let reader = try DatabaseQueue(path: path, configuration: configuration)
    try reader.inDatabase { db in
      try db.execute(sql: "BEGIN")
      _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM entry")
    }
    func commit() throws -> Int {
      let resumption = Resumption(positions: [:], state: Data(count: 8 << 20), stateFormat: 1)
      return try writer.commit(Checkpoint(at: SampleIncidents.onset, resumption: resumption)).walBytes
    }
    for _ in 0..<9 { _ = try commit() }
    #expect(try commit() > StoreWriter.walAlarmBytes)
    #expect(writer.isLogTooLong)
    try reader.inDatabase { try $0.execute(sql: "COMMIT") }
    _ = try commit()
    #expect(try commit() < StoreWriter.walAlarmBytes / 2)
    #expect(!writer.isLogTooLong)
  }
}
