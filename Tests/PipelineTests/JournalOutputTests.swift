import Foundation
import Incidents
import LogLab
import Records
import Testing

@testable import Pipeline

/// Files into which people saved what `journalctl` prints.
@Suite struct JournalOutputTests {
  private let lab: JournalLab
  private let journal: String
  private static let start = 1_780_495_203
  private static let trace =
    "Traceback (most recent call last):\n  File \"/srv/cart.py\", line 7, in pay\nValueError: none"

  init() throws {
    lab = try JournalLab()
    func entry(_ second: Int, _ unit: String, _ priority: Int, _ message: String) -> JournalLab.Fields {
      // Far apart: a trace goes on with the record of its process before it.
      JournalLab.entry(
        Self.start + 5 * second,
        [
          "_SYSTEMD_UNIT": "\(unit).service", "SYSLOG_IDENTIFIER": "\(unit)d", "_COMM": "\(unit)d", "_PID": "812",
          "_UID": "1000", "_TRANSPORT": "stdout", "PRIORITY": "\(priority)", "MESSAGE": message,
        ])
    }
    let access = #"203.0.113.7 - - [03/Jun/2026:14:00:%02d +0000] "GET /cart/7 HTTP/1.1" 502 730 "-" "curl/8""#
    var entries = [
      entry(0, "shop", 6, "ready"), entry(1, "web", 6, String(format: access, 8)),
      entry(2, "shop", 6, #"{"level":"error","msg":"pool empty"}"#), entry(3, "shop", 3, Self.trace),
      entry(4, "shop", 4, "caf\u{e9} \"closed\" \\ \u{1}"),
      entry(5, "pay", 6, "java.lang.IllegalStateException: closed"),
      entry(5, "pay", 6, "\tat shop.Pool.take(Pool.java:7)"), entry(5, "pay", 6, "\tat shop.Main.main(Main.java:3)"),
      JournalLab.entry(
        Self.start + 45,
        [
          "_SYSTEMD_UNIT": "init.scope", "SYSLOG_IDENTIFIER": "systemd", "_COMM": "systemd", "_PID": "1", "_UID": "0",
          "_TRANSPORT": "journal", "PRIORITY": "6", "UNIT": "shop.service", "JOB_TYPE": "restart",
          "JOB_RESULT": "done", "MESSAGE_ID": "39f53479d3a045ac8e11786248231fbf",
          "MESSAGE": "Started shop.service - Shop.",
        ]),
    ]
    entries.append(
      JournalLab.entry(
        Self.start + 50,
        bytes: [
          ("_SYSTEMD_UNIT", Array("shop.service".utf8)), ("_PID", Array("812".utf8)), ("PRIORITY", Array("2".utf8)),
          ("MESSAGE", [0xFF, 0x01, 0x41, 0x0A, 0x0A, 0x42]), ("MESSAGE", Array("and more".utf8)),
        ]))
    journal = try lab.write("shop.journal", entries)
  }

  /// What `journalctl` prints of the journal.
  private func printed(_ output: String, _ more: [String] = []) throws -> String {
    try lab.printed(journal, ["-o", output] + more)
  }

  private func records(_ path: String) throws -> [ListedRecord] {
    var options = RecordReading.Options(paths: [path])
    options.zone = "UTC"
    var records: [ListedRecord] = []
    try RecordReading(options).run { step in
      switch step {
      case .record(let record, _): records.append(record)
      case .trouble(let text): Issue.record("\(text)")
      case .progress: break
      }
    }
    return records
  }

  @Test(arguments: ["export", "json", "json-pretty", "json-seq", "json-sse"])
  func whatIsPrintedForProgramsIsTheJournal(output: String) throws {
    let own = try records(journal)
    #expect(own.count == 8)
    #expect(own[3].message == Self.trace && own[3].severity == .error && own[3].service == "shop")
    #expect(own[1].status == 502 && own[1].service == "web")
    #expect(own[5].lines == 3 && own[5].host == "web1")
    let saved = try records(printed(output, ["--all"]))
    #expect(saved == own)
  }

  @Test(arguments: ["export", "json"]) func aReplayOfItFindsTheSameEvents(output: String) async throws {
    let own = try await replay([journal])
    let saved = try await replay([printed(output, ["--all"])])
    #expect(saved.coverage.sources.map(\.format) == ["journal-\(output)"])
    #expect(saved.coverage.sources.map(\.records) == own.coverage.sources.map(\.records))
    #expect(saved.coverage.sources.map(\.unparsed) == [0])
    #expect(saved.coverage.sources.map(\.firstEventAt) == own.coverage.sources.map(\.firstEventAt))
    #expect(saved.incidents.map(\.startedAt) == own.incidents.map(\.startedAt))
  }

  @Test(arguments: ["export", "json", "json-pretty"]) func readSizesDoNotMatter(output: String) async throws {
    let path = try printed(output, ["--all"])
    let whole = try await replay([path]).encoded
    for size in [16, 100, 1000] { #expect(try await replay([path]) { $0.readSize = size }.encoded == whole) }
  }

  @Test func messagesThatJournalctlLeavesOutAreTold() async throws {
    let long = try lab.write(
      "long.journal", [JournalLab.entry(Self.start, ["MESSAGE": String(repeating: "x", count: 5000), "_PID": "7"])])
    let path = try lab.printed(long, ["-o", "json"])
    let saved = try records(path)
    #expect(saved.map(\.pid) == [7])
    #expect(saved.map(\.message) == [nil])
    #expect(
      try await replay([path]).coverage.sources.map(\.remarks) == [
        ["1 messages are missing: journalctl leaves out long ones unless it is run with --all"]
      ])
  }

  @Test func damageCostsTheEntryThatItIsIn() throws {
    for output in ["export", "json"] {
      let path = try printed(output, ["--all"])
      var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      // Within the second entry, and at the end.
      let second = try #require(bytes.range(of: Data("502 730".utf8)))
      bytes.replaceSubrange(second, with: Data(output == "json" ? "5\n2 730".utf8 : "5\n2\n730".utf8))
      bytes.removeLast(20)
      try bytes.write(to: URL(fileURLWithPath: path))
      var messages: [String?] = []
      try RecordReading(RecordReading.Options(paths: [path])).run { step in
        if case .record(let record, _) = step { messages.append(record.message) }
      }
      #expect(messages.first == "ready")
      #expect(messages.contains("pool empty"))
      #expect(messages.contains("Started shop.service - Shop."))
    }
  }

  @Test func whatIsPrintedForPeopleAloneIsRefused() async throws {
    let path = try printed("verbose")
    var troubles: [String] = []
    try RecordReading(RecordReading.Options(paths: [path])).run { step in
      if case .trouble(let text) = step { troubles.append(text) }
      if case .record(let record, _) = step { Issue.record("\(record.text)") }
    }
    #expect(troubles.count == 1 && troubles[0].contains("-o export or -o json"))
    #expect(try await replay([path]).coverage.sources.map(\.format) == ["journal-verbose"])
  }

  @Test(
    arguments: [
      "short", "short-iso", "short-iso-precise", "short-precise", "short-full", "short-unix", "with-unit",
      "short-monotonic", "short-delta",
    ], [true, false])
  func whatIsPrintedForPeopleHasTimeProgramAndMessage(output: String, namesHost: Bool) throws {
    let read = try records(printed(output, namesHost ? [] : ["--no-hostname"]))
    let isTimed = output != "short-monotonic" && output != "short-delta"
    let service = output == "with-unit" ? "shop" : "shopd"
    #expect(read.map(\.format).allSatisfy { $0 == "syslog" })
    #expect(read.first?.message == "ready")
    #expect(read.first?.service == service)
    #expect(read.first?.host == (namesHost ? "web1" : nil))
    #expect(read.first?.pid == 812)
    #expect(read.first?.time == (isTimed ? Timestamp(seconds: Int64(Self.start)) : nil))
    #expect(read[1].status == 502)
    #expect(read[3].message == Self.trace)
    #expect(read[3].severity == .error)
    #expect(read[5].lines == 3)
  }

  /// Exports of overlapping spans, in either form, and of some units.
  @Test(arguments: [262_144, 100]) func whatSeveralFilesHoldCountsOnce(readSize: Int) async throws {
    let whole = try await replay([journal]).coverage.sources[0]
    let half = "@\(Self.start + 20)"
    let last = "@\(Self.start + 10)"
    let paths = try [
      printed("export", ["--all", "--until", half]), printed("json", ["--all", "--since", last]),
      printed("json", ["--all", "_SYSTEMD_UNIT=shop.service"]),
    ]
    let sources = try await replay(paths) { $0.readSize = readSize }.coverage.sources
    #expect(sources.map(\.records).reduce(0, +) == whole.records)
    #expect(sources.map(\.unparsed).reduce(0, +) == 0)
    // Each stays what it is, and ends when it ends.
    #expect(sources.map(\.firstEventAt).compactMap(\.self).min() == whole.firstEventAt)
    #expect(sources.first { $0.source == paths[0] }.flatMap(\.lastEventAt)?.second ?? 0 <= Int64(Self.start) + 20)
    #expect(sources.allSatisfy { $0.format.hasPrefix("journal-") })
    #expect(sources.count { $0.remarks.contains { $0.contains("too, and were counted there") } } == 2)
    #expect(
      try await replay([journal, paths[0]]) { $0.readSize = readSize }.coverage.sources.contains {
        $0.remarks.contains { $0.contains("counts twice") }
      })
    // Whichever comes first.
    let turned = try await replay(paths.reversed()) { $0.readSize = readSize }.encoded
    #expect(try await replay(paths).encoded == turned)
  }

