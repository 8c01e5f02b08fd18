import Incidents
import LogLab
import Testing

@testable import Pipeline

/// The same requests in two sources count once; requests that only look alike count each.
@Suite struct MirrorTests {
  private let folder: TemporaryFolder
  private let log = troubledLog

  init() throws { folder = try TemporaryFolder() }

  private func write(_ name: String, _ lines: [String]) throws -> String {
    try folder.write(name, lines.joined(separator: "\n") + "\n")
  }

  private func lines(_ log: AccessLog, of range: Range<Double>) -> [String] {
    log.lines { r, number in range.contains(r.at) ? AccessLog.line(r, number: number) : nil }
  }

  /// The coverage, after checking that neither order nor read size changes anything.
  private func coverage(_ paths: [String]) async throws -> Reconstruction {
    let found = try await replay(paths)
    #expect(try await replay(paths.reversed()).encoded == found.encoded)
    #expect(try await replay(paths) { $0.readSize = 4096 }.encoded == found.encoded)
    return found
  }

  private func expectNothingLeftOut(_ paths: [String], sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let found = try await replay(paths)
    for source in found.coverage.sources {
      #expect(source.records > 0, sourceLocation: sourceLocation)
      #expect(source.remarks.allSatisfy { !$0.contains("too") }, "\(source.remarks)", sourceLocation: sourceLocation)
    }
  }

  // MARK: Mirrors

  @Test func twoLogsOfOneServerInTwoFormatsCountOnce() async throws {
    let plain = try write("nginx/access.log", log.lines(AccessLog.untimedLine))
    let json = try write("nginx/access.json", log.lines(AccessLog.jsonLine))
    let found = try await coverage([plain, json])
    // The one that knows latencies is kept, and all that it tells is what it tells alone.
    #expect(found.source("access.json")?.records == log.requests.count)
    let left = try #require(found.source("access.log"))
    #expect(left.records == 0)
    #expect(left.remarks == ["\(log.requests.count) requests are in \(json), too, and were counted there"])
    #expect(try await found.withoutPlaces == replay([json]).withoutPlaces)
  }

  @Test func compressedLogsThatBeginTogetherCountOnce() async throws {
    let plain = log.lines(AccessLog.untimedLine).joined(separator: "\n")
    let timed = log.lines(AccessLog.line).joined(separator: "\n")
    let found = try await coverage([
      folder.write("nginx/a.log.gz", gzip(Array(plain.utf8))), folder.write("nginx/b.log.gz", gzip(Array(timed.utf8))),
    ])
    #expect(found.coverage.sources.map(\.records) == [0, log.requests.count])
  }

  @Test func theLogOfOneHostBesideTheCommonOneCountsOnce() async throws {
    func host(_ number: Int) -> Int { number % 3 }
    let common = try write("nginx/access.log", log.lines)
    let one = try write(
      "nginx/shop.log", log.lines { r, number in host(r.client) == 0 ? AccessLog.line(r, number: number) : nil })
    let found = try await coverage([common, one])
    #expect(found.source("access.log")?.records == log.requests.count)
    #expect(found.source("shop.log")?.records == 0)
    #expect(try await found.withoutPlaces == replay([common]).withoutPlaces)
  }

  @Test func theLogOfOneHostThatAloneKnowsLatenciesIsNamed() async throws {
    let common = try write("nginx/access.log", log.lines(AccessLog.untimedLine))
    let one = try write(
      "nginx/shop.log", log.lines { r, number in r.client % 3 == 0 ? AccessLog.line(r, number: number) : nil })
    let found = try await coverage([common, one])
    #expect(found.coverage.sources.allSatisfy { $0.records > 0 })
    #expect(found.source("shop.log")?.remarks.contains { $0.contains("leave that one out") } == true)
  }

  @Test func logsThatOverlapCountOnceWhereTheyDo() async throws {
    let found = try await coverage([
      write("nginx/a.log", lines(log, of: 0..<1200)), write("nginx/b.log", lines(log, of: 600..<1800)),
    ])
    let counted = found.coverage.sources.map(\.records).reduce(0, +)
    // Requests of the second in which one of them begins or ends can count twice or not at all.
    #expect(abs(counted - log.requests.count) <= 20)
    #expect(found.coverage.sources.allSatisfy { $0.records > 2000 })
    let whole = try await replay([write("whole/nginx.log", log.lines)])
    #expect(found.incidents.map(\.startedAt) == whole.incidents.map(\.startedAt))
    #expect(found.incidents.map(\.impact.affectedClients) == whole.incidents.map(\.impact.affectedClients))
  }

  @Test func theEndOfALogInAFileOfItsOwnCountsOnce() async throws {
    let found = try await coverage([
      write("nginx/access.log", log.lines), write("home/anna/recent.txt", Array(log.lines.suffix(3000))),
    ])
    #expect(found.source("recent.txt")?.records == 0)
    #expect(found.source("access.log")?.records == log.requests.count)
  }

  /// Case 58 beside a mirror: the stray line must not make one log seem to last as long as the other.
  @Test func aLineAYearAheadDoesNotStretchALog() async throws {
    var first = lines(log, of: 0..<900)
    first.insert(first[0].replacing("/2024:", with: "/2025:"), at: first.count - 5)
    let found = try await coverage([write("nginx/a.log", first), write("nginx/b.log", log.lines)])
    let counted = found.coverage.sources.map(\.records).reduce(0, +)
    #expect(abs(counted - log.requests.count) <= 20)
  }

