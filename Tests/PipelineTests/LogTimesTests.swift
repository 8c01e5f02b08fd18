import Foundation
import Incidents
import LogLab
import Records
import Testing

@testable import Formats
@testable import Pipeline
@testable import Tailing

/// Files of which more is known, or less is there, than of others.
@Suite struct LogTimesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ text: String, _ name: String, hole: UInt64 = 0) throws -> String {
    let path = folder.file(name)
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.truncate(atOffset: hole)
    try handle.seek(toOffset: hole)
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
    return path
  }

  private func times(_ path: String, _ known: [LogTimes], zone: String? = "UTC") throws -> [String?] {
    var options = RecordReading.Options(paths: [path])
    options.zone = zone
    options.logTimes = known
    var found: [String?] = []
    try RecordReading(options).run { step in
      if case .record(let record, _) = step { found.append(record.time?.rfc3339) }
    }
    return found
  }

  @Test func aFileMayHaveAZoneAndAClockOfItsOwn() throws {
    let path = try write(
      "2024-06-05 14:00:03 ERROR till: no paper\n2024-06-05T14:00:04Z INFO till: paper\n", "till.log")
    let pattern = (path as NSString).deletingLastPathComponent + "/*.log"
    #expect(try times(path, []) == ["2024-06-05T14:00:03.000Z", "2024-06-05T14:00:04.000Z"])
    #expect(
      try times(
        path, [LogTimes(files: ["/none/*.log"], ahead: 7), LogTimes(files: [pattern], zone: "+02:00", ahead: 90)])
        == ["2024-06-05T11:58:33.000Z", "2024-06-05T13:58:34.000Z"])
  }

  /// The clocks of Berlin were set back from three to two on 25 October 2026.
  @Test func timesThatExistTwiceAreToldAndPlacedByTheLinesBefore() throws {
    let clocks = ["01:50", "02:10", "02:30", "02:50", "02:10", "02:30", "02:50", "03:10"]
    let text = clocks.map { "2026-10-25 \($0):00 INFO till: paper\n" }.joined()
    var options = RecordReading.Options(paths: [try write(text, "till.log")])
    options.zone = "Europe/Berlin"
    var found: [ListedRecord] = []
    try RecordReading(options).run { step in
      if case .record(let record, _) = step { found.append(record) }
    }
    #expect(
      found.map { String($0.time?.rfc3339.dropFirst(11).prefix(5) ?? "") } == [
        "23:50", "00:10", "00:30", "00:50", "01:10", "01:30", "01:50", "02:10",
      ])
    #expect(found.map(\.isTimeAmbiguous) == [false, true, true, true, true, true, true, false])
  }

  /// PHP writes the place of its zone behind the time.
  @Test func thePlaceThatLinesNameIsTheirZone() async throws {
    let path = try write(
      "[05-Jun-2024 16:00:03 Europe/Berlin] PHP Warning:  no paper in /srv/till.php on line 7\n"
        + "[05-Jun-2024 16:00:04 Europe/Berlin] PHP Notice:  paper in /srv/till.php on line 8\n", "php.log")
    #expect(try times(path, []) == ["2024-06-05T14:00:03.000Z", "2024-06-05T14:00:04.000Z"])
    var named = RecordReading.Options(paths: [path])
    named.zone = "UTC"
    named.format = "php-error"
    var first: String?
    try RecordReading(named).run { step in
      if case .record(let record, _) = step, first == nil { first = record.time?.rfc3339 }
    }
    #expect(first == "2024-06-05T14:00:03.000Z")
    let text = Array(try String(contentsOfFile: path, encoding: .utf8).utf8)
    let live = LiveFormat(path: path, formats: [:], zone: .utc, rules: ReadingRules())
    #expect(time(of: text, live) == "2024-06-05T14:00:03.000Z")
    // What "status" would suggest counts from there.
    #expect(live.zone?.offset(at: 1_717_600_000) == 7200)
    let next = LiveFormat(
      path: path, formats: live.identifiers, declared: live.declared, zone: .utc, rules: ReadingRules())
    #expect(time(of: text, next) == "2024-06-05T14:00:03.000Z")
  }

  /// What a person says of times that name no zone counts more than what other lines name.
  @Test func aPlaceIsTheZoneOfOtherLinesOnlyWhereNobodySaysOtherwise() async throws {
    let path = try write(
      "[22-Nov-2026 07:00:01 Europe/Berlin] PHP Warning:  no paper in /srv/till.php on line 7\n"
        + "[22-Nov-2026 07:00:02] PHP Notice:  paper in /srv/till.php on line 8\n", "php.log")
    #expect(try times(path, []) == ["2026-11-22T06:00:01.000Z", "2026-11-22T07:00:02.000Z"])
    #expect(try times(path, [], zone: nil) == ["2026-11-22T06:00:01.000Z", "2026-11-22T06:00:02.000Z"])
    let known = LogTimes(files: [path], zone: "+05:00")
    #expect(try times(path, [known]) == ["2026-11-22T06:00:01.000Z", "2026-11-22T02:00:02.000Z"])
    var options = Replay.Options(paths: [path])
    options.zone = "UTC"
    let source = try #require(try await Replay(options).run().coverage.sources.first)
    #expect(source.lastEventAt?.rfc3339 == "2026-11-22T07:00:02.000Z")
    let text = Array(try String(contentsOfFile: path, encoding: .utf8).utf8)
    for (zone, known, last) in [
      ("UTC", [], "2026-11-22T07:00:02.000Z"), (nil, [], "2026-11-22T06:00:02.000Z"),
      (nil, [known], "2026-11-22T02:00:02.000Z"),
    ] {
      var settings = LiveOptions()
      settings.zone = zone
      settings.logTimes = known
      let live = LiveFormat(path: path, formats: [:], zone: .utc, rules: settings.rules(for: path))
      let batch = live.parse(
        Block(bytes: text, offset: 0, isCapped: false), generation: 1, now: Timestamp(seconds: 1_795_330_000),
        zone: .utc)
      #expect(
        batch?.messages.map { Timestamp(microseconds: $0.time).rfc3339 } == ["2026-11-22T06:00:01.000Z", last])
    }
  }

  private func time(of text: [UInt8], _ live: LiveFormat) -> String? {
    let batch = live.parse(
      Block(bytes: text, offset: 0, isCapped: false), generation: 1, now: Timestamp(seconds: 1_717_600_000), zone: .utc)
    return batch?.messages.first.map { Timestamp(microseconds: $0.time).rfc3339 }
  }

  @Test func aReplayTakesThemToo() async throws {
    let path = try write("2024-06-05 14:00:03 ERROR till: no paper\n", "till.log")
    var options = Replay.Options(paths: [path])
    options.zone = "UTC"
    options.logTimes = [LogTimes(files: [path], zone: "+02:00", ahead: -3)]
    let source = try #require(try await Replay(options).run().coverage.sources.first)
    #expect(source.firstEventAt?.rfc3339 == "2024-06-05T12:00:06.000Z")
  }

  /// logrotate's copytruncate under a writer that does not append.
  @Test func aHoleBeforeALogIsPassedOver() async throws {
    let line = #"203.0.113.7 - - [05/Jun/2024:14:00:03 +0000] "GET /cart HTTP/1.1" 200 12 "-" "curl/8.1""# + "\n"
    let path = try write(String(repeating: line, count: 5), "access.log", hole: 2 << 20)
    #expect(try times(path, []) == Array(repeating: "2024-06-05T14:00:03.000Z", count: 5))
    let source = try #require(try await Replay(Replay.Options(paths: [path])).run().coverage.sources.first)
    #expect(source.format == "combined" && source.records == 5 && source.unparsed == 0)
    #expect(source.remarks.contains { $0.contains("a hole of 2097152 bytes") })
    // lastlog is of NUL bytes, too.
    let other = try write("\u{7}\u{0}\u{0}pts/0\u{0}\u{0}\n", "lastlog", hole: 4096)
    #expect(try await Replay(Replay.Options(paths: [other])).run().coverage.sources.first?.format == "binary")
  }
}