  /// The seconds since a boot are no time of day.
  @Test func whatHasNoTimesIsSaidToHaveNone() async throws {
    let source = try await replay([printed("short-monotonic")]).coverage.sources[0]
    #expect(source.unparsed == 0)
    #expect(source.remarks.contains { $0.contains("have no time") && $0.contains("short-iso-precise") })
  }

  @Test(arguments: ["short", "export", "json"]) func whatBeginsWithTheNewestIsRefused(output: String) async throws {
    let entries = (0..<20).map { JournalLab.entry(Self.start + 5 * $0, ["MESSAGE": "ready", "_PID": "7"]) }
    let path = try lab.printed(lab.write("long.journal", entries), ["-o", output, "--reverse"])
    let source = try await replay([path]).coverage.sources[0]
    #expect(source.format == "newest-first" && source.records == 0)
    #expect(source.remarks.contains { $0.contains("without --reverse") })
    // Record by record it is read as it stands.
    #expect(try records(path).count == 20)
  }

  /// A few slow requests at the beginning, and requests that are stamped when they begin.
  @Test func aFewFallingTimesAreNoOrder() async throws {
    let path = lab.folder.path + "/access.log"
    let lines = (0..<4).map {
      #"203.0.113.\#($0) - - [05/Jun/2026:14:00:\#(40 - 10 * $0) +0000] "GET /a HTTP/1.1" 504 1 "-" "curl/8""# + "\n"
    }
    try Data(lines.joined().utf8).write(to: URL(fileURLWithPath: path))
    #expect(try await replay([path]).coverage.sources.map(\.records) == [4])
  }

