import Foundation
import Incidents
import LogLab
import Records
import Testing

@testable import Pipeline

/// What stands in the journal and in syslog files counts once.
@Suite struct MessageMirrorTests {
  private let folder: TemporaryFolder
  private let lab: JournalLab
  private let host = HostLog()

  init() throws {
    folder = try TemporaryFolder()
    lab = try JournalLab()
  }

  /// Lines that leave the year out are of that in which the file was written.
  private func write(_ name: String, _ lines: [String]) throws -> String {
    let path = try folder.write(name, lines.joined(separator: "\n") + "\n")
    let end = Date(timeIntervalSince1970: TimeInterval(AccessLog.start + 1800))
    try FileManager.default.setAttributes([.modificationDate: end], ofItemAtPath: path)
    return path
  }

  /// The replay, after checking that neither order nor read size changes anything.
  private func checked(_ paths: [String]) async throws -> Reconstruction {
    let found = try await replay(paths)
    #expect(try await replay(paths.reversed()).encoded == found.encoded)
    #expect(try await replay(paths) { $0.readSize = 4096 }.encoded == found.encoded)
    return found
  }

  private func expectNothingLeftOut(_ paths: [String], sourceLocation: SourceLocation = #_sourceLocation) async throws {
    for source in try await replay(paths).coverage.sources {
      #expect(source.records > 0, sourceLocation: sourceLocation)
      #expect(source.remarks.allSatisfy { !$0.contains("too") }, "\(source.remarks)", sourceLocation: sourceLocation)
    }
  }

  // MARK: Mirrors

  @Test(arguments: [true, false]) func whatRsyslogWritesOfTheJournalCountsOnce(isPrecise: Bool) async throws {
    let journal = try lab.write("system.journal", host.entries)
    let syslog = try write("syslog", host.lines(isPrecise: isPrecise))
    let auth = try write(
      "auth.log", host.messages.filter { $0.program == "sshd" }.map { host.line($0, isPrecise: isPrecise) })
    let found = try await checked([journal, syslog, auth])
    let alone = try await replay([journal])
    #expect(alone.incidents.count == 1)
    #expect(try found.withoutPlaces.encoded == alone.withoutPlaces.encoded)
    #expect(found.coverage.sources.map(\.records).sorted() == [0, 0, host.messages.count])
    let count = host.messages.count
    #expect(found.source("syslog")?.remarks.last == "\(count) messages are in \(journal), too, and were counted there")
  }

  @Test(arguments: ["export", "json"]) func whatJournalctlPrintedHoldsThemToo(output: String) async throws {
    let journal = try lab.write("system.journal", host.entries)
    let saved = try lab.printed(journal, ["-o", output])
    let syslog = try write("syslog", host.lines(isPrecise: true))
    let found = try await checked([saved, syslog])
    #expect(found.source(syslog)?.records == 0)
    #expect(found.source(saved)?.records == host.messages.count)
    #expect(try found.incidents.count == (await replay([journal])).incidents.count)
  }

  @Test func compressedFilesOfThePastCountOnce() async throws {
    let journal = try lab.write("system.journal", host.entries)
    let old = try folder.write("syslog.2.gz", gzip(Array((host.lines().joined(separator: "\n") + "\n").utf8)))
    let found = try await checked([journal, old])
    #expect(found.source("syslog.2.gz")?.records == 0)
    #expect(try await found.withoutPlaces.encoded == replay([journal]).withoutPlaces.encoded)
  }

  /// The system's journal was vacuumed, a user's goes further back.
  @Test func whatTheJournalHoldsNoMoreIsCountedInTheFile() async throws {
    let cut = AccessLog.start * 1_000_000 + 600_000_000
    let kept = host.messages.filter { $0.microseconds >= cut }
    _ = try lab.write("var/system.journal", kept.map(host.fields))
    _ = try lab.write(
      "var/user-1000.journal", [0.0, 1700].map { host.fields(.init(at: $0, program: "bash", text: "hello")) })
    let syslog = try write("syslog", host.lines())
    let found = try await checked([lab.folder.path + "/var", syslog])
    #expect(found.source("syslog")?.records == host.messages.count - kept.count)
    #expect(found.incidents.count == 1)
  }

  /// A journal that was kept until the middle of it, and again later.
  @Test func whatTheJournalLacksInBetweenIsCountedInTheFile() async throws {
    func part(_ range: Range<Double>) -> [HostLog.Message] { host.messages.filter { range.contains($0.at) } }
    _ = try lab.write("var/system@1.journal", part(0..<700).map(host.fields))
    _ = try lab.write("var/system.journal", part(1300..<1800).map(host.fields))
    let found = try await checked([lab.folder.path + "/var", write("syslog", host.lines())])
    let counted = try #require(found.source("syslog")?.records)
    // Messages of the seconds in which the journal ends and begins again can count twice or not at all.
    #expect(abs(counted - part(700..<1300).count) < 8)
  }

