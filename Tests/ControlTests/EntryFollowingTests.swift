import Incidents
import LogLab
import Records
import SampleIncidents
import Store
import Testing

@testable import Control

/// What a look at the entries reads, and what it gives.
@Suite struct EntryFollowingTests {
  private let folder: TemporaryFolder
  private let writer: StoreWriter
  private let library: IncidentLibrary
  private let query = EntryQuery(since: SampleIncidents.at(-3600))

  init() throws {
    folder = try TemporaryFolder()
    writer = try StoreWriter(path: folder.file("hindcast.db"), ballastBytes: 0)
    try writer.incidents.save(SampleIncidents.reconstruction)
    library = try IncidentLibrary(writer)
  }

  private func entry(_ id: String, _ seconds: Double) -> TimelineEntry {
    TimelineEntry(
      id: id, at: SampleIncidents.at(seconds), kind: .error, origin: .observed, service: "shop", summary: "failed \(id)"
    )
  }

  private func look(_ following: inout EntryFollowing) throws -> [String] {
    var ids: [String] = []
    try following.look(library) { ids += $0.map(\.entry.id) }
    return ids
  }

  private func commit(_ incidents: [Incident] = [], _ entries: [TimelineEntry] = []) throws {
    _ = try writer.commit(Checkpoint(at: SampleIncidents.at(7000), incidents: incidents, entries: entries))
  }

  @Test func eachIsGivenOnceAndOnlyWhatIsNewIsRead() throws {
    try commit([], [entry("old", 5)])
    var following = EntryFollowing(query)
    #expect(try Set(look(&following)) == Set(SampleIncidents.shop.timeline.map(\.id) + ["old"]))
    #expect(try look(&following).isEmpty)

    var asked = query
    asked.newer = try library.page(query, after: nil).mark.flatMap(EntryMark.init(cursor:))
    #expect(asked.newer != nil)
    #expect(try library.entries(asked).isEmpty)
    // An incident that is measured anew is stored anew.
    var incident = SampleIncidents.shop
    incident.timeline.append(entry("late", 1950))
    try commit([incident], [entry("dated back", -30)])
    #expect(try library.entries(asked).map(\.entry.id) == ["dated back"] + incident.timeline.map(\.id))
    #expect(try look(&following) == ["dated back", "late"])

    // Keys are not given anew.
    incident.timeline.removeLast()
    try commit([incident])
    incident.timeline.append(entry("later", 1960))
    try commit([incident])
    #expect(try look(&following) == ["later"])
  }

  @Test func whatPeopleCorrectIsSeenWhereverItLies() throws {
    func correct(_ change: CorrectionRequest.Change) throws {
      _ = try library.correct(CorrectionRequest(by: "anna", at: SampleIncidents.at(7000), change: change))
    }
    try correct(.mark(entry: "e2", starred: nil, hidden: true))
    var following = EntryFollowing(query)
    #expect(try look(&following).count == SampleIncidents.shop.timeline.count - 1)
    try correct(.note(incident: nil, text: "dated back", kind: nil, at: SampleIncidents.at(-10)))
    #expect(try look(&following) == ["n2"])
    try correct(.undo(correction: 1))
    #expect(try look(&following) == ["e2"])
    #expect(try look(&following).isEmpty)
  }

  /// A store that was replaced begins to count anew.
  @Test func aMarkOfAnotherStoreLeavesNothingOut() throws {
    var asked = query
    asked.newer = EntryMark(key: 1_000_000, corrections: 0)
    #expect(try library.entries(asked).count == SampleIncidents.shop.timeline.count)
  }
}