  @Test func rotatedLogsBesideOneThatIsNotCountOnce() async throws {
    let lines = log.lines
    let found = try await coverage([
      write("nginx/access.log.2", Array(lines[..<3000])), write("nginx/access.log.1", Array(lines[3000..<6000])),
      write("nginx/access.log", Array(lines[6000...])), write("nginx/all.log", lines),
    ])
    #expect(found.source("all.log")?.records == log.requests.count)
    #expect(found.coverage.sources.map(\.records).reduce(0, +) == log.requests.count)
  }

  @Test func requestsThatWentToSyslogAsWellCountOnce() async throws {
    let file = try write("nginx/access.log", log.lines)
    let syslog = try write(
      "syslog",
      log.lines { r, number in
        let end = AccessLog.civil(Int64(r.at + r.latency) + AccessLog.start).replacing(" ", with: "T") + "+00:00"
        return "\(end) web1 nginx: \(AccessLog.line(r, number: number))"
      } + ["2024-06-05T12:30:02+00:00 web1 cron[9]: done"])
    let found = try await coverage([file, syslog])
    #expect(found.source("access.log")?.records == log.requests.count)
    #expect(found.source("syslog")?.records == 1)
  }

  @Test func requestsThatWentToTheJournalAsWellCountOnce() async throws {
    let lab = try JournalLab()
    let file = try write("nginx/access.log", log.lines)
    var entries: [JournalLab.Fields] = []
    for second in 0..<1200 {
      entries.append(JournalLab.entry(Int(AccessLog.start) - 1200 + second, ["MESSAGE": "ready", "_COMM": "cron"]))
    }
    let ended = log.lines { r, number in
      "\(Int64(r.at + r.latency) + AccessLog.start) \(AccessLog.line(r, number: number))"
    }
    for line in ended {
      let parts = line.split(separator: " ", maxSplits: 1)
      entries.append(
        JournalLab.entry(
          Int(parts[0]) ?? 0,
          [
            "MESSAGE": String(parts[1]), "SYSLOG_IDENTIFIER": "nginx", "_SYSTEMD_UNIT": "nginx.service",
            "_COMM": "nginx", "_PID": "9", "_UID": "33",
          ]))
    }
    let journal = try lab.write("a.journal", entries)
    let found = try await coverage([file, journal])
    #expect(found.source("access.log")?.records == log.requests.count)
    #expect(found.source("a.journal")?.records == 1200)
  }

  // MARK: Not mirrors

  @Test func hostsWithAlikeTrafficCountEach() async throws {
    let other = AccessLog(seconds: 1800, seed: 2, rate: { _ in 5 })
    try await expectNothingLeftOut([
      write("nginx/a.log", log.lines(AccessLog.untimedLine)), write("nginx/b.log", other.lines(AccessLog.untimedLine)),
    ])
  }

  @Test func replicasBehindABalancerCountEach() async throws {
    // Many requests of the balancer's one address for a few paths, as in each second as in the next.
    let busy = AccessLog(seconds: 240, clients: 1, rate: { _ in 60 })
    let replicas = try (0..<2).map { replica in
      try write(
        "nginx/replica\(replica).log",
        busy.lines { r, number in
          number % 2 == replica && r.route < 2 ? AccessLog.untimedLine(r, number: number) : nil
        })
    }
    try await expectNothingLeftOut(replicas)
  }

  @Test func aProxyAndTheServerBehindItCountEach() async throws {
    let server = try write("nginx/access.log", log.lines)
    let proxy = try write(
      "haproxy.log", log.lines { r, number in AccessLog.haproxyLine(r, number: number, ahead: number % 3) })
    try await expectNothingLeftOut([server, proxy])
    // Both are an nginx; their latencies tell them apart.
    let edge = try write(
      "nginx/edge.log",
      log.lines { r, number in
        var r = r
        r.latency += Double(number % 3) / 1000
        return AccessLog.line(r, number: number)
      })
    try await expectNothingLeftOut([server, edge])
  }

  @Test func servicesUnderTheSameLoadTestCountEach() async throws {
    let lines = (0..<600).flatMap { second in
      (0..<5).map { _ in
        "192.0.2.9 - - [\(AccessLog.stamp(AccessLog.start + Int64(second)))] \"GET /ping HTTP/1.1\" 200 5 \"-\" \"wrk\""
      }
    }
    let first = "192.0.2.1 - - [\(AccessLog.stamp(AccessLog.start))] \"GET /%@ HTTP/1.1\" 200 5 \"-\" \"wrk\""
    try await expectNothingLeftOut([
      write("nginx/cart.log", [first.replacing("%@", with: "cart")] + lines),
      write("nginx/search.log", [first.replacing("%@", with: "search")] + lines),
    ])
  }

  @Test func servicesWithTheSameHealthChecksCountEach() async throws {
    func checks(_ name: String) -> [String] {
      var lines: [String] = []
      for second in stride(from: Int64(0), to: 3600, by: 10) {
        for checker in 1...3 {
          lines.append(
            "192.0.2.\(checker) - - [\(AccessLog.stamp(AccessLog.start + second))] \"GET /health HTTP/1.1\" 200 5 \"-\" \"\(name)\""
          )
        }
      }
      return lines
    }
    try await expectNothingLeftOut([write("nginx/a.log", checks("a")), write("nginx/b.log", checks("b"))])
  }

  @Test func fewRequestsDecideNothing() async throws {
    let few = log.lines(AccessLog.untimedLine).prefix(150)
    try await expectNothingLeftOut([
      write("nginx/a.log", few.map { $0 + " 0.010 0.010" }), write("nginx/b.log", Array(few)),
    ])
  }
}
