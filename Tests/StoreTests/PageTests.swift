import Incidents
import LogLab
import Records
import SampleIncidents
import Store
import Testing

/// Pages of a store in which people corrected all that can be corrected.
@Suite struct PageTests {
  private let folder: TemporaryFolder
  private let store: IncidentStore
  private let incidents = (0..<9).map(SampleIncidents.shop(hoursLater:))

  init() throws {
    folder = try TemporaryFolder()
    store = try IncidentStore(path: folder.file("hindcast.db"))
    let outside = (0..<7).map { number in
      TimelineEntry(
        id: "r\(number)", at: SampleIncidents.at(Double(number / 2) * 2000), kind: .reload, origin: .observed,
        service: "nginx", summary: "reload \(number)")
    }
    try store.save(
      Reconstruction(incidents: incidents, coverage: SampleIncidents.coverage, changes: outside))
    let start = SampleIncidents.at(3 * 3600 + 1200)
    try correct(.note(incident: nil, text: "seen", kind: nil, at: SampleIncidents.at(100)))
    try correct(.note(incident: incidents[1].id, text: "tried", kind: .action, at: SampleIncidents.at(3700)))
    try correct(.note(incident: incidents[6].id, text: "gave up", kind: nil, at: SampleIncidents.at(9000)))
    try correct(.merge(incident: incidents[2].id, other: incidents[5].id))
    try correct(.merge(incident: incidents[7].id, other: incidents[6].id))
    try correct(.split(incident: incidents[3].id, at: start))
    try correct(.set(incident: incidents[4].id, fields: ["started_at": "2024-06-05T13:00:00Z", "severity": "minor"]))
    try correct(.set(incident: incidents[8].id, fields: ["status": "open"]))
    try correct(.mark(entry: "e2-0", starred: true, hidden: nil))
    try correct(.mark(entry: "e3-2", starred: nil, hidden: true))
    try correct(.mark(entry: "e11-8", starred: nil, hidden: true))
  }

  private func correct(_ change: CorrectionRequest.Change) throws {
    _ = try store.correct(CorrectionRequest(by: "anna", at: SampleIncidents.at(50_000), change: change))
  }

  /// Follows the pages to the last. None is longer than asked for, and none empty but the only one.
  private func all<Element>(_ limit: Int, _ page: (PageRequest) throws -> Page<Element>) throws -> [Element] {
    var found: [Element] = []
    var request = PageRequest(limit: limit)
    repeat {
      let next = try page(request)
      #expect(next.elements.count <= limit)
      #expect(!next.elements.isEmpty || request.after == nil)
      #expect(next.next == nil || next.elements.count == limit)
      found += next.elements
      request.after = next.next
    } while request.after != nil
    return found
  }

  private static let filters = [
    IncidentFilter(), IncidentFilter(since: SampleIncidents.at(8000)), IncidentFilter(until: SampleIncidents.at(8000)),
    IncidentFilter(service: "nginx"), IncidentFilter(service: "mail"), IncidentFilter(status: .open),
    IncidentFilter(severity: .major), IncidentFilter(status: .resolved, severity: .minor),
  ]

  @Test(arguments: filters, [1, 2, 3, 8, 9, 100])
  func pagesOfIncidentsMakeTheWhole(filter: IncidentFilter, limit: Int) throws {
    let whole = try store.incidents(filter)
    #expect(try all(limit) { try store.page(filter, $0) } == whole)
  }

  @Test func theWholeIsInTheOrderOfTheCorrectedTimes() throws {
    let ids = try store.incidents().map(\.id)
    let ofSplit = IncidentID.of(SampleIncidents.at(3 * 3600 + 1200))
    #expect(ids == [4, 0, 1, 2, 3].map { incidents[$0].id } + [ofSplit, incidents[7].id, incidents[8].id])
  }

  private static let queries = [
    EntryQuery(), EntryQuery(since: SampleIncidents.at(4000), until: SampleIncidents.at(9000)),
    EntryQuery(service: "nginx"), EntryQuery(kinds: [.deploy]), EntryQuery(kinds: [.deploy, .note, .action, .reload]),
    EntryQuery(text: "LOAD balancer"), EntryQuery(text: "e"), EntryQuery(membership: .inIncident),
    EntryQuery(membership: .outside), EntryQuery(includesHidden: true), EntryQuery(service: "none"),
  ]

  @Test(arguments: queries, [1, 2, 5, 12, 1000])
  func pagesOfEntriesMakeTheWhole(query: EntryQuery, limit: Int) throws {
    let whole = try store.entries(query)
    #expect(try all(limit) { try store.page(query, $0) } == whole)
    #expect(whole.map(\.entry.at) == whole.map(\.entry.at).sorted())
    #expect(Set(whole.map(\.entry.id)).count == whole.count)
  }

  private static let ofIncident = [
    EntryQuery(), EntryQuery(includesHidden: true), EntryQuery(service: "nginx"), EntryQuery(text: "INDEX on"),
    EntryQuery(since: SampleIncidents.at(9000)), EntryQuery(kinds: [.note, .deploy]),
  ]

