import Foundation
import Incidents
import LogLab
import Records
import SampleIncidents
import Store
import Testing

@Suite struct IncidentStoreTests {
  private let folder: TemporaryFolder
  private let store: IncidentStore

  init() throws {
    folder = try TemporaryFolder()
    store = try IncidentStore(path: folder.file("hindcast.db"))
  }

  private func reconstruction(_ incidents: Incident...) -> Reconstruction {
    Reconstruction(incidents: incidents, coverage: SampleIncidents.coverage)
  }

  @Test func anIncidentComesBackAsItWas() throws {
    #expect(try store.save(SampleIncidents.reconstruction) == [SampleIncidents.shop])
    #expect(try store.incident(SampleIncidents.shop.id) == SampleIncidents.shop)
    #expect(try store.coverage() == SampleIncidents.coverage)
  }

  @Test func anOpenIncidentComesBackOpen() throws {
    var open = SampleIncidents.shop
    open.endedAt = nil
    open.status = .open
    open.phases[1].endedAt = nil
    try store.save(reconstruction(open))
    #expect(try store.incidents() == [open])
  }

  @Test func savingTwiceChangesNothing() throws {
    try store.save(SampleIncidents.reconstruction)
    try store.save(SampleIncidents.reconstruction)
    #expect(try store.incidents() == [SampleIncidents.shop])
    #expect(try store.entries().map(\.entry) == SampleIncidents.shop.timeline)
    #expect(try store.coverage() == SampleIncidents.coverage)
  }

  @Test func whatAnIncidentTellsIsNotToldBesideIt() throws {
    let deploy = SampleIncidents.shop.timeline[0]
    var alone = deploy
    (alone.id, alone.at, alone.summary) = ("other", SampleIncidents.at(-9000), "mail 2.0 deployed")
    let found = Reconstruction(
      incidents: [SampleIncidents.shop], coverage: SampleIncidents.coverage, changes: [alone, deploy])
    for _ in 0..<2 {
      try store.save(found)
      let deploys = try store.entries(EntryQuery(kinds: [.deploy]))
      #expect(deploys.map(\.entry) == [alone, deploy])
      #expect(deploys.map(\.incidents) == [[], [SampleIncidents.shop.id]])
      #expect(try store.entries(EntryQuery(membership: .outside)).map(\.entry) == [alone])
    }
  }

  @Test func anOutlineIsAskedForAsAnIncidentIs() throws {
    try store.save(SampleIncidents.reconstruction)
    let outline = IncidentOutline(
      id: SampleIncidents.shop.id, isOpen: false, startedAt: SampleIncidents.onset, endedAt: SampleIncidents.at(1897))
    #expect(try store.outlines() == [outline])
    #expect(try store.outlines(IncidentFilter(since: SampleIncidents.at(2000))).isEmpty)
    _ = try store.correct(
      CorrectionRequest(
        by: "anna", at: SampleIncidents.at(3600),
        change: .set(incident: outline.id, fields: ["ended_at": SampleIncidents.at(3000).rfc3339])))
    #expect(try store.outlines(IncidentFilter(since: SampleIncidents.at(2000))).map(\.id) == [outline.id])
  }

  @Test func theSameIncidentMeasuredBetterKeepsItsIDAndItsNotes() throws {
    try store.save(SampleIncidents.reconstruction)
    var better = SampleIncidents.shop
    better.id = "20240605-1359"
    better.startedAt = SampleIncidents.at(-20)
    better.title = "better"
    better.timeline.removeAll { $0.origin == .noted || $0.kind == .error }
    let saved = try store.save(reconstruction(better))
    #expect(saved.map(\.id) == [SampleIncidents.shop.id])
    #expect(try store.incidents() == saved)
    #expect(saved[0].title == "better")
    #expect(saved[0].timeline == SampleIncidents.shop.timeline.filter { $0.kind != .error })
  }

  /// Two hosts of the same service, in trouble at the same time.
  @Test(arguments: ["/srv/b/access.log", "access.log"])
  func whatAReplayOfOtherLogsFindsTakesNoOnesPlace(source: String) throws {
    try store.save(SampleIncidents.reconstruction)
    _ = try store.correct(
      CorrectionRequest(
        by: "anna", at: SampleIncidents.at(3600),
        change: .set(incident: SampleIncidents.shop.id, fields: ["title": "A"])))
    var other = SampleIncidents.shop
    for (entry, line) in other.timeline.indices.flatMap({ i in other.timeline[i].evidence.indices.map { (i, $0) } }) {
      other.timeline[entry].evidence[line].sha256 = String(repeating: "1e", count: 32)
      other.timeline[entry].evidence[line].source = source
    }
    let saved = try store.save(reconstruction(other))
    #expect(saved.map(\.id) == ["20240605-1400-2"] && saved[0].title == SampleIncidents.shop.title)
    #expect(try store.save(reconstruction(other)) == saved)
    #expect(try store.incidents().map(\.id) == [SampleIncidents.shop.id, "20240605-1400-2"])
  }