  @Test func aCentralFileIsLeftOutForTheOwnHostAlone() async throws {
    var other = HostLog(seed: 2, failing: 0..<0)
    other.host = "web2"
    let lines = (host.messages.map { ($0.at, host.line($0)) } + other.messages.map { ($0.at, other.line($0)) })
      .sorted { $0.0 < $1.0 }.map(\.1)
    let found = try await checked([lab.write("system.journal", host.entries), write("messages", lines)])
    #expect(found.source("messages")?.records == other.messages.count)
    #expect(found.source("system.journal")?.records == host.messages.count)
  }

  /// rsyslog reads what the kernel has said since the boot when it starts, half a minute later.
  @Test func aBootBeforeRsyslogBeganChangesNothing() async throws {
    let boot = (0..<400).map {
      HostLog.Message(at: 5 + Double($0) / 1000, program: "kernel", text: "device \($0) found")
    }
    let read = boot.map { HostLog.Message(at: 35, program: $0.program, text: $0.text) }
    let journal = try lab.write("system.journal", host.with(boot).entries)
    let syslog = try write("syslog", host.with(read).lines())
    #expect(try await checked([journal, syslog]).source("syslog")?.records == 0)
  }

  /// Debian's HAProxy logs to /dev/log: journald keeps it, and rsyslog writes it to a file. The requests are counted in
  /// the file, which loses none of a burst, the messages in the journal.
  @Test func aProxysLogThatPassedTheJournalCountsOnce() async throws {
    let log = troubledLog
    let down = (0..<40).map {
      HostLog.Message(
        at: 300 + Double($0), program: "haproxy", pid: 77, text: "Server shop/app\($0) is DOWN", priority: 1)
    }
    let proxy = HostLog.proxy(log).with(down)
    let file = try write("haproxy.log", proxy.lines())
    let journal = try lab.write("system.journal", proxy.with(host.messages).entries)
    let found = try await checked([file, journal])
    #expect(found.source("haproxy.log")?.records == log.requests.count)
    #expect(found.source("system.journal")?.records == host.messages.count + down.count)
  }

  // MARK: Context events

  /// The kill is stamped late in the file, as the kernel's messages can be.
  @Test func whatHappenedToTheHostIsToldOnce() async throws {
    let told = [
      HostLog.Message(at: 880, program: "systemd", pid: 1, text: "Stopped shop-web.service - Shop."),
      HostLog.Message(at: 882, program: "systemd", pid: 1, text: "Started shop-web.service - Shop."),
      HostLog.Message(at: 895, program: "kernel", text: "Out of memory: Killed process 77 (indexer) total-vm:8kB"),
    ]
    var late = told
    late[2].at += 3
    let journal = try lab.write("system.journal", host.with(told).entries)
    let syslog = try write("syslog", host.with(late).lines())
    func events(_ found: Reconstruction) throws -> [String] {
      try #require(found.incidents.first).timeline.filter { $0.origin != .measured }
        .map { "\($0.at.rfc3339) \($0.kind) \($0.summary)" }
    }
    let ofBoth = try await events(replay([journal, syslog]))
    #expect(ofBoth == (try await events(replay([journal]))))
    for word in ["shop-web.service", "indexer"] { #expect(ofBoth.count { $0.contains(word) } == 1, "\(ofBoth)") }
  }

  // MARK: Not mirrors

  /// Both hosts run the same jobs at the same time.
  @Test func anotherHostsSyslogCounts() async throws {
    var other = host
    other.host = "web2"
    try await expectNothingLeftOut([lab.write("system.journal", host.entries), write("syslog", other.lines())])
  }

  @Test func jobsThatSayTheSameOnHostsOfOneNameCountEach() async throws {
    var jobs = HostLog(seconds: 0)
    for second in stride(from: 0.0, to: 7200, by: 20) {
      jobs.messages.append(
        .init(at: second, program: "CRON", text: "(root) CMD (/usr/local/bin/sync \(Int(second / 20) % 40))"))
    }
    try await expectNothingLeftOut([lab.write("system.journal", jobs.entries), write("syslog", jobs.lines())])
  }

  @Test func fewMessagesDecideNothing() async throws {
    var few = host
    few.messages = Array(host.messages.filter { $0.program == "sshd" }.prefix(25))
    try await expectNothingLeftOut([lab.write("system.journal", few.entries), write("syslog", few.lines())])
  }

  /// Both name the same host, and say much of the same; half of what is in the file is in the journal.
  @Test func aFileOfWhichMuchIsNotInTheJournalCounts() async throws {
    var part = host
    part.messages = host.messages.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    try await expectNothingLeftOut([lab.write("system.journal", part.entries), write("syslog", host.lines())])
  }
}
