import GRDB
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
    try save([SampleIncidents.chartedByMinute])
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
    incident.series = [SampleIncidents.minutes]
    incident.series[0].from = incident.series[0].from.advanced(bySeconds: 3600 * hours)
    return incident
  }

  @Test func anIncidentIsReadWithItsSeriesAndAListWithout() throws {
    #expect(try store.incident(id) == SampleIncidents.chartedByMinute)
    #expect(try store.incidents() == [SampleIncidents.shop])
  }

  @Test func aSeriesGrowsWhileItsIncidentIsOpen() throws {
    var longer = SampleIncidents.chartedByMinute
    longer.series[0] = try #require(longer.series[0].cut(until: longer.startedAt.advanced(bySeconds: 600)))
    try save([longer])
    #expect(try store.incident(id)?.series == longer.series)
    try save([SampleIncidents.chartedByMinute])
    #expect(try store.incident(id)?.series == [SampleIncidents.minutes])
  }

  @Test func stretchesOfSeverityThatWereKeptAsTextsAreRead() throws {
    let database = try DatabaseQueue(path: store.path)
    try database.write { db in
      try db.execute(
        sql: """
          UPDATE incident SET severity_spans =
            '[{"severity":"minor","started_at":"2024-06-05T14:00:03.250Z","ended_at":"2024-06-05T14:01:03.250Z"}]'
          """)
    }
    try database.close()
    #expect(try store.incident(id)?.severitySeconds == SeveritySeconds(critical: 0, major: 0, minor: 60))
  }

  /// The stretch that lasts across the time is cut there.
  @Test func eachPartOfASplitKeepsItsSteps() throws {
    let time = SampleIncidents.minutes.from.advanced(bySeconds: 1200)
    try correct(.split(incident: id, at: time))
    let parts = try store.incidentIDs().compactMap { try store.incident($0) }
    #expect(parts.map { $0.series.map(\.requests.count) } == [[20], [18]])
    #expect(parts.map { $0.severitySpans.map(\.severity) } == [[.major, .critical], [.critical, .minor]])
    #expect(parts.map { $0.severitySpans.first?.startedAt } == [SampleIncidents.onset, time])
  }

  @Test func aMergeHasTheStepsOfBoth() throws {
    let later = again(hours: 24)
    try save([later])
    let other = try #require(try store.incidentIDs().last)
    try correct(.merge(incident: id, other: other))
    let whole = try #require(try store.incident(id))
    #expect(whole.series == [SampleIncidents.minutes, later.series[0]])
    #expect(whole.severitySeconds == SeveritySeconds(critical: 1440, major: 600, minor: 794))
  }

  @Test func whatResemblesAnIncidentIsFoundAmongThoseBeforeIt() throws {
    try save([again(hours: 24), again(hours: 48)])
    let ids = try store.incidentIDs()
    let last = try #require(try store.incident(ids[2]))
    #expect(try store.resembling(last).map(\.id) == [ids[1], ids[0]])
    #expect(try store.resembling(SampleIncidents.shop).isEmpty)
    try correct(.split(incident: ids[0], at: SampleIncidents.at(1200)))
    let part = try #require(try store.incidentIDs().dropFirst().first.flatMap { try store.incident($0) })
    #expect(try store.resembling(part).isEmpty)
  }
}
