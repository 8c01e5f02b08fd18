import Records
import Testing

@testable import Formats

@Suite struct FileEventsTests {
  private func events(
    _ lines: [String], format: String = "syslog", offset: UInt64 = 0, deploys: [String] = []
  ) throws -> [ContextEvent] {
    let format = try #require(LogFormats.named(format))
    var parser = BlockParser(format: format, service: nil, times: TimeReader(zone: .utc, newest: 1_717_600_000))
    parser.rules.deploys = DeployPatterns(deploys)
    return parser.parse(Array((lines.joined(separator: "\n") + "\n").utf8), offset: offset).events
  }

  @Test(arguments: [
    ("Jun  5 14:00:00 web1 systemd[1]: Started shop.service - Shop.", ContextEvent.Kind.unitStarted, "shop.service"),
    ("Jun  5 14:00:00 web1 systemd[1]: Stopped shop.service - Shop.", .unitStopped, "shop.service"),
    ("2024-06-05T14:00:00Z web1 systemd[1]: shop.service: Failed with result 'signal'.", .unitFailed, "shop.service"),
    ("Jun  5 14:00:00 web1 kernel: [ 12.3] Out of memory: Killed process 9 (shop) total-vm:1kB", .oomKill, "shop"),
    ("Wed 2024-06-05 14:00:00 UTC web1 init.scope[1]: Started shop.service - Shop.", .unitStarted, "shop.service"),
    (
      "Wed 2024-06-05 14:00:00 UTC web1 session-3.scope[71]: anna : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls",
      .command, "anna"
    ),
    (
      "Jun  5 14:00:00 web1 kern.err kernel: [ 12.3] Out of memory: Killed process 9 (shop) total-vm:1kB", .oomKill,
      "shop"
    ),
    ("Jun  5 14:00:00 web1 sudo:   anna : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls", .command, "anna"),
    ("Jun  5 14:00:00 web1 sudo[71]: anna : PWD=/ ; COMMAND=/usr/bin/apt install shop=5", .packageChange, "shop"),
    ("<13>1 2024-06-05T14:00:00Z web1 hindcast-note 7 - - ERROR: no idea yet", .note, ""),
    ("Jun  5 14:00:00 web1 hindcast-note: {\"not\": \"a log line\"}", .note, ""),
  ])
  func aSyslogLineTellsOfIt(line: String, kind: ContextEvent.Kind, subject: String) throws {
    let found = try events([line], offset: 4000)
    #expect(found.map(\.kind) == [kind])
    #expect(found.map(\.subject) == [subject])
    #expect(found.map(\.host) == ["web1"])
    #expect(found.map(\.time.rfc3339) == ["2024-06-05T14:00:00.000Z"])
    #expect(found.map(\.position) == [.offset(4000)])
    #expect(found.map(\.text) == [line])
  }

  @Test func aNoteIsKeptAsItWasWritten() throws {
    let found = try events([
      "Jun  5 14:00:00 web1 hindcast-note: ERROR: 2024-06-05 13:58 INFO seen by anna",
      "Jun  5 14:00:01 web1 anna: {\"service\": \"hindcast-note\", \"message\": \"no note\"}",
    ])
    #expect(found.map(\.detail) == ["ERROR: 2024-06-05 13:58 INFO seen by anna"])
  }

  /// A file does not say who wrote a line; a journal does.
  @Test func aTagIsBelievedButForTheProcessOfSystemd() throws {
    let found = try events([
      "Jun  5 14:00:00 web1 systemd: Started forged.service.",
      "Jun  5 14:00:01 web1 systemd[812]: Started user.service.",
    ])
    #expect(found.map(\.subject) == ["forged.service"])
  }

  @Test func theLogOfDpkgTellsOfPackages() throws {
    let lines = try #require(FormatSamples.table.first { $0.format == "dpkg" }).lines
    let found = try events(lines, format: "dpkg")
    #expect(found.map(\.kind) == [.packageChange])
    #expect(found.map(\.subject) == ["shop-web"])
    #expect(found.map(\.detail) == ["upgrade shop-web:amd64 4.9.7 5.0.0"])
  }

  @Test func otherLinesAndOtherFormatsTellOfNothing() throws {
    #expect(try events(["Jun  5 14:00:00 web1 shop[9]: Started shop.service."]).isEmpty)
    #expect(try events(["<34>1 - web1 hindcast-note - - - when was this"]).isEmpty)
    let json = #"{"time":"2024-06-05T14:00:00Z","level":"info","service":"hindcast-note","msg":"no note"}"#
    #expect(try events([json], format: "json").isEmpty)
  }

  @Test func aCommandThatIsADeployIsToldOnce() throws {
    let found = try events(
      ["Jun  5 14:00:00 web1 sudo: ops : PWD=/ ; USER=root ; COMMAND=/usr/local/bin/ship shop"], deploys: ["*ship *"])
    #expect(found.map(\.kind) == [.deploy])
    #expect(found.map(\.detail) == ["/usr/local/bin/ship shop"])
  }

  @Test(arguments: ["[   12.345678] ", "[99.1]", ""])
  func theClockOfTheKernelIsNoPartOfItsMessage(clock: String) throws {
    let found = try events(["Jun  5 14:00:00 web1 kernel: \(clock)Out of memory: Killed process 9 (shop)"])
    #expect(found.map(\.detail) == ["Out of memory: Killed process 9 (shop)"])
  }

  @Test func aLongLineIsCut() throws {
    let found = try events(["Jun  5 14:00:00 web1 hindcast-note: " + String(repeating: "x", count: 1 << 19)])
    #expect(found.map(\.detail.utf8.count) == [FileEvents.cap])
    #expect(found.map(\.text.utf8.count) == [FileEvents.cap])
  }
}
