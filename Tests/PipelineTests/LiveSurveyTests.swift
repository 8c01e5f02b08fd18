import Incidents
import LogLab
import Records
import Testing

@testable import Pipeline

/// What followed files tell of one another.
@Suite(.timeLimit(.minutes(2))) struct LiveSurveyTests {
  private static let start = AccessLog.start * 1_000_000

  /// Lines in the order of their times: what `line` makes of each request goes to `file`.
  private func events(
    _ log: AccessLog, to file: String, _ line: (AccessLog.Request, Int) -> String
  ) -> [LiveRig.Event] {
    zip(log.lines { r, _ in "\(Int64((r.at + r.latency) * 1_000_000))" }, log.lines(line)).map { time, text in
      LiveRig.Event(at: Self.start + (Int64(time) ?? 0), deed: .line(file: file, text))
    }
  }

  private func sorted(_ events: [LiveRig.Event]) -> [LiveRig.Event] {
    events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }

  /// Follows what is written from a moment on (seconds after the start); what comes before lies there at the start.
  private func follow(_ script: [LiveRig.Event], in rig: LiveRig, from: Int64 = 0, restarts: Bool = false) async throws
  {
    var now = Self.start + from * 1_000_000
    var done = script.firstIndex { $0.at > now } ?? script.endIndex
    try rig.perform(script[..<done])
    try rig.start()
    let stop = Self.start + (from + 500) * 1_000_000
    while done < script.endIndex {
      // Stopped for a minute.
      if restarts, now == stop {
        try await rig.finish(LiveRig.moment(now))
        rig.kill()
      } else if restarts, now == stop + 60_000_000 {
        try rig.start()
      }
      if rig.run != nil { try await rig.step(LiveRig.moment(now)) }
      now += 5_000_000
      let next = script[done...].firstIndex { $0.at > now } ?? script.endIndex
      try rig.perform(script[done..<next])
      done = next
    }
    for _ in 0..<4 {
      try await rig.step(LiveRig.moment(now))
      now += 2_000_000
    }
    try await rig.finish(LiveRig.moment(now))
  }

  @Test(arguments: [false, true]) func theSameRequestsInTwoLogsCountOnceAsInAReplay(restarts: Bool) async throws {
    let rig = try LiveRig()
    let log = troubledLog
    let script = sorted(
      events(log, to: "nginx-access.log") { r, n in AccessLog.untimedLine(r, number: n) }
        + events(log, to: "nginx-timed.log") { r, n in AccessLog.line(r, number: n) })
    try await follow(script, in: rig, from: 300, restarts: restarts)
    let live = try rig.reconstruction()
    let replayed = try await replay([rig.logs])
    #expect(live.incidents.count == 1)
    #expect(try live.comparable.encoded == replayed.comparable.encoded)
    #expect(live.source("nginx-access.log")?.records == 0)
    #expect(live.source("nginx-access.log")?.remarks.count == 1)
    #expect(live.source("nginx-timed.log")?.records == log.requests.count)
  }

  /// Half of the requests are gone at once then; nothing has happened.
  @Test func logsThatTurnOutToHoldTheSameRequestsRaiseNothing() async throws {
    let rig = try LiveRig()
    let log = AccessLog(seconds: 3600, seed: 11, rate: { _ in 8 })
    let script = sorted(
      events(log, to: "nginx-access.log") { r, n in AccessLog.untimedLine(r, number: n) }
        + events(log, to: "nginx-timed.log") { r, n in AccessLog.line(r, number: n) })
    try await follow(script, in: rig)
    #expect(try rig.reconstruction().incidents.isEmpty)
    let records = try rig.reconstruction().source("nginx-access.log")?.records ?? 0
    #expect(records > 0 && records < log.requests.count / 4)
  }

  /// The first log ends, as a server that is told to write one log less leaves it.
  @Test func whatOnlyOneLogHoldsAnyMoreIsCounted() async throws {
    let rig = try LiveRig()
    let log = AccessLog(seconds: 3600, seed: 12, rate: { _ in 8 })
    let cut = Self.start + 1_800_000_000
    let script = sorted(
      events(log, to: "nginx-access.log") { r, n in AccessLog.untimedLine(r, number: n) }
        + events(log, to: "nginx-timed.log") { r, n in AccessLog.line(r, number: n) }.filter { $0.at < cut })
    try await follow(script, in: rig, from: 600)
    #expect(try rig.reconstruction().incidents.isEmpty)
    let second = try #require(try rig.reconstruction().source("nginx-access.log"))
    // Ten seconds' requests are lost until it is sure.
    #expect(abs(second.records - log.requests.count { $0.at >= 1800 }) < 8 * 15)
  }

  /// As the lab's error logs: no zone in the line, beside a log that names it.
  @Test func timesWithoutAZoneAreReadAtTheOffsetThatOtherFilesName() async throws {
    let rig = try LiveRig()
    rig.options.zone = nil
    let log = AccessLog(seconds: 600, seed: 13, rate: { _ in 4 })
    func moved(_ line: String) -> String { line.replacing("+0000", with: "-0700") }
    var script = events(log, to: "access.log") { r, n in moved(AccessLog.line(r, number: n)) }
    for second in stride(from: Int64(0), to: 600, by: 7) {
      let text = "\(AccessLog.civil(AccessLog.start + second)).000 ERROR [9] shop: failed \(second)"
      script.append(LiveRig.Event(at: Self.start + second * 1_000_000, deed: .line(file: "app.log", text)))
    }
    // The stamps are seven hours before what UTC would make of them.
    script = sorted(script.map { LiveRig.Event(at: $0.at + 7 * 3_600_000_000, deed: $0.deed) })
    try await follow(script, in: rig, from: 7 * 3600 + 60)
    let live = try rig.reconstruction()
    #expect(live.total(\.late) == 0)
    let first = live.source("app.log")?.firstEventAt
    #expect(first == Timestamp(microseconds: Self.start + 7 * 3_600_000_000))
  }
}
