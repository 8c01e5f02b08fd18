import Incidents
import LogLab
import Records
import Testing

@testable import Pipeline

/// Small logs in, the incident that a person would tell out.
@Suite struct StoryTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func incidents(_ log: AccessLog) async throws -> [Incident] {
    try await replay([folder.write("access.log", log.text)]).incidents
  }

  @Test func failuresOfOneRouteAreDatedAndNamed() async throws {
    let found = try await incidents(
      AccessLog(seconds: 1800) { request, random in
        if request.at >= 900, request.at < 1200, request.route == 1, random.chance(0.7) { request.status = 502 }
      })
    let incident = try #require(found.first)
    #expect(found.count == 1)
    #expect(abs(incident.onset - 900) <= 10)
    #expect(abs(try #require(incident.end) - 1200) <= 10)
    #expect(incident.phases.count == 1)
    #expect(incident.status == .resolved)
    #expect(incident.signals.contains { $0.kind == .serverErrors && $0.route == "/cart/{id}" })
    #expect(Set(incident.signals.compactMap(\.route)) == ["/cart/{id}"])
    #expect(incident.impact.failed > 150 && incident.impact.failed < 260)
  }

  /// Two hosts run a service; what is rotated of a log is the same log.
  @Test(arguments: [false, true]) func theImpactNamesTheLogsOfHostsThatItHurt(both: Bool) async throws {
    func log(_ seed: UInt64, _ fails: Bool) -> AccessLog {
      AccessLog(
        seconds: 1800, seed: seed, rate: { _ in 5 },
        fault: { request, random in
          if fails, request.at >= 900, request.at < 1200, random.chance(0.4) { request.status = 502 }
        })
    }
    let first = log(1, both).text.split(separator: "\n")
    let paths = [
      try folder.write("web1/access.log.1", first.prefix(first.count / 2).joined(separator: "\n") + "\n"),
      try folder.write("web1/access.log", first.dropFirst(first.count / 2).joined(separator: "\n") + "\n"),
      try folder.write("web2/access.log", log(2, true).text),
    ]
    let incident = try #require(try await replay(paths).incidents.first)
    let logs = incident.impact.logs
    #expect(Set(logs.map { $0.source.suffix(15) }) == ["web1/access.log", "web2/access.log"])
    #expect(logs.allSatisfy { (1300...1600).contains($0.requests) })
    #expect(logs.reduce(0) { $0 + $1.failed } <= incident.impact.failed)
    #expect((logs.last?.failed ?? 0 > 300) == both)
    #expect(incident.ruledOut.contains { $0.hypothesis == "one log" } == both)
    let alone = try #require(try await replay([folder.file("web2/access.log")]).incidents.first)
    #expect(alone.impact.logs.isEmpty)
  }

  /// What raised the alarm is a handful of requests, most of them bad: no minute that users met.
  @Test func thePeakIsAMinutesAndNotThatOfTheAlarm() async throws {
    let log = AccessLog(
      seconds: 2400, rate: { _ in 3 },
      fault: { request, random in
        if (905..<1500).contains(Int(request.at)), random.chance(request.at < 915 ? 0.6 : 0.1) { request.status = 500 }
      })
    let incident = try #require(try await incidents(log).first)
    let whole = try #require(incident.signals.first { $0.kind == .serverErrors && $0.route == nil })
    let peak = try #require(whole.peak)
    #expect(peak < 0.25 && peak > 0.1)
  }

  /// The first seconds of a minute may have far worse luck than the minute.
  @Test func noPartOfAMinuteIsAPeak() async throws {
    let log = AccessLog(
      seconds: 2400, rate: { _ in 10 },
      fault: { request, random in
        if (900..<1500).contains(Int(request.at)), random.chance(0.6) { request.status = 500 }
      })
    let incident = try #require(try await incidents(log).first)
    let whole = try #require(incident.signals.first { $0.kind == .serverErrors && $0.route == nil }?.peak)
    var minutes: [Int: (all: Int, failed: Int)] = [:]
    for request in log.requests {
      minutes[Int(request.at) / 60, default: (0, 0)].all += 1
      minutes[Int(request.at) / 60, default: (0, 0)].failed += request.status == 500 ? 1 : 0
    }
    let worst = try #require(minutes.values.map { Double($0.failed) / Double($0.all) }.max())
    // Its minutes are those since the onset, not those of the clock.
    #expect(abs(whole - worst) < 0.05, "\(whole), \(worst)")
  }

  /// Ten seconds of every minute fail: its first seconds are no minute either.
  @Test func thePeakIsThatOfWholeMinutes() async throws {
    let log = AccessLog(
      seconds: 2400, rate: { _ in 5 },
      fault: { request, _ in
        if (900..<1500).contains(Int(request.at)), Int(request.at) % 60 < 10 { request.status = 500 }
      })
    let incident = try #require(try await incidents(log).first)
    let whole = try #require(incident.signals.first { $0.kind == .serverErrors && $0.route == nil }?.peak)
    #expect(whole < 0.3 && whole > 0.12)
  }

  /// The latest hours have most of the samples; the rows of the first minutes point at lines of the first minutes.
  @Test func rowsOfALongIncidentPointAtLinesOfTheirOwnMinutes() async throws {
    let log = AccessLog(
      seconds: 16_200, rate: { _ in 2 },
      fault: { request, random in
        guard request.at >= 900, request.at < 15_300 else { return }
        request.latency += 8
        if random.chance(request.at < 960 ? 0.9 : 0.5) { request.status = 503 }
      })
    let incident = try #require(try await incidents(log).first)
    let rows = incident.timeline.filter { [.onset, .detected, .peak].contains($0.kind) }
    #expect(rows.count >= 3)
    for row in rows {
      #expect(!row.evidence.isEmpty)
      let second = row.at.seconds(since: Timestamp(seconds: AccessLog.start))
      for line in row.evidence {
        // As many requests in each second: the position tells the time.
        let share = try #require(Double(line.position)) / Double(log.text.utf8.count)
        #expect(abs(share * 16_200 - second) <= 300, "\(row.summary): \(line)")
      }
    }
  }

  /// The service with most trouble has one log; that of another one's several says nothing of its hosts.
  @Test func logsOfAnotherServiceRuleOutNoHost() async throws {
    func log(_ service: String, failsEvery nth: Int) -> String {
      (0..<9000).map { number in
        let second = number / 5
        let isNth = number.isMultiple(of: nth)
        let isBad = (900..<1200).contains(second) && isNth == (service == "shop")
        let time = Timestamp(seconds: AccessLog.start + Int64(second))
        return #"{"time":"\#(time)","service":"\#(service)","method":"GET","path":"/a","status":\#(isBad ? 502 : 200)}"#
      }.joined(separator: "\n") + "\n"
    }
    let paths = [
      try folder.write("api/log", log("api", failsEvery: 10)),
      try folder.write("web1/log", log("shop", failsEvery: 10)),
      try folder.write("web2/log", log("shop", failsEvery: 12)),
    ]
    let incident = try #require(try await replay(paths).incidents.first)
    #expect(Set(incident.signals.map(\.service)) == ["api", "shop"])
    #expect(incident.impact.logs.isEmpty)
    #expect(!incident.ruledOut.contains { $0.hypothesis == "one log" })
  }

  @Test func aSlowdownIsDatedByTheBeginningOfItsRequests() async throws {
    let found = try await incidents(
      AccessLog(seconds: 1800) { request, _ in
        if request.at >= 900, request.at < 1200 { request.latency += 12 }
      })
    let incident = try #require(found.first)
    #expect(found.count == 1)
    #expect(abs(incident.onset - 900) <= 5)
    #expect(abs(try #require(incident.end) - 1200) <= 15)
    #expect(incident.signals.allSatisfy { $0.kind == .latency })
  }

  @Test func aRelapseIsAPhaseOfTheSameIncident() async throws {
    let found = try await incidents(
      AccessLog(seconds: 4200) { request, random in
        let isTrouble = (900..<1100).contains(Int(request.at)) || (1700..<1900).contains(Int(request.at))
        if isTrouble, random.chance(0.5) { request.status = 500 }
      })
    let incident = try #require(found.first)
    #expect(found.count == 1)
    try #require(incident.phases.count == 2)
    let starts = incident.phases.map { $0.startedAt.seconds(since: Timestamp(seconds: AccessLog.start)) }
    #expect(abs(starts[0] - 900) <= 10 && abs(starts[1] - 1700) <= 10)
    #expect(incident.timeline.contains { $0.kind == .relapse })
  }

  @Test func troubleThatLastsIsOpen() async throws {
    let found = try await incidents(
      AccessLog(seconds: 1200) { request, random in
        if request.at >= 900, random.chance(0.5) { request.status = 503 }
      })
    #expect(found.count == 1)
    #expect(found.first?.status == .open)
    #expect(found.first?.endedAt == nil)
  }

  @Test func aDropOfTrafficIsAnIncident() async throws {
    let found = try await incidents(AccessLog(seconds: 2700, rate: { _ in 8 }))
    #expect(found.isEmpty)
    let dropped = try await incidents(AccessLog(seconds: 2700, rate: { (1500..<1900).contains($0) ? 1 : 8 }))
    let incident = try #require(dropped.first)
    #expect(dropped.count == 1)
    #expect(incident.signals.contains { $0.kind == .trafficDrop })
    #expect(abs(incident.onset - 1500) <= 20)
    #expect(abs(try #require(incident.end) - 1900) <= 30)
  }

  @Test func theWorstMinuteOfADropIsItsPeak() async throws {
    let found = try await incidents(
      AccessLog(seconds: 2700, rate: { (1620..<1800).contains($0) ? 0 : (1500..<1900).contains($0) ? 2 : 10 }))
    let signal = try #require(found.first?.signals.first { $0.kind == .trafficDrop })
    #expect(signal.peak == 0 && signal.baseline > 500)
    let at = try #require(signal.peakAt).seconds(since: Timestamp(seconds: AccessLog.start))
    #expect((1619...1740).contains(at))
  }

  @Test func silenceIsAnIncident() async throws {
    let found = try await incidents(AccessLog(seconds: 2700, rate: { (1500..<1900).contains($0) ? 0 : 8 }))
    let incident = try #require(found.first)
    #expect(found.count == 1)
    #expect(incident.signals.contains { $0.kind == .silence })
    #expect(abs(incident.onset - 1500) <= 20)
  }

  @Test func aHarmlessSurgeAndItsEndAreNone() async throws {
    #expect(try await incidents(AccessLog(seconds: 3000, rate: { (1200..<1800).contains($0) ? 20 : 6 })).isEmpty)
  }

  @Test func aCalmLogIsNone() async throws {
    #expect(
      try await incidents(
        AccessLog(seconds: 3600) { request, random in
          if random.chance(0.002) { request.status = 500 }
          if random.chance(0.01) { request.latency *= 6 }
        }
      ).isEmpty)
  }

  @Test func aSlowSteadyLogIsNone() async throws {
    #expect(
      try await incidents(
        AccessLog(seconds: 3 * 3600, rate: { _ in 0.25 }) { request, random in
          if random.chance(0.003) { request.status = 500 }
        }
      ).isEmpty)
  }

  /// However long it lasts, and though no request tells of it.
  @Test func errorsOfAnApplicationAloneAreDatedByTheirFirst() async throws {
    let lines = (0..<10_800).flatMap { second in
      let stamp = "2024-06-05 \(two(12 + second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
      let isBad = second >= 1800 && second < 9000 && second % 3 == 0
      return ["\(stamp) INFO worker: job \(second) done"] + (isBad ? ["\(stamp) ERROR worker: queue is gone"] : [])
    }
    let log = try folder.write("worker.log", lines.joined(separator: "\n") + "\n")
    let incident = try #require(try await replay([log]).incidents.first)
    let error = try #require(incident.timeline.first { $0.kind == .error })
    #expect(error.at == Timestamp(rfc3339: "2024-06-05T12:30:00Z"))
    #expect(error.at == incident.startedAt)
  }

  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  @Test func applicationErrorsAloneAreAnIncident() async throws {
    var random = Generator(3)
    var lines: [String] = []
    for second in 0..<2400 {
      let time = AccessLog.civil(AccessLog.start + Int64(second))
      lines.append("\(time) INFO shop: order \(second) placed")
      if (1200..<1500).contains(second), random.chance(0.6) {
        lines.append("\(time) ERROR shop.pay: charge \(second) failed: connection refused by ledger:8443")
      }
    }
    let found = try await replay([folder.write("shop.log", lines.joined(separator: "\n") + "\n")]).incidents
    let incident = try #require(found.first)
    #expect(found.count == 1)
    #expect(abs(incident.onset - 1200) <= 10)
    #expect(abs(try #require(incident.end) - 1500) <= 15)
    #expect(incident.signals.contains { $0.kind == .newError || $0.kind == .errorBurst })
    #expect(incident.impact.requests == 0)
  }

  @Test func aDeployBeforeTheOnsetIsRankedFirstAndNotesAreInTheTimeline() async throws {
    let lab = try JournalLab()
    let begin = Int(AccessLog.start)
    func service(_ at: Int, _ verb: String, _ id: String) -> JournalLab.Fields {
      JournalLab.entry(
        begin + at,
        [
          "MESSAGE": "\(verb) shop-web.service - Shop.", "MESSAGE_ID": id, "PRIORITY": "6",
          "SYSLOG_IDENTIFIER": "systemd", "UNIT": "shop-web.service", "_PID": "1", "_UID": "0", "_COMM": "systemd",
          "_SYSTEMD_UNIT": "init.scope", "_TRANSPORT": "journal",
        ])
    }
    func note(_ at: Int, _ text: String) -> JournalLab.Fields {
      JournalLab.entry(
        begin + at,
        [
          "MESSAGE": text, "PRIORITY": "5", "SYSLOG_IDENTIFIER": "hindcast-note", "_PID": "77", "_UID": "1000",
          "_COMM": "logger", "_TRANSPORT": "syslog",
        ])
    }
    let journal = try lab.write(
      "system.journal",
      [
        JournalLab.entry(
          begin + 875,
          [
            "MESSAGE":
              "    anna : TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/usr/bin/apt-get install -y shop-web=2.4.1",
            "PRIORITY": "5", "SYSLOG_IDENTIFIER": "sudo", "_PID": "70", "_UID": "0", "_COMM": "sudo",
            "_TRANSPORT": "syslog",
          ]),
        service(880, "Stopped", "9d1aaa27d60140bd96365438aad20286"),
        service(882, "Started", "39f53479d3a045ac8e11786248231fbf"),
        note(960, "hypothesis: the new version of the cart"),
        note(1000, "dead end: the network is fine"),
        note(1050, "escalated to the shop team"),
        note(1210, "resolved: rolled back to 2.4.0"),
      ])
    let access = try folder.write("access.log", troubledLog.text)
    let found = try await replay([access, journal]).incidents
    let incident = try #require(found.first)
    #expect(found.count == 1)
    let cause = try #require(incident.causes.first)
    #expect(cause.kind == .deploy)
    #expect(cause.subject.contains("shop-web"))
    #expect(cause.leadSeconds > 0 && cause.leadSeconds < 40)
    let notes = incident.timeline.filter { $0.origin == .noted }
    #expect(notes.map(\.kind) == [.hypothesis, .deadEnd, .escalation, .resolution])
    #expect(notes.last?.summary.contains("rolled back to 2.4.0") == true)
  }
}
