import Foundation
import Incidents
import LogLab
import Records
import Testing

@testable import Pipeline

/// What a live run reads in the journal and in log files counts once, from some minutes after it began.
@Suite(.timeLimit(.minutes(4))) struct LiveMirrorTests {
  private static let start = AccessLog.start * 1_000_000
  private static let piece: Int64 = 10_000_000

  private func rig() throws -> LiveRig {
    let rig = try LiveRig()
    try rig.keepJournal()
    return rig
  }

  /// Messages on their way into the journal and, a moment later, into a file.
  private func events(
    _ host: HostLog, file: String, inFile: Range<Double> = 0..<86_400, inJournal: Range<Double> = 0..<86_400
  ) -> [LiveRig.Event] {
    host.messages.flatMap { message in
      var events: [LiveRig.Event] = []
      if inJournal.contains(message.at) {
        events.append(.init(at: message.microseconds, deed: .entry(JournalLab.export(host.fields(message)))))
      }
      if inFile.contains(message.at) {
        events.append(.init(at: message.microseconds, deed: .line(file: file, host.line(message))))
      }
      return events
    }
  }

  /// - Parameter restarts: the run ends at this second (from the start), and another one goes on a minute later.
  /// - Returns: what was stored then.
  @discardableResult private func follow(
    _ script: [LiveRig.Event], in rig: LiveRig, seconds: Int64, restarts: Int64? = nil
  ) async throws -> Reconstruction? {
    var done = script.startIndex
    var stored: Reconstruction?
    try rig.start()
    for now in stride(from: Self.start + Self.piece, through: Self.start + seconds * 1_000_000, by: Int(Self.piece)) {
      let next = script[done...].firstIndex { $0.at > now } ?? script.endIndex
      try rig.perform(script[done..<next])
      done = next
      if let stop = restarts.map({ Self.start + $0 * 1_000_000 }) {
        if now == stop {
          try await rig.step(LiveRig.moment(now))
          try await rig.finish(LiveRig.moment(now))
          stored = try rig.reconstruction()
          rig.kill()
        } else if now == stop + 60_000_000 {
          try rig.start()
        }
      }
      if rig.run != nil { try await rig.step(LiveRig.moment(now)) }
    }
    try await rig.finish(LiveRig.moment(Self.start + seconds * 1_000_000))
    return stored
  }

  private func records(_ rig: LiveRig, _ name: String) throws -> Int {
    try #require(try rig.reconstruction().source(name)).records
  }

  /// Entries that only pass the time.
  private func ticks(_ seconds: Int) -> Int { seconds * 1_000_000 / Int(Self.piece) }

  // MARK: Messages

  @Test(arguments: [nil, 600]) func aSyslogFileBesideTheJournalCountsOnce(restarts: Int64?) async throws {
    let rig = try rig()
    let host = HostLog(seconds: 1500)
    let stored = try await follow(events(host, file: "syslog.log"), in: rig, seconds: 1510, restarts: restarts)
    let found = try rig.reconstruction()
    // It is found within five minutes; what comes before is counted in both.
    let twice = try records(rig, "syslog.log")
    #expect(twice > 0 && twice <= host.messages.count { $0.at <= 330 })
    #expect(restarts == nil || stored?.source("syslog.log")?.records == twice)
    #expect(found.source("syslog.log")?.remarks == ["its messages are in the journal, too, and are counted there"])
    let replayed = try await replay([rig.logs, try #require(rig.journals)])
    #expect(found.incidents.count == 1)
    #expect(replayed.source("syslog.log")?.records == 0)
    for incidents in [found.incidents, replayed.incidents] {
      #expect(incidents.first?.startedAt == Timestamp(seconds: AccessLog.start + 900))
    }
    func errors(_ found: Reconstruction) -> [String] {
      found.incidents.flatMap(\.timeline).map(\.summary).filter { $0.contains("pool") }
    }
    #expect(errors(found) == errors(replayed))
  }

  @Test func messagesOfOtherHostsGoOn() async throws {
    let rig = try rig()
    let host = HostLog(seconds: 900, failing: 0..<0)
    var other = HostLog(seconds: 900, seed: 2, failing: 0..<0)
    other.host = "web2"
    let script = (events(host, file: "all.log") + events(other, file: "all.log", inJournal: 0..<0))
      .enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    try await follow(script, in: rig, seconds: 910)
    let own = try records(rig, "all.log") - other.messages.count
    #expect(own > 0 && own <= host.messages.count { $0.at <= 330 })
  }

  /// The journal falls silent, as where journald is stopped; rsyslog listens by itself then.
  @Test func whatOnlyTheFileHoldsAnyMoreIsCounted() async throws {
    let rig = try rig()
    let host = HostLog(seconds: 1500, failing: 0..<0)
    let script = events(host, file: "syslog.log", inJournal: 0..<900)
    try await follow(script.filter { $0.at < Self.start + 900_000_000 }, in: rig, seconds: 900)
    let before = try records(rig, "syslog.log")
    var rest = script.filter { $0.at >= Self.start + 900_000_000 }[...]
    try rig.start()
    for second in stride(from: Int64(1020), through: 1500, by: 120) {
      let now = Self.start + second * 1_000_000
      // What its reader said last is not too long ago when the file is read.
      try await rig.stepInSilence(LiveRig.moment(now))
      let next = rest.firstIndex { $0.at > now } ?? rest.endIndex
      try rig.perform(rest[..<next])
      rest = rest[next...]
      try await rig.stepInSilence(LiveRig.moment(now))
    }
    try await rig.finish(LiveRig.moment(Self.start + 1_500_000_000))
    let lost = host.messages.count { $0.at >= 900 } - (try records(rig, "syslog.log") - before)
    #expect(lost > 0 && lost <= 25)
  }

  // MARK: Requests

  /// The proxy's requests are left out of the journal, its messages of the file.
  @Test(arguments: [nil, 600]) func aProxysLogThatPassedTheJournalCountsOnce(restarts: Int64?) async throws {
    let rig = try rig()
    let log = AccessLog(
      seconds: 1500, seed: 3, rate: { _ in 5 },
      fault: { request, random in
        if (900..<1200).contains(request.at), random.chance(0.4) { request.status = 503 }
      })
    let proxy = HostLog.proxy(log)
    try await follow(events(proxy, file: "haproxy.log"), in: rig, seconds: 1510, restarts: restarts)
    let found = try rig.reconstruction()
    #expect(found.source("haproxy.log")?.records == log.requests.count)
    let twice = try records(rig, "journal") - ticks(1510) + (restarts == nil ? 0 : 6)
    #expect(twice > 0 && twice <= proxy.messages.count { $0.at <= 130 })
    #expect(found.incidents.count == 1)
    let replayed = try await replay([rig.logs, try #require(rig.journals)])
    #expect(found.incidents.map(\.impact.failed) == replayed.incidents.map(\.impact.failed))
    #expect(found.incidents.map(\.startedAt) == replayed.incidents.map(\.startedAt))
  }

  /// Nothing has happened where half of the requests are gone at once.
  @Test func findingItRaisesNothing() async throws {
    let rig = try rig()
    let log = AccessLog(seconds: 1800, seed: 4, rate: { _ in 8 })
    // It turns up late: the journal alone is known well by then.
    let script = events(HostLog.proxy(log), file: "haproxy.log", inFile: 700..<86_400)
    try await follow(script, in: rig, seconds: 1810)
    #expect(try rig.reconstruction().incidents.isEmpty)
    #expect(try records(rig, "journal") - ticks(1810) < log.requests.count { $0.at <= 850 })
  }

  /// rsyslog is told to write the file no more.
  @Test func whatOnlyTheJournalHoldsAnyMoreIsCounted() async throws {
    let rig = try rig()
    let log = AccessLog(seconds: 1500, seed: 5, rate: { _ in 8 })
    let proxy = HostLog.proxy(log)
    try await follow(events(proxy, file: "haproxy.log", inFile: 0..<800), in: rig, seconds: 1510)
    let found = try rig.reconstruction()
    #expect(found.incidents.isEmpty)
    let counted = try records(rig, "haproxy.log") + records(rig, "journal") - ticks(1510)
    let twice = proxy.messages.count { $0.at <= 130 }
    // Some seconds' requests are lost until it is sure.
    #expect(counted > log.requests.count - 8 * 25 && counted < log.requests.count + twice)
  }

  // MARK: Not mirrors

  @Test func aProxyAndTheServerBehindItCountEach() async throws {
    let rig = try rig()
    let log = AccessLog(seconds: 600, seed: 6, rate: { _ in 5 })
    let proxy = HostLog.proxy(log)
    let served = zip(proxy.messages, log.lines).map { message, line in
      LiveRig.Event(at: message.microseconds, deed: .line(file: "nginx-access.log", line))
    }
    let script = (events(proxy, file: "", inFile: 0..<0) + served).enumerated()
      .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    try await follow(script, in: rig, seconds: 610)
    #expect(try records(rig, "nginx-access.log") == log.requests.count)
    // The last entry is held back until no other can continue it.
    #expect(try records(rig, "journal") - ticks(610) + 1 == log.requests.count)
  }
}
