import Foundation
import GRDB
import Incidents
import LogLab
import Store
import Testing

/// Two daemons follow the same log as it is written, rotated and compressed. One is killed again and again, at random
/// moments: as it starts, reads, stores. What both have found in the end is the same.
@Suite(.serialized, .timeLimit(.minutes(30))) struct RandomKillTests {
  /// 40 kills; `HINDCAST_KILLS=1000` asks for more.
  private static let kills = ProcessInfo.processInfo.environment["HINDCAST_KILLS"].flatMap(Int.init) ?? 40
  /// Seconds until a signal is surely over whose last bad request came 48 s before they began. It is under way when the
  /// daemons are started, and ends amidst the kills.
  private static let settled = 30.0

  @Test func case65ADaemonKilledAtRandomMomentsFindsWhatAnUninterruptedOneFinds() async throws {
    let steady = try DaemonProcess()
    let killed = try DaemonProcess(logs: steady.logs)
    let records = try await offPool {
      let log = try GrowingLog(steady.logs + "/access.log", seed: 65, fault: -60 ..< -48)
      try steady.start()
      var random = Generator(65)
      var kills = 0
      var rotated = ContinuousClock.now
      let began = ContinuousClock.now
      while kills < Self.kills || ContinuousClock.now - began < .seconds(Self.settled) {
        try killed.start()
        // A start takes a tenth of a second or so.
        let life = Duration.milliseconds(Int.random(in: 0...(random.chance(0.3) ? 100 : 900), using: &random))
        let started = ContinuousClock.now
        while ContinuousClock.now - started < life {
          try log.go()
          if ContinuousClock.now - rotated > .seconds(4), random.chance(0.05) {
            try log.rotate()
            rotated = .now
          }
          usleep(1000)
        }
        killed.kill()
        kills += 1
        if kills % 20 == 0 { try expectSound(killed.store) }
      }
      try killed.start()
      let both = [steady, killed]
      try expectSoon {
        try log.go()
        return both.allSatisfy { $0.isAllOver }
      }
      let records = "\"records\":\(log.lines)"
      try expectSoon {
        both.allSatisfy { ($0.answer("/v1/coverage") ?? "").replacing(" ", with: "").contains(records) }
      }
      for daemon in both {
        daemon.signal(SIGTERM)
        daemon.waitUntilItEnds()
        #expect(daemon.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("<6>") }, "\(daemon.errors)")
        try expectSound(daemon.store)
      }
      return log.lines
    }
    try expectSame(steady.store, killed.store, records: records)
  }

  /// O1 to O4.
  private func expectSame(_ steady: String, _ killed: String, records: Int) throws {
    let stores = try [steady, killed].map { try IncidentStore(path: $0, access: .reading) }
    for store in stores {
      let sources = try store.coverage().sources
      #expect(sources.map(\.records) == [records])
      #expect(sources.allSatisfy { $0.unparsed + $0.late + $0.dropped == 0 && $0.gaps.isEmpty }, "\(sources)")
    }
    // Its id is that of its first estimate, which depends on how much had been read.
    let found = try stores.map { try $0.incidents().map { Self.unnamed($0) } }
    #expect(found[0].count == 1)
    #expect(found[0] == found[1])
    #expect(found[0][0].status == .resolved && found[0][0].impact.failed > 100)
    let told = try [steady, killed].map { path in
      try Self.database(path).read {
        try String.fetchAll($0, sql: "SELECT transition || ' ' || (payload ->> 'severity') FROM event ORDER BY number")
      }
    }
    #expect(told[0].first?.hasPrefix("opened") == true && told[0].last?.hasPrefix("ended") == true)
    #expect(Set(told[1]).count == told[1].count, "\(told)")
    #expect(told[1].last == told[0].last)
  }

  private static func unnamed(_ incident: Incident) -> Incident {
    var incident = incident
    incident.id = ""
    return incident
  }

  /// O3.
  private func expectSound(_ path: String) throws {
    #expect(try Self.database(path).read { try String.fetchAll($0, sql: "PRAGMA integrity_check") } == ["ok"])
  }

  private static func database(_ path: String) throws -> DatabaseQueue {
    var configuration = GRDB.Configuration()
    configuration.readonly = true
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  private func expectSoon(_ condition: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
      if try condition() { return }
      usleep(20_000)
    }
    #expect(try condition())
  }
}

extension DaemonProcess {
  /// Whether there was an incident, and none is under way.
  fileprivate var isAllOver: Bool {
    let incidents = (answer("/v1/incidents") ?? "").replacing(" ", with: "")
    return incidents.contains("\"status\":\"resolved\"") && !incidents.contains("\"status\":\"open\"")
  }
}
