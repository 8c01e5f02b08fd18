import Foundation
import Incidents
import LogLab
import Records
import SampleIncidents
import Store
import Testing

@Suite struct RetentionTests {
  private let folder: TemporaryFolder
  private let writer: StoreWriter
  private let retention = Retention(incidentSeconds: 86_400, entrySeconds: 3600)

  init() throws {
    folder = try TemporaryFolder()
    writer = try StoreWriter(path: folder.file("hindcast.db"), ballastBytes: 0)
  }

  private func incident(_ day: Double) -> Incident {
    var incident = SampleIncidents.shop
    incident.startedAt = SampleIncidents.at(day * 86_400)
    incident.endedAt = SampleIncidents.at(day * 86_400 + 600)
    incident.id = IncidentID.of(incident.startedAt)
    return incident
  }

  private func reload(_ number: Int) -> TimelineEntry {
    TimelineEntry(
      id: "r\(number)", at: SampleIncidents.at(Double(number)), kind: .reload, origin: .observed, summary: "\(number)")
  }

  private func correct(_ change: CorrectionRequest.Change) throws {
    _ = try writer.correct(CorrectionRequest(by: "anna", at: SampleIncidents.at(0), change: change))
  }

  @Test func whatIsOldGoesInBoundedSteps() throws {
    _ = try writer.commit(
      Checkpoint(
        at: SampleIncidents.onset, incidents: [incident(0), incident(1), incident(10)],
        entries: (0..<25).map(reload)))
    let now = SampleIncidents.at(10 * 86_400)
    #expect(try writer.sweep(retention, now: now, limit: 10) == Swept(incidents: 0, entries: 10, hasMore: true))
    #expect(try writer.sweep(retention, now: now, limit: 10).hasMore)
    #expect(try writer.sweep(retention, now: now, limit: 10) == Swept(incidents: 1, entries: 16, hasMore: true))
    #expect(try writer.sweep(retention, now: now, limit: 100) == Swept(incidents: 1, entries: 11, hasMore: false))
    #expect(try writer.sweep(retention, now: now, limit: 100) == Swept(incidents: 0, entries: 0, hasMore: false))
    #expect(try writer.incidents.incidentIDs() == [incident(10).id])
    #expect(try writer.incidents.entries(EntryQuery(membership: .outside)).isEmpty)
  }

  @Test func whatPeopleTouchedIsKept() throws {
    _ = try writer.commit(
      Checkpoint(
        at: SampleIncidents.onset, incidents: [incident(0), incident(1), incident(2)], entries: [reload(1), reload(2)]))
    try correct(.note(incident: incident(1).id, text: "x", kind: nil, at: nil))
    try correct(.set(incident: incident(2).id, fields: ["title": "t"]))
    try correct(.undo(correction: nil))
    try correct(.mark(entry: "r2", starred: true, hidden: nil))
    var note = reload(3)
    (note.kind, note.origin) = (.note, .noted)
    _ = try writer.commit(Checkpoint(at: SampleIncidents.onset, entries: [note]))
    _ = try writer.sweep(retention, now: SampleIncidents.at(1e8))
    #expect(try writer.incidents.incidentIDs() == [incident(1).id, incident(2).id])
    #expect(try writer.incidents.entries(EntryQuery(membership: .outside)).map(\.entry.id) == ["r2", "r3"])
  }

  @Test func whatIsStillToBeToldIsKept() throws {
    let telling = try StoreWriter(path: folder.file("told.db"), destinations: ["hook"], ballastBytes: 0)
    _ = try telling.commit(Checkpoint(at: SampleIncidents.onset, incidents: [incident(0)]))
    _ = try telling.sweep(retention, now: SampleIncidents.at(1e8))
    #expect(try telling.incidents.incidents().isEmpty)
    #expect(try telling.dueDeliveries(to: "hook", at: SampleIncidents.at(1e8)).count == 1)
  }

  @Test func whatWasReadOfASourceIsKeptWhileItIsFollowedOrLately() throws {
    let sources = [
      SourceCoverage(source: "old", lastEventAt: SampleIncidents.at(0), records: 1),
      SourceCoverage(source: "late", lastEventAt: SampleIncidents.at(9000), records: 1),
      SourceCoverage(source: "timeless", unparsed: 5), SourceCoverage(source: "gone", unparsed: 5),
    ]
    let resumption = Resumption(positions: ["timeless": Data()], state: Data(), stateFormat: 1)
    _ = try writer.commit(Checkpoint(at: SampleIncidents.onset, resumption: resumption, coverage: sources))
    _ = try writer.sweep(retention, now: SampleIncidents.at(10_000))
    #expect(try writer.incidents.coverage().sources.map(\.source) == ["late", "timeless"])
  }

  @Test func anOpenIncidentIsKept() throws {
    var open = incident(0)
    (open.status, open.endedAt) = (.open, nil)
    _ = try writer.commit(Checkpoint(at: SampleIncidents.onset, incidents: [open]))
    #expect(try writer.sweep(retention, now: SampleIncidents.at(1e8)).incidents == 0)
  }
}