  @Test(arguments: ["2026-06-05T14:00:03+00:00", "1780668003.250123", "Jun 05 14:00:03"], ["", "web1 "])
  func programsWithoutProcessIdsAreRead(time: String, host: String) throws {
    let path = lab.folder.path + "/journal.log"
    let lines =
      "\(time) \(host)shop[812]: ready\n"
      + "\(time) \(host)sudo:   deploy : TTY=pts/0 ; PWD=/srv ; USER=root ; COMMAND=/usr/bin/apt-get install shop\n"
    try Data(lines.utf8).write(to: URL(fileURLWithPath: path))
    let read = try records(path)
    #expect(read.map(\.service) == ["shop", "sudo"])
    #expect(read.map(\.host) == (host.isEmpty ? [nil, nil] : ["web1", "web1"]))
  }

  /// What `journalctl` prints names no year.
  @Test func theYearOfTheOtherFilesIsThatOfWhatNamesNone() async throws {
    let access = lab.folder.path + "/access.log"
    let system = lab.folder.path + "/system.log"
    func time(_ minute: Int) -> String { String(format: "14:%02d:07", minute) }
    let requests = (10..<40).map {
      #"203.0.113.7 - - [05/Jun/2024:\#(time($0)) +0000] "GET /a HTTP/1.1" 200 1 "-" "curl/8""# + "\n"
    }
    let messages = (0..<60).map { "Jun 05 \(time($0)) web1 shop[812]: ready\n" }
    try Data(requests.joined().utf8).write(to: URL(fileURLWithPath: access))
    try Data(messages.joined().utf8).write(to: URL(fileURLWithPath: system))
    // Saved anew long after.
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_790_000_000)], ofItemAtPath: system)
    let sources = try await replay([access, system]) { $0.zone = "UTC" }.coverage.sources
    let read = try #require(sources.first { $0.source == system })
    #expect(read.firstEventAt?.description == "2024-06-05T14:00:07.000Z")
    #expect(read.lastEventAt?.description == "2024-06-05T14:59:07.000Z")
    #expect(read.remarks == ["times name no year: read in the one in which the other files are"])
    #expect(sources.first { $0.source == access }?.remarks == [])
  }

  @Test func whatRunsTogetherWithoutLineEndsIsRefused() async throws {
    let frame = "<13>1 2026-06-03T14:00:03Z web1 shop 812 - - ready"
    let path = lab.folder.path + "/frames.log"
    try Data(String(repeating: "\(frame.utf8.count) \(frame)", count: 3).utf8).write(to: URL(fileURLWithPath: path))
    #expect(try await replay([path]).coverage.sources.map(\.format) == ["syslog-frames"])
    try Data(String(repeating: "\(frame.utf8.count + 1) \(frame)\n", count: 3).utf8)
      .write(to: URL(fileURLWithPath: path))
    #expect(try records(path).map(\.message) == ["ready", "ready", "ready"])
  }
}
