import Formats
import Incidents
import LogLab
import Records
import Testing

@testable import Pipeline
@testable import Statistics

/// The cases of the fault matrix that a replay answers for, by number.
@Suite struct HazardTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func line(_ second: Int, _ path: String = "/", status: Int = 200, agent: String = "curl/8") -> String {
    "192.0.2.7 - - [\(AccessLog.stamp(AccessLog.start + Int64(second)))] \"GET \(path) HTTP/1.1\" \(status) 512 \"-\" \"\(agent)\"\n"
  }

  @Test func case9FilesThatBeginAlikeAreBothReadWhole() async throws {
    let head = (0..<40).map { line($0) }.joined()
    #expect(head.utf8.count > 2048)
    let found = try await replay([
      folder.write("a.log", head + line(50)), folder.write("b.log", head + line(60) + line(61)),
    ])
    #expect(found.coverage.sources.map(\.records) == [41, 42])
  }

  @Test func case10AFileOfTwentyBytesIsRead() async throws {
    let found = try await replay([folder.write("tiny.log", "2024-06-05 12:00 ok\n")])
    let source = found.coverage.sources[0]
    #expect(source.records + source.unparsed > 0 || !source.remarks.isEmpty)
    let read = try await replay([folder.write("app.log", "[ERROR] no disk left\n")])
    #expect(read.coverage.sources[0].records == 1)
  }

  @Test(arguments: [262_144, 4096, 61])
  func case12AnUnterminatedLastLineIsARecord(readSize: Int) async throws {
    let whole = (0..<100).map { line($0) }.joined()
    let found = try await replay([folder.write("access.log", String(whole.dropLast()))]) { $0.readSize = readSize }
    #expect(found.coverage.sources[0].records == 100)
    #expect(found.coverage.sources[0].unparsed == 0)
  }

  @Test func case13WhatFollowsALineOf64MiBIsRead() async throws {
    let long = "2024-06-05 12:00:00 ERROR " + String(repeating: "x", count: 64 << 20)
    let path = try folder.write(
      "app.log", "2024-06-05 12:00:00 INFO begun\n" + long + "\n2024-06-05 12:00:02 INFO ok")
    let source = try await replay([path]).coverage.sources[0]
    #expect(source.records == 3)
    #expect(source.lastEventAt == Timestamp(seconds: AccessLog.start + 2))
    #expect(source.remarks.contains { $0.hasPrefix("1 records were longer than 1 MiB") })
  }

  @Test func case44EveryPhysicalLineIsOneRecord() async throws {
    let text = [
      "\u{FEFF}", line(0).replacing("\n", with: "\r\n"), line(1, agent: "a\u{2028}b\u{85}c"),
      line(2, agent: "\u{B}\u{C}"),
    ].joined()
    let overlong = Array(line(3).utf8).flatMap { (b: UInt8) -> [UInt8] in
      b == UInt8(ascii: "c") ? [0xC0, 0xAF, b] : [b]
    }
    let bytes = Array(text.utf8) + overlong + Array(line(4).utf8)
    let source = try await replay([folder.write("access.log", bytes)]).coverage.sources[0]
    #expect(source.records == 5)
    #expect(source.unparsed == 0)
  }

  @Test func case45AForgedLineInAnAgentRaisesNothing() async throws {
    var lines = ""
    for second in 0..<900 {
      for _ in 0..<3 {
        let forged = line(second, "/forged", status: 500).replacing("\n", with: "").replacing("\"", with: "\\\"")
        lines += line(second, "/shop", agent: forged)
      }
    }
    let found = try await replay([folder.write("access.log", lines)])
    #expect(found.incidents.isEmpty)
    #expect(found.coverage.sources[0].records == 2700)
  }

  @Test func case46MalformedJSONIsCounted() async throws {
    let good = #"{"time":"2024-06-05T12:00:00Z","level":"info","msg":"ready"}"#
    let bad = [
      String(repeating: "[", count: 100_000), String(repeating: #"{"a":"#, count: 100_000),
      #"{"time":1e400,"msg":"a"}"#,
      #"{"time":"2024-06-05T12:00:00Z","time":"2024-06-05T12:00:01Z","msg":"a"}"#,
    ]
    let lines = Array(repeating: good, count: 50) + bad + [good]
    let source = try await replay([folder.write("app.log", lines.joined(separator: "\n"))]).coverage.sources[0]
    #expect(source.records == 51)
    #expect(source.unparsed == 4)
  }

  @Test func case48ValuesThatCannotBeAreCountedAndLeftOut() async throws {
    let odd = [
      #""status":999,"request_time":0.01"#, #""status":200,"request_time":-1"#, #""status":200,"request_time":"0,005""#,
      #""status":200,"request_time":"-""#,
    ]
    var lines: [String] = []
    for second in 0..<1200 {
      let time = AccessLog.civil(AccessLog.start + Int64(second)).replacing(" ", with: "T") + "Z"
      for i in 0..<4 {
        let values = second < 600 ? #""status":200,"request_time":0.01"# : odd[i]
        lines.append(#"{"time":"\#(time)","ip":"192.0.2.7","method":"GET","uri":"/",\#(values)}"#)
      }
    }
    let found = try await replay([folder.write("access.json", lines.joined(separator: "\n"))])
    #expect(found.incidents.isEmpty)
    #expect(found.coverage.sources[0].records == 4800)
    #expect(found.coverage.sources[0].remarks.contains { $0.hasPrefix("1800 records have a status or latency") })
  }

  /// A word that no other number has, without digits.
  private func word(_ number: Int) -> String {
    String(decoding: (0..<5).map { UInt8(97 + number / [1, 26, 676, 17_576, 456_976][$0] % 26) }, as: UTF8.self)
  }

  @Test func case49WhatFallsIntoOtherStillAlerts() async throws {
    var lines = ""
    for second in 0..<1200 {
      for i in 0..<4 { lines += line(second, "/page/\(word(i))") }
      guard second >= 900, second < 1020 else { continue }
      for i in 0..<60 {
        // Distinct paths: most of them find no series of their own.
        let number = second * 60 + i
        lines += line(second, "/page/\(word(number))", status: second >= 960 && i % 2 == 0 ? 500 : 200)
      }
    }
    let found = try await replay([folder.write("access.log", lines)])
    let incident = try #require(found.incidents.first)
    #expect(found.incidents.count == 1)
    #expect(incident.signals.contains { $0.kind == .serverErrors && $0.route == "further routes" })
    #expect(abs(incident.onset - 960) <= 5)
  }

  @Test func case49ServicesBeyondTheLimitStillAlert() async throws {
    var lines = ""
    for second in 0..<1200 {
      let time = AccessLog.civil(AccessLog.start + Int64(second)).replacing(" ", with: "T") + "Z"
      for i in 0..<5 { lines += "\(time) web1 \(word(second * 5 + i))[9]: ready\n" }
      if second >= 900, second < 1100 {
        lines += "\(time) web1 \(word(second + 50_000))[9]: error: no route to ledger\n"
      }
    }
    let found = try await replay([folder.write("syslog", lines)])
    let incident = try #require(found.incidents.first)
    #expect(incident.signals.contains { $0.service == "further services" })
    #expect(abs(incident.onset - 900) <= 10)
  }

  @Test func case50ATraceOf100000LinesIsBounded() async throws {
    let trace =
      "2024-06-05 12:00:00 ERROR shop: failed\nTraceback (most recent call last):\n"
      + String(repeating: "  File \"a.py\", line 7, in f\n    f()\n", count: 50_000) + "RecursionError: too deep\n"
    let path = try folder.write("app.log", trace + "2024-06-05 12:00:05 INFO ok\n")
    let source = try await replay([path]).coverage.sources[0]
    #expect(source.records == 2)
    #expect(source.lastEventAt == Timestamp(seconds: AccessLog.start + 5))
    #expect(source.remarks.contains { $0.hasPrefix("1 records were longer") })
    let small = try await replay([path]) { $0.readSize = 4096 }
    #expect(small.coverage.sources[0] == source)
  }

  @Test func case52ABinaryFileIsSkippedWithTheReason() async throws {
    try folder.write("logs/lastlog", [UInt8](repeating: 0, count: 292))
    try folder.write("logs/access.log", line(0))
    let found = try await replay([folder.file("logs")])
    #expect(found.source("access.log")?.records == 1)
    #expect(found.source("lastlog")?.remarks == ["not read: it is binary, not text"])
    #expect(found.source("lastlog")?.records == 0)
  }

  /// On 2024-10-27 Berlin's clocks went from 03:00 back to 02:00 (01:00 UTC).
  @Test func case55TheHourThatExistsTwiceIsReadInTheOrderOfItsLines() async throws {
    let start = try #require(Timestamp(rfc3339: "2024-10-26T23:30:00Z")).second
    let back = try #require(Timestamp(rfc3339: "2024-10-27T01:00:00Z")).second
    var lines: [String] = []
    for second in start..<start + 9000 {
      let local = AccessLog.civil(second + (second < back ? 7200 : 3600))
      lines.append("\(local) INFO shop: order \(second) placed")
      if second >= back + 1200, second < back + 1500 { lines.append("\(local) ERROR shop: no route to ledger") }
    }
    let found = try await replay([folder.write("app.log", lines.joined(separator: "\n") + "\n")]) {
      $0.zone = "Europe/Berlin"
    }
    let source = found.coverage.sources[0]
    #expect(source.late == 0 && source.dropped == 0)
    #expect(source.firstEventAt == Timestamp(seconds: start))
    #expect(source.lastEventAt == Timestamp(seconds: start + 8999))
    #expect(source.remarks.contains { $0.contains("exist twice") })
    let incident = try #require(found.incidents.first)
    #expect(found.incidents.count == 1)
    #expect(abs(incident.startedAt.second - (back + 1200)) <= 5)
  }

  @Test func case56TheYearOfALineThatNamesNoneIsTheNearest() async throws {
    let lines = "Dec 31 23:59:58 web1 shop[9]: a\nDec 31 23:59:59 web1 shop[9]: b\nJan  1 00:00:01 web1 shop[9]: c\n"
    let source = try await replay([folder.write("syslog", lines)]).coverage.sources[0]
    let first = try #require(source.firstEventAt)
    let last = try #require(source.lastEventAt)
    #expect(source.records == 3 && source.dropped == 0)
    #expect(last.seconds(since: first) == 3)
  }

  @Test func case57ALineWrittenMinutesAfterItsTimeIsPlacedAtItsTimeAndCountedAsLate() async throws {
    var lines = ""
    for second in 0..<1200 {
      for _ in 0..<3 { lines += line(second) }
      if second == 900 { lines += line(600, "/late", status: 500) }
    }
    let found = try await replay([folder.write("access.log", lines)])
    #expect(found.incidents.isEmpty)
    #expect(found.coverage.sources[0].late == 1)
    #expect(found.coverage.sources[0].dropped == 0)
    #expect(found.coverage.sources[0].records == 3601)
  }

  @Test(arguments: [0, 1, 400])
  func case58ALineAYearAheadMovesNothing(place: Int) async throws {
    let lines = troubledLog.lines
    let ahead = line(366 * 86_400)
    let path = try folder.write(
      "access.log",
      lines[..<place].joined(separator: "\n") + (place > 0 ? "\n" : "") + ahead
        + lines[place...].joined(separator: "\n") + "\n")
    let found = try await replay([path])
    let source = found.coverage.sources[0]
    #expect(source.dropped == 1)
    #expect(source.late == 0)
    #expect(source.lastEventAt.map { $0.second < AccessLog.start + 1900 } == true)
    #expect(found.incidents.count == 1)
    let calm = try await replay([folder.write("right/access.log", troubledLog.text)])
    #expect(found.incidents.map(\.startedAt) == calm.incidents.map(\.startedAt))
    #expect(found.incidents.map(\.endedAt) == calm.incidents.map(\.endedAt))
  }

  @Test func case59LinesWithEqualTimesAreInTheOrderOfArrival() async throws {
    var lines = ""
    for second in 0..<1200 { lines += "\(AccessLog.civil(AccessLog.start + Int64(second))) INFO shop: ready\n" }
    let time = AccessLog.civil(AccessLog.start + 1200)
    for i in 0..<3 { lines += "\(time) ERROR shop: \(["first", "second", "third"][i]) step failed\n" }
    for second in 1201..<1300 {
      for _ in 0..<2 {
        lines += "\(AccessLog.civil(AccessLog.start + Int64(second))) ERROR shop: no route to ledger\n"
      }
    }
    let found = try await replay([folder.write("app.log", lines)])
    let incident = try #require(found.incidents.first)
    let errors = incident.timeline.filter { $0.kind == .error && $0.summary.contains("step failed") }
    let positions = errors.compactMap { $0.evidence.first.flatMap { Int($0.position) } }
    #expect(positions == positions.sorted())
    #expect(found.coverage.sources[0].late == 0)
  }

  @Test func clocksThatJumpAreCounted() async throws {
    var lines = ""
    for second in 0..<600 { lines += line(second) }
    for second in 0..<600 { lines += line(second + 2 * 86_400) }
    for second in 0..<600 { lines += line(second + 600) }
    let source = try await replay([folder.write("access.log", lines)]).coverage.sources[0]
    #expect(source.records == 1800)
    // Nothing that lies between is lost unnoticed: what cannot be placed is counted.
    #expect(source.dropped == 600)
    #expect(source.remarks.contains { $0.contains("600") })
  }

  @Test func aSparseLogLosesNothing() async throws {
    var lines = ""
    for i in 0..<50 {
      lines += "\(AccessLog.civil(AccessLog.start + Int64(i) * 3 * 3600)) ERROR shop: no route to ledger\n"
    }
    let source = try await replay([folder.write("app.log", lines)]).coverage.sources[0]
    #expect(source.records == 50)
    #expect(source.dropped == 0)
    #expect(source.lastEventAt == Timestamp(seconds: AccessLog.start + 49 * 3 * 3600))
  }
}
