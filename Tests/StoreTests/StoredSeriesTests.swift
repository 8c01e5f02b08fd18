import Incidents
import LogLab
import Records
import SampleIncidents
import Store
import Testing

/// Series and stretches of severity are stored, go with merges and splits, and stay out of lists.
@Suite struct StoredSeriesTests {
  private let folder: TemporaryFolder
  private let store: IncidentStore
  private let id = SampleIncidents.shop.id

  init() throws {
    folder = try TemporaryFolder()
    store = try IncidentStore(path: folder.file("hindcast.db"))
    try save([SampleIncidents.charted])
  }

  private func save(_ incidents: [Incident]) throws {
    try store.save(Reconstruction(incidents: incidents, coverage: SampleIncidents.coverage))
  }

  private func correct(_ change: CorrectionRequest.Change) throws {
    _ = try store.correct(CorrectionRequest(by: "ann", at: SampleIncidents.at(9000), change: change))
  }

  /// The same trouble, so many hours later.
  private func again(hours: Double) -> Incident {
    var incident = SampleIncidents.shop(hoursLater: Int(hours))
    incident.series = [SampleIncidents.series]
    incident.series[0].from = incident.series[0].from.advanced(bySeconds: 3600 * hours)
    return incident
  }

  @Test func anIncidentIsReadWithItsSeriesAndAListWithout() throws {
    #expect(try store.incident(id) == SampleIncidents.charted)
    #expect(try store.incidents() == [SampleIncidents.shop])
  }

  @Test func aSeriesGrowsWhileItsIncidentIsOpen() throws {
    var longer = SampleIncidents.charted
    longer.series[0] = try #require(longer.series[0].cut(until: longer.startedAt.advanced(bySeconds: 600)))
    try save([longer])
    #expect(try store.incident(id)?.series == longer.series)
    try save([SampleIncidents.charted])
    #expect(try store.incident(id)?.series == [SampleIncidents.series])
  }

  @Test func eachPartOfASplitKeepsItsSteps() throws {
    let time = SampleIncidents.series.from.advanced(bySeconds: 1200)
    try correct(.split(incident: id, at: time))
    let parts = try store.incidentIDs().compactMap { try store.incident($0) }
    #expect(parts.map { $0.series.map(\.requests.count) } == [[20], [18]])
    #expect(parts.map { $0.severitySpans.map(\.severity) } == [[.major, .critical], [.minor]])
  }

  @Test func aMergeHasTheStepsOfBoth() throws {
    let later = again(hours: 24)
    try save([later])
    let other = try #require(try store.incidentIDs().last)
    try correct(.merge(incident: id, other: other))
    let whole = try #require(try store.incident(id))
    #expect(whole.series == [SampleIncidents.series, later.series[0]])
    #expect(whole.severitySeconds == SeveritySeconds(critical: 1440, major: 600, minor: 794))
  }

  @Test func whatResemblesAnIncidentIsFoundAmongThoseBeforeIt() throws {
    try save([again(hours: 24), again(hours: 48)])
    let ids = try store.incidentIDs()
    let last = try #require(try store.incident(ids[2]))
    #expect(try store.resembling(last).map(\.id) == [ids[1], ids[0]])
    #expect(try store.resembling(SampleIncidents.shop).isEmpty)
  }
}