  @Test func aDifferentIncidentOfTheSameMinuteGetsANumber() throws {
    func other(_ service: String, _ seconds: Double) -> Incident {
      var incident = SampleIncidents.shop
      incident.startedAt = SampleIncidents.at(seconds)
      for index in incident.signals.indices { incident.signals[index].service = service }
      return incident
    }
    try store.save(SampleIncidents.reconstruction)
    let saved = try store.save(reconstruction(other("mail", 1), other("dns", 2)))
    #expect(saved.map(\.id) == ["20240605-1400-2", "20240605-1400-3"])
    #expect(try store.save(reconstruction(other("mail", 1), other("dns", 2))) == saved)
    #expect(try store.incidents().map(\.id) == ["20240605-1400", "20240605-1400-2", "20240605-1400-3"])
  }

  @Test func aFailingSaveLeavesTheStoreAsItWas() throws {
    try store.save(SampleIncidents.reconstruction)
    var broken = SampleIncidents.shop
    broken.title = "broken"
    broken.impact.failedPercent = .nan
    #expect(throws: StoreError.self) { try store.save(reconstruction(broken)) }
    #expect(try store.incidents() == [SampleIncidents.shop])
  }

  @Test(arguments: [
    (IncidentFilter(), true), (IncidentFilter(since: SampleIncidents.at(1897)), true),
    (IncidentFilter(since: SampleIncidents.at(1898)), false), (IncidentFilter(until: SampleIncidents.onset), true),
    (IncidentFilter(until: SampleIncidents.at(-1)), false), (IncidentFilter(service: "shop"), true),
    (IncidentFilter(service: "mail"), false), (IncidentFilter(status: .open), false),
    (IncidentFilter(status: .resolved, severity: .major), true), (IncidentFilter(severity: .critical), false),
  ])
  func filters(filter: IncidentFilter, isFound: Bool) throws {
    try store.save(SampleIncidents.reconstruction)
    #expect(try store.incidents(filter).isEmpty == !isFound)
  }

  @Test(arguments: [
    (EntryQuery(since: SampleIncidents.at(1850)), ["e4", "e10", "e11"]),
    (EntryQuery(until: SampleIncidents.onset), ["e1", "e2"]),
    (EntryQuery(service: "shop", kinds: [.deploy, .restart]), ["e1", "e7"]),
    (EntryQuery(text: "LOAD balancer"), ["e5", "e6"]), (EntryQuery(text: "systemctl restart"), ["e7"]),
    (EntryQuery(text: "DX"), []), (EntryQuery(text: "X o"), ["e10"]), (EntryQuery(text: "dE"), ["e1", "e6", "e10"]),
    (EntryQuery(text: "\" OR text:*"), []),
    (EntryQuery(kinds: [.end], membership: .outside), []),
  ])
  func queries(query: EntryQuery, ids: [String]) throws {
    try store.save(SampleIncidents.reconstruction)
    #expect(try store.entries(query).map(\.entry.id) == ids)
  }

  @Test func entriesOutsideOfIncidentsAreFoundWithTheOthers() throws {
    let reload = TimelineEntry(
      id: "r1", at: SampleIncidents.at(5), kind: .reload, origin: .observed, summary: "nginx reloaded")
    var reconstruction = SampleIncidents.reconstruction
    reconstruction.changes = [reload, SampleIncidents.shop.timeline[0]]
    try store.save(reconstruction)
    try store.save(reconstruction)
    #expect(try store.entries(EntryQuery(kinds: [.reload])) == [StoredEntry(entry: reload, incidents: [])])
    #expect(try store.entries(EntryQuery(kinds: [.deploy])).map(\.incidents) == [["20240605-1400"]])
  }

  @Test func onlyItsOwnerReadsTheStore() throws {
    let path = folder.file("state/hindcast/hindcast.db")
    _ = try IncidentStore(path: path)
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    #expect(try mode(path) == 0o600)
    #expect(try mode(folder.file("state/hindcast")) == 0o700)
    #expect(try mode(folder.file("state")) == 0o700)
  }
}
