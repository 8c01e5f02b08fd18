import Incidents
import Records
import SampleIncidents
import Testing

@testable import Pipeline

@Suite struct CeasedLogsTests {
  /// A log with requests, in minutes.
  private func log(_ name: String, from first: Int64, to last: Int64, pause: Int64 = 0, requests: Int = 1000)
    -> SourceLedger
  {
    var ledger = SourceLedger(name: name, format: "nginx-combined", service: "nginx")
    (ledger.first, ledger.last, ledger.requests) = (first * 60_000_000, last * 60_000_000, requests)
    for time in [0, pause * 60_000_000] { ledger.requestsCame(at: time) }
    return ledger
  }

  @Test func aLogThatEndsLongBeforeTheOthersIsSaidTo() throws {
    let ceased = CeasedLogs([log("a/access.log", from: 0, to: 100), log("app.log", from: 0, to: 160, requests: 0)])
    let one = try #require(ceased.logs.first)
    #expect(ceased.logs.count == 1 && one.source == 0)
    #expect(
      one.caveat == "access.log has nothing after 1970-01-01T01:40:00.000Z, while the other logs go on until "
        + "1970-01-01T02:40:00.000Z: requests that were not logged cannot be counted.")
    var (before, after) = (SampleIncidents.shop, SampleIncidents.shop)
    before.endedAt = Timestamp(seconds: 6000)
    after.endedAt = Timestamp(seconds: 6001)
    #expect(ceased.noted(in: [before, after]).map { $0.caveats.contains(one.caveat) } == [false, true])
  }

  @Test(
    arguments: [
      // Copied a little earlier; quiet for long at times; with too few requests; the only log; rotated.
      (100, 104, 0, 1000, "app.log"), (100, 160, 7, 1000, "app.log"), (100, 160, 0, 99, "app.log"),
      (100, 160, 0, 1000, "access.log-20240605.gz"),
    ] as [(Int64, Int64, Int64, Int, String)])
  func nothingIsSaidWhereItMayBeUsual(last: Int64, others: Int64, pause: Int64, requests: Int, name: String) {
    let ledgers = [
      log("access.log", from: 0, to: last, pause: pause, requests: requests),
      log(name, from: 0, to: others, requests: 0),
    ]
    #expect(CeasedLogs(ledgers).logs.isEmpty && CeasedLogs([ledgers[0]]).logs.isEmpty)
  }

  @Test func aPauseBetweenTheFilesOfALogIsUsual() {
    let ledgers = [
      log("access.log.1", from: 0, to: 100), log("access.log", from: 107, to: 200), log("app.log", from: 0, to: 260),
    ]
    #expect(CeasedLogs(ledgers).logs.isEmpty && CeasedLogs(Array(ledgers.dropFirst())).logs.count == 1)
  }
}
