import Incidents
import LogLab
import Records
import SampleIncidents
import Store
import Testing

/// The important entries of a long timeline are those that the whole of it says.
@Suite struct AbridgedTimelineTests {
  private let folder: TemporaryFolder
  private let store: IncidentStore
  private let id = SampleIncidents.shop.id

  init() throws {
    folder = try TemporaryFolder()
    store = try IncidentStore(path: folder.file("hindcast.db"))
    var random = Generator(11)
    var incident = SampleIncidents.charted
    let kinds: [EntryKind] = [.error, .command, .onset, .peak, .restart, .suppressed, .slowQuery]
    incident.timeline = (0..<80).map { number in
      TimelineEntry(
        id: "e\(number)", at: SampleIncidents.at(Double(number / 2)),
        kind: kinds.randomElement(using: &random) ?? .error, origin: .observed, summary: "entry \(number)",
        starred: number % 19 == 7, evidence: [SampleIncidents.evidence("line \(number)")])
    }
    try store.save(Reconstruction(incidents: [incident], coverage: SampleIncidents.coverage))
  }

  private func correct(_ change: CorrectionRequest.Change) throws {
    _ = try store.correct(CorrectionRequest(by: "ann", at: SampleIncidents.at(100), change: change))
  }

  private func expectTheSame() throws {
    for limit in [1, 3, 10, 40, 79, 80, 1000] {
      for includesHidden in [false, true] {
        let whole = try store.incident(id, includingHidden: includesHidden)
        let read = try store.incident(id, includingHidden: includesHidden, entries: limit)
        #expect(read == whole?.abridged(to: limit), "\(limit)")
        #expect(read.map { $0.timeline.count + $0.omittedEntries } == whole?.timeline.count)
      }
    }
  }

  @Test func ofWhatWasMeasured() throws { try expectTheSame() }

  @Test func underPeoplesNotesStarsAndHides() throws {
    for second in [3.0, 3.0, 17] {
      try correct(.note(incident: id, text: "note at \(second)", kind: nil, at: SampleIncidents.at(second)))
    }
    try correct(.mark(entry: "e30", starred: true, hidden: nil))
    try correct(.mark(entry: "e7", starred: false, hidden: nil))
    try correct(.mark(entry: "e26", starred: nil, hidden: true))
    try correct(.mark(entry: "e12", starred: true, hidden: true))
    try correct(.set(incident: id, fields: ["title": "other"]))
    try expectTheSame()
    #expect(try store.incident(id, entries: 5)?.title == "other")
  }

  @Test func ofAnIncidentThatWasSplit() throws {
    try correct(.split(incident: id, at: SampleIncidents.at(20)))
    try expectTheSame()
  }
}
