import Incidents
import LogLab
import Records
import Statistics
import Testing

@testable import Pipeline

/// What charts of an incident are drawn from: `Incident.series`.
@Suite struct IncidentSeriesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func incident(_ log: AccessLog) async throws -> Incident { try await onlyIncident(of: log, in: folder) }

  private func total(_ values: [Int]) -> Int { values.reduce(0, +) }

  @Test func aSeriesTellsEveryRequestFromBeforeTheIncidentToAfterIt() async throws {
    let incident = try await incident(troubledLog)
    let series = try #require(incident.series.first)
    #expect(incident.series.count == 1 && series.service == "nginx")
    // 1,800 seconds are all known; 10 s each would be 180 steps.
    #expect(series.stepSeconds == 10 && series.from == Timestamp(seconds: AccessLog.start))
    #expect((178...180).contains(series.requests.count))
    let counts = [series.failed.count, series.p50.count, series.p95.count, series.p99.count]
    #expect(counts.allSatisfy { $0 == series.requests.count })
    let until = Double(series.requests.count * 10)
    // The log's times are whole seconds: a few of the first requests seem to have begun before it.
    let missing = troubledLog.requests.count { $0.at < until } - total(series.requests)
    #expect((0..<10).contains(missing))
    #expect(total(series.failed) == troubledLog.requests.count { $0.status >= 500 })
    #expect(total(Array(series.failed[0..<89])) == 0 && total(Array(series.failed[121...])) == 0)
  }

  @Test func quantilesAndWhatWasUsualAreThoseOfTheRequests() async throws {
    let series = try #require(try await incident(troubledLog).series.first)
    let before = series.p95[10..<80].compactMap(\.self)
    #expect(before.count == 70 && before.allSatisfy { (40..<62).contains($0) })
    let during = series.p99[95..<115].compactMap(\.self)
    #expect(during.allSatisfy { (1480..<1600).contains($0) })
    #expect(abs(try #require(series.usualRequestsPerStep) - 50) < 3)
    #expect(try #require(series.usualFailedRatio) == 0)
    #expect(abs(try #require(series.usualP50) - 35) < 3)
    #expect(abs(try #require(series.usualP95) - 57.5) < 3)
  }

  @Test func aLongIncidentHasLongerSteps() async throws {
    let log = AccessLog(
      seconds: 15_000, rate: { _ in 3 },
      fault: { request, random in
        if request.at >= 4000, request.at < 12_000, random.chance(0.4) { request.status = 500 }
      })
    let series = try #require(try await incident(log).series.first)
    // From 2,200 to 12,900 s.
    #expect(series.stepSeconds == 30)
    #expect(abs(series.from.seconds(since: Timestamp(seconds: AccessLog.start)) - 2200) <= 30)
    #expect((355...358).contains(series.requests.count))
    let from = Int(series.from.seconds(since: Timestamp(seconds: AccessLog.start)))
    let until = Double(from + series.requests.count * 30)
    #expect(abs(total(series.requests) - log.requests.count { $0.at >= Double(from) && $0.at < until }) < 10)
    #expect(series.p95.allSatisfy { $0 != nil })
  }

  @Test func onlyTheFourServicesInTheWorstTroubleAreTold() async throws {
    var lines: [(at: Double, line: String)] = []
    for service in 0..<6 {
      let log = AccessLog(
        seconds: 1500, seed: UInt64(service + 1), rate: { _ in 3 },
        fault: { request, random in
          if request.at >= 900, request.at < 1200, random.chance(0.3 + 0.1 * Double(service)) { request.status = 500 }
        })
      for r in log.requests {
        let time = AccessLog.civil(AccessLog.start + Int64(r.at)).replacing(" ", with: "T") + "Z"
        let line =
          #"{"time":"\#(time)","level":"info","service":"shop\#(service)","method":"GET","path":"/\#(r.route)","#
          + #""status":\#(r.status),"duration_ms":\#(Int(r.latency * 1000)),"remote_addr":"203.0.113.\#(r.client)"}"#
        lines.append((r.at, line))
      }
    }
    let text = lines.sorted { $0.at < $1.at }.map(\.line).joined(separator: "\n") + "\n"
    let found = try await replay([folder.write("shop.json", text)]).incidents
    #expect(found.flatMap(\.series).map(\.service) == ["shop5", "shop4", "shop3", "shop2"])
    #expect(Set(found.flatMap(\.signals).map(\.service)).count == 6)
  }

  @Test func theStretchesOfAnIncidentAreJudgedEachForItself() async throws {
    let log = AccessLog(
      seconds: 3000, rate: { _ in 10 },
      fault: { request, random in
        if request.at >= 900, request.at < 1500, random.chance(0.06) { request.status = 500 }
        if request.at >= 1500, request.at < 2100, random.chance(0.7) { request.status = 500 }
      })
    let incident = try await incident(log)
    let seconds = incident.severitySeconds
    let lasted = incident.phases.reduce(0) { sum, phase in
      sum + (phase.endedAt?.seconds(since: phase.startedAt) ?? .nan)
    }
    #expect(seconds.critical + seconds.major + seconds.minor == lasted)
    #expect(abs(seconds.critical - 600) <= 60)
    #expect(abs(seconds.major - 480) <= 180)
    #expect(incident.severitySpans.last?.severity == .critical)
    #expect(incident.severitySpans.last?.endedAt == incident.endedAt)
  }

  @Test func requestsThatDidNotComeAreCountedAgainstTheUsual() async throws {
    let log = AccessLog(seconds: 3000, rate: { $0 >= 1800 && $0 < 2400 ? 2 : 12 })
    let incident = try await incident(log)
    #expect(incident.signals.contains { $0.kind == .trafficDrop })
    #expect(abs(incident.impact.lostRequests - 6000) < 400, "\(incident.impact.lostRequests)")
    #expect(incident.impact.method.contains("the mean of the hour before the fall"))
    #expect(try await self.incident(troubledLog).impact.lostRequests == 0)
  }

  @Test func theDayBeforeSaysWhatIsUsualAtThisTime() throws {
    var history = RateHistory()
    let first: Int64 = 28_000_000
    // Twice as many requests from 10:00 to 11:00 of each day.
    let rate = { (minute: Int64) in (600..<660).contains(minute % 1440) ? 200 : 100 }
    for minute in 0..<(1440 + 700) as Range<Int64> { history.add(minute: first + minute, count: rate(minute)) }
    let usual = UsualRate(history, before: first + 1440 + 600)
    #expect(usual.isOfTheDayBefore && usual.perMinute == 100)
    let from = (first + 1440 + 600) * 60
    #expect(usual.expected(from: from, until: from + 90) == 300)
    let young = UsualRate(history, before: first + 600)
    #expect(!young.isOfTheDayBefore)
    #expect(young.expected(from: (first + 600) * 60, until: (first + 600) * 60 + 90) == 150)
  }
}
