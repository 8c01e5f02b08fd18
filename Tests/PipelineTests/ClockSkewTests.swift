import Formats
import Incidents
import LogLab
import Records
import Testing

@testable import Pipeline
@testable import Tailing

@Suite struct ClockSkewTests {
  /// 2024-06-05T14:00:00Z
  private static let start: Int64 = 1_717_596_000

  /// The skew after some minutes of records that come every few seconds, each ahead of the clock by so many seconds.
  private func skew(minutes: Int = 10, _ ahead: (Int) -> Double) -> Double? {
    var skew = ClockSkew()
    for second in stride(from: 0, to: minutes * 60, by: 5) {
      let now = LiveRig.moment((Self.start + Int64(second)) * 1_000_000)
      skew.note(newest: now.wall.microseconds + Int64(ahead(second) * 1e6), now: now)
    }
    return skew.ahead
  }

  @Test func recordsOfTheFutureTellAClockThatIsAhead() {
    #expect(skew { $0 % 3 == 0 ? 59.5 : 60 } == 60)
    // A clock that is corrected by a second or two is none.
    #expect(skew { _ in 2 } == nil)
    // One look is none, nor are few.
    #expect(skew(minutes: 4) { _ in 60 } == nil)
    #expect(skew { $0 == 300 ? 3600 : 0 } == nil)
  }

  @Test func whatIsKeptBackIsNotBehind() {
    // Written every 100 seconds, all of them together.
    #expect(skew { -Double($0 % 100) } == nil)
    // A batch an hour, of which each minute's records are older.
    #expect(skew(minutes: 30) { -300 - Double($0) } == nil)
    #expect(skew { _ in -30 } == nil)
  }

  @Test func recordsThatAreAlwaysBehindByTheSameTell() {
    #expect(skew { _ in -7200 } == -7200)
    #expect(skew { -120 - Double($0 % 4) } == -120)
  }

  @Test func aClockThatWasSetRightIsForgiven() {
    #expect(skew(minutes: 40) { $0 < 1200 ? 60 : 0 } == nil)
  }

  @Test func wholeQuartersOfAnHourAreAZone() {
    #expect(
      ClockSkew.remark(ahead: 7200.4, assumedOffset: 0)
        == "times are 120 minutes ahead of the clock: their zone is another one; name it in log_times (zone: \"+02:00\")"
    )
    #expect(
      ClockSkew.remark(ahead: -19_803, assumedOffset: 3600)
        == "times are 330 minutes behind the clock: their zone is another one; name it in log_times (zone: \"-04:30\")")
    // They name their zone.
    #expect(
      ClockSkew.remark(ahead: 7200.4, assumedOffset: nil)
        == "times are 7200 s ahead of the clock: correct the clock that they are of, or name it in log_times (ahead: 7200s)"
    )
  }

  /// A log in the time of Berlin beside a daemon that takes it for UTC.
  @Test func aFollowedFileInAnotherZoneSaysSo() async throws {
    let rig = try LiveRig()
    try rig.start()
    func log(_ second: Int64, zone: Int64) throws {
      try rig.append("\(AccessLog.civil(Self.start + second + zone)) INFO order \(second) placed", to: "till.log")
    }
    try log(0, zone: 7200)
    try await rig.step(LiveRig.moment(Self.start * 1_000_000))
    for second in stride(from: Int64(10), to: 600, by: 10) {
      try log(second, zone: 7200)
      try await rig.step(LiveRig.moment((Self.start + second) * 1_000_000 + 200_000))
    }
    let run = try #require(rig.run)
    let now = LiveRig.moment((Self.start + 600) * 1_000_000)
    let source = try #require(await run.sources(now).first)
    #expect(source.degraded?.contains("120 minutes ahead") == true && source.degraded?.contains("+02:00") == true)
    // What is found of the log is what a replay, which has no clock, finds of it.
    #expect(await run.coverage.sources.flatMap(\.remarks).isEmpty)
    try await rig.finish(now)
  }
}
