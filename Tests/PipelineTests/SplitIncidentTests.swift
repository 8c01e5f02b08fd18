import Incidents
import LogLab
import Records
import Testing

@testable import Pipeline

/// An incident that was reconstructed from a log and then split: each part has the figures of its own requests.
@Suite struct SplitIncidentTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func incident(_ log: AccessLog) async throws -> Incident { try await onlyIncident(of: log, in: folder) }

  /// By when a request ended, in whole seconds, less how long it took: as the log tells.
  private func requests(_ log: AccessLog, of part: Incident) -> (all: Int, failed: Int) {
    let end = part.endedAt?.seconds(since: Timestamp(seconds: AccessLog.start)) ?? .infinity
    let own = log.requests.filter { $0.at >= part.onset && $0.at < end }
    return (own.count, own.count { $0.status >= 500 })
  }

  /// Ten minutes of a few failures, then ten of many.
  private let rising = AccessLog(
    seconds: 3000, rate: { _ in 10 },
    fault: { request, random in
      if request.at >= 900, request.at < 1500, random.chance(0.05) { request.status = 500 }
      if request.at >= 1500, request.at < 2100, random.chance(0.7) { request.status = 500 }
      if request.at >= 1500, request.at < 2100, request.route == 3 { request.latency += 3 }
    })

  @Test func eachPartCountsItsOwnRequests() async throws {
    let whole = try await incident(rising)
    let time = Timestamp(seconds: AccessLog.start + 1500)
    let (before, after) = whole.parts(at: time, into: "20240605-1225")
    #expect(before.endedAt == time && after.startedAt == time)
    for part in [before, after] {
      let (all, failed) = requests(rising, of: part)
      // The log's times are whole seconds.
      #expect(abs(part.impact.requests - all) <= 20, "\(part.impact.requests) of \(all)")
      #expect(abs(part.impact.failed - failed) <= 10, "\(part.impact.failed) of \(failed)")
      #expect(part.impact.clients == nil && part.impact.affectedClients == nil)
      #expect(part.impact.method.hasSuffix("distinct clients are known of the whole alone and left out."))
      #expect(!part.impact.method.contains("affected clients"))
      #expect(!part.title.contains("clients"))
    }
    let sums = [\Impact.requests, \.failed, \.slow].map { before.impact[keyPath: $0] + after.impact[keyPath: $0] }
    #expect(sums == [whole.impact.requests, whole.impact.failed, whole.impact.slow])
    #expect(before.impact.slow == 0 && after.impact.slow > 0)
    #expect(before.severity == .major && after.severity == .critical && whole.severity == .critical)
    #expect(before.severitySeconds.critical == 0)
  }

  @Test func thePeakOfAPartIsItsOwn() async throws {
    let whole = try await incident(rising)
    let (before, after) = whole.parts(at: Timestamp(seconds: AccessLog.start + 1500), into: "x")
    func peak(_ incident: Incident) -> Double? {
      incident.signals.first { $0.kind == .serverErrors && $0.route == nil }?.peak
    }
    let low = try #require(peak(before))
    #expect(low < 0.1 && peak(after) == peak(whole))
    let cut = before.signals.filter { $0.endedAt == before.endedAt }
    #expect(!cut.isEmpty && cut.allSatisfy { $0.observations == nil })
  }

  @Test func aSplitWithinAStepSaysFromWhenToWhenItCounts() async throws {
    let whole = try await incident(rising)
    let (before, after) = whole.parts(at: Timestamp(seconds: AccessLog.start + 1519), into: "x")
    #expect(before.impact.requests + after.impact.requests == whole.impact.requests)
    #expect(before.impact.method.contains("to 2024-06-05T12:25:20.000Z"))
    #expect(after.impact.method.contains("from 2024-06-05T12:25:20.000Z"))
  }

  @Test func aRelapseThatIsSplitOffIsAnIncidentOfItsOwn() async throws {
    let log = AccessLog(
      seconds: 4200, rate: { _ in 10 },
      fault: { request, random in
        let isTrouble = (900..<1100).contains(Int(request.at)) || (1700..<1900).contains(Int(request.at))
        if isTrouble, random.chance(0.5) { request.status = 500 }
      })
    let whole = try await incident(log)
    #expect(whole.phases.count == 2)
    let (before, after) = whole.parts(at: Timestamp(seconds: AccessLog.start + 1400), into: "x")
    #expect(before.endedAt == whole.phases[0].endedAt && after.startedAt == whole.phases[1].startedAt)
    for part in [before, after] {
      let (all, failed) = requests(log, of: part)
      #expect(abs(part.impact.requests - all) <= 20 && abs(part.impact.failed - failed) <= 10)
      #expect(part.timeline.filter { $0.kind == .onset }.map(\.at) == [part.startedAt])
      #expect(part.timeline.filter { $0.kind == .end }.map(\.at) == [part.endedAt])
      #expect(!part.timeline.contains { $0.kind == .relapse || $0.kind == .recovery })
      #expect(part.timeline.last { $0.kind == .end }?.summary.hasSuffix("200 s after the onset") == false)
      #expect(part.timeline.last { $0.kind == .end }?.summary.contains("3 min after the onset") == true)
    }
    #expect(before.impact.requests + after.impact.requests < whole.impact.requests)
    #expect(after.timeline.first { $0.kind == .onset }?.summary.hasPrefix("It began: ") == true)
  }

  @Test func requestsThatDidNotComeGoToThePartInWhichTheyWereMissed() async throws {
    let log = AccessLog(seconds: 3600, rate: { $0 < 1800 || $0 >= 2400 ? 12 : $0 < 2100 ? 2 : 6 })
    let whole = try await incident(log)
    let (before, after) = whole.parts(at: Timestamp(seconds: AccessLog.start + 2100), into: "x")
    #expect(abs(before.impact.lostRequests - 3000) < 200, "\(before.impact.lostRequests)")
    #expect(abs(after.impact.lostRequests - 1800) < 200, "\(after.impact.lostRequests)")
    #expect(abs(before.impact.lostRequests + after.impact.lostRequests - whole.impact.lostRequests) <= 1)
  }

  @Test func aPartCanBeSplitAgain() async throws {
    let whole = try await incident(rising)
    let (first, rest) = whole.parts(at: Timestamp(seconds: AccessLog.start + 1200), into: "x")
    let (second, third) = rest.parts(at: Timestamp(seconds: AccessLog.start + 1500), into: "y")
    #expect([first, second, third].reduce(0) { $0 + $1.impact.failed } == whole.impact.failed)
    #expect(second.impact.method.components("Counted of this part") == 1)
  }
}

extension String {
  fileprivate func components(_ part: String) -> Int { ranges(of: part).count }
}