  @Test(arguments: ofIncident, [1, 2, 5, 1000])
  func pagesOfAnIncidentMakeItsTimeline(query: EntryQuery, limit: Int) throws {
    for incident in try store.incidents(includingHidden: query.includesHidden) {
      var query = query
      query.incident = incident.id
      let pages = try all(limit) { try store.page(query, $0) }
      #expect(pages == incident.timeline.filter(query.accepts).map { StoredEntry(entry: $0, incidents: [incident.id]) })
    }
  }

  /// Whatever people merge, split, write and take back, in whatever order.
  @Test(arguments: 0..<4) func pagesOfAnIncidentMakeItsTimelineAfterAnyCorrections(seed: UInt64) throws {
    var random = Generator(seed)
    for number in 0..<25 {
      let all = try store.incidents(includingHidden: true)
      let incident = try #require(all.randomElement(using: &random))
      let time = SampleIncidents.at(Double(Int.random(in: 0..<40, using: &random)) * 600)
      let inside = incident.timeline.randomElement(using: &random)?.at ?? time
      let change: CorrectionRequest.Change
      switch Int.random(in: 0..<6, using: &random) {
      case 0: change = .merge(incident: incident.id, other: all.randomElement(using: &random)?.id ?? "")
      case 1: change = .split(incident: incident.id, at: inside)
      case 2: change = .note(incident: incident.id, text: "note \(number)", kind: nil, at: inside)
      case 3:
        let notes = [inside, time, inside].enumerated().map {
          ImportedNote(at: $1, kind: .action, text: "import \(number) \($0)")
        }
        change = .notes(incident: incident.id, source: "x.md", notes: notes)
      case 4:
        change = .mark(entry: incident.timeline.randomElement(using: &random)?.id ?? "", starred: nil, hidden: true)
      default: change = .undo(correction: nil)
      }
      // Some make no sense, and are refused.
      try? correct(change)
    }
    for incident in try store.incidents() {
      let query = EntryQuery(incident: incident.id)
      #expect(try all(3) { try store.page(query, $0) }.map(\.entry) == incident.timeline)
      for stored in try store.entries() where incident.timeline.contains(where: { $0.id == stored.entry.id }) {
        #expect(stored.incidents.contains(incident.id))
      }
      #expect(
        try store.incident(incident.id, includingHidden: false, entries: 10_000)
          == store.incident(incident.id, entries: nil))
    }
  }

  @Test func aPageOfAnIncidentGoesOnBehindAnEntryThatHasGone() throws {
    let id = incidents[2].id
    let whole = try store.entries(EntryQuery(incident: id))
    let first = try store.page(EntryQuery(incident: id), PageRequest(limit: 5))
    #expect(first.next?.id == whole[4].entry.id)
    try correct(.mark(entry: whole[4].entry.id, starred: nil, hidden: true))
    let rest = try store.page(EntryQuery(incident: id), PageRequest(after: first.next)).elements
    #expect(rest == Array(whole.dropFirst(5)))
    let gone = PageKey(at: whole[4].entry.at, id: "none")
    let later = try store.page(EntryQuery(incident: id), PageRequest(after: gone)).elements
    #expect(later == whole.filter { $0.entry.at > whole[4].entry.at })
  }

  @Test func entriesNameTheIncidentsThatHoldThem() throws {
    let whole = try store.entries(EntryQuery(includesHidden: true))
    for incident in try store.incidents(includingHidden: true) {
      for entry in incident.timeline {
        let stored = try #require(whole.first { $0.entry.id == entry.id })
        #expect(stored.entry == entry && stored.incidents.contains(incident.id))
      }
    }
    #expect(whole.count { $0.incidents.count == 2 } > 0)
    #expect(whole.filter { $0.incidents.isEmpty }.count == 7)
  }

  @Test func aPageEndsWithWhatMakesItLarge() throws {
    let small = try store.page(IncidentFilter(), PageRequest(limit: 100, bytes: 1))
    #expect(small.elements.count == 1 && small.next != nil)
    let larger = try store.page(IncidentFilter(), PageRequest(after: small.next, limit: 100, bytes: 12_000))
    #expect((2..<7).contains(larger.elements.count) && larger.next != nil)
    #expect(try store.page(EntryQuery(), PageRequest(limit: 100, bytes: 2000)).elements.count < 15)
  }

  @Test func aPlaceStaysWhenWhatStoodThereIsMergedAwayOrHidden() throws {
    let all = try store.incidents()
    let page = try store.page(IncidentFilter(), PageRequest(limit: 3))
    try correct(.merge(incident: all[0].id, other: all[2].id))
    let rest = try store.page(IncidentFilter(), PageRequest(after: page.next)).elements
    #expect(rest.map(\.id) == all.dropFirst(3).map(\.id))

    let entries = try store.entries()
    let first = try store.page(EntryQuery(), PageRequest(limit: 5))
    try correct(.mark(entry: entries[4].entry.id, starred: nil, hidden: true))
    let later = try store.page(EntryQuery(), PageRequest(after: first.next)).elements
    #expect(later.map(\.entry.id) == entries.dropFirst(5).map(\.entry.id))
  }

  @Test func incidentsAreCountedByTheirStatus() throws {
    for status in IncidentStatus.allCases {
      #expect(try store.count(status) == store.incidents(IncidentFilter(status: status)).count)
    }
    #expect(try store.count(.open) == 1)
  }
}
