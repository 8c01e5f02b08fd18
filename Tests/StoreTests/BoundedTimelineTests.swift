import Incidents
import LogLab
import Records
import SampleIncidents
import Store
import Testing

/// Case 97: a long timeline is read up to a bound.
@Suite struct BoundedTimelineTests {
  private let folder: TemporaryFolder
  private let store: IncidentStore
  private let incident: Incident

  /// The sample's entries among a thousand suppressed ones, most of them repeats of the one before.
  init() throws {
    folder = try TemporaryFolder()
    store = try IncidentStore(path: folder.file("hindcast.db"))
    var incident = SampleIncidents.shop
    for number in 0..<1000 {
      incident.timeline.append(
        TimelineEntry(
          id: "z\(number)", at: SampleIncidents.at(Double(number)), kind: .suppressed, origin: .observed,
          service: "shop", summary: "\(number / 100) hundred were suppressed",
          evidence: [SampleIncidents.evidence("line \(number)", line: number)]))
    }
    self.incident = incident
    try store.save(Reconstruction(incidents: [incident], coverage: Coverage(sources: [])))
  }

  private func read(_ limit: Int, includingHidden: Bool = false) throws -> Incident {
    try #require(try store.incident(incident.id, includingHidden: includingHidden, entries: limit))
  }

  @Test func aShortOneIsReadAsItIs() throws {
    #expect(try read(2000) == store.incident(incident.id))
    #expect(try read(1011) == store.incident(incident.id))
  }

  @Test(arguments: [5, 11, 15, 200]) func theMostImportantAreKeptAsASelectionWouldKeepThem(limit: Int) throws {
    let expected = TimelineSelection(incident.timeline, limit: limit).rows.compactMap { row in
      if case .entry(var entry) = row {
        entry.evidence = Array(entry.evidence.prefix(1))
        return entry
      }
      return nil
    }
    let found = try read(limit)
    #expect(found.timeline == expected)
    #expect(found.caveats.last?.hasPrefix("Its timeline has 1,011 entries: the \(expected.count) most") == true)
  }

  @Test func whatPeopleStarredWroteOrHidCounts() throws {
    func correct(_ change: CorrectionRequest.Change) throws {
      _ = try store.correct(CorrectionRequest(by: "anna", at: SampleIncidents.at(9000), change: change))
    }
    try correct(.mark(entry: "z950", starred: true, hidden: nil))
    try correct(.mark(entry: "e2", starred: nil, hidden: true))
    try correct(.note(incident: incident.id, text: "restarted it", kind: nil, at: SampleIncidents.at(10)))
    let found = try read(11)
    #expect(found.timeline.contains { $0.summary == "restarted it" })
    #expect(found.timeline.contains { $0.starred && $0.summary == "9 hundred were suppressed" && $0.count == 100 })
    #expect(!found.timeline.contains { $0.id == "e2" })
    #expect(try read(11, includingHidden: true).timeline.contains { $0.id == "e2" })
  }

  @Test func whereHidingLeavesFewNothingIsLeftOut() throws {
    for number in 0..<1000 {
      _ = try store.correct(
        CorrectionRequest(
          by: "anna", at: SampleIncidents.at(9000), change: .mark(entry: "z\(number)", starred: nil, hidden: true)))
    }
    #expect(try read(20) == store.incident(incident.id))
  }

  @Test func listsReadNoMoreOfIt() throws {
    #expect(try store.page(IncidentFilter(), entries: 11, PageRequest(limit: 5)).elements == [read(11)])
    #expect(try read(0).timeline.isEmpty && read(0).caveats == incident.caveats)
  }

  /// Until when it is known is told by all of its entries.
  @Test func correctionsKnowUntilWhenItLasted() throws {
    func correct(_ change: CorrectionRequest.Change, at seconds: Double) throws(CorrectionError) {
      _ = try store.correct(CorrectionRequest(by: "anna", at: SampleIncidents.at(seconds), change: change))
    }
    try correct(.set(incident: incident.id, fields: ["status": "open"]), at: 9000)
    try correct(.note(incident: incident.id, text: "x", kind: nil, at: SampleIncidents.at(1896)), at: 100)
    #expect(throws: CorrectionError.self) {
      try correct(.note(incident: incident.id, text: "y", kind: nil, at: SampleIncidents.at(1899)), at: 100)
    }
    let again = ImportedNote(at: SampleIncidents.at(1896), kind: .note, text: "x")
    #expect(
      try store.trial(
        CorrectionRequest(
          by: "anna", at: SampleIncidents.at(9000),
          change: .notes(incident: incident.id, source: "x.md", notes: [again]))
      ).corrections.isEmpty)
  }

  @Test func oneThatWasMergedIsBoundedToo() throws {
    var other = SampleIncidents.shop(hoursLater: 2)
    other.timeline = [other.timeline[1]]
    try store.save(Reconstruction(incidents: [other], coverage: Coverage(sources: [])))
    _ = try store.correct(
      CorrectionRequest(
        by: "anna", at: SampleIncidents.at(9000), change: .merge(incident: incident.id, other: other.id)))
    let found = try read(11)
    #expect(found.timeline.count == 11 && found.caveats.last?.contains("1,012 entries") == true)
  }
}
