import Incidents
import LogLab
import Records
import Testing

@testable import Pipeline

/// What befell a host, told by its syslog file as by its journal.
@Suite struct SyslogEventsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private struct Line {
    var at: Int
    var tag: String
    var pid = -1
    var message: String
    /// Of systemd's catalogue, with the unit.
    var id: (String, unit: String)?
  }

  private static let stopped = "9d1aaa27d60140bd96365438aad20286"
  private static let started = "39f53479d3a045ac8e11786248231fbf"
  private static let exited = "98e322203f7a4ed290d09fe03c09fe15"
  private static let result = "d9b373ed55a64feb8242e02dbe79a49c"

  private let lines = [
    Line(
      at: 875, tag: "sudo",
      message: "    anna : TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/usr/bin/vim /etc/shop.conf"),
    Line(
      at: 880, tag: "systemd", pid: 1, message: "Stopped shop-web.service - Shop.", id: (stopped, "shop-web.service")),
    Line(
      at: 882, tag: "systemd", pid: 1, message: "Started shop-web.service - Shop.", id: (started, "shop-web.service")),
    Line(at: 960, tag: "hindcast-note", message: "hypothesis: the configuration of the cart"),
    Line(at: 970, tag: "kernel", message: "Out of memory: Killed process 77 (indexer) total-vm:8kB, anon-rss:8kB"),
    Line(
      at: 1000, tag: "systemd", pid: 1, message: "mail.service: Main process exited, code=exited, status=1/FAILURE",
      id: (exited, "mail.service")),
    Line(
      at: 1000, tag: "systemd", pid: 1, message: "mail.service: Failed with result 'exit-code'.",
      id: (result, "mail.service")),
    Line(at: 1210, tag: "hindcast-note", message: "resolved: put the old configuration back"),
  ]

  private func syslog() throws -> String {
    var text = ""
    for second in 0..<1800 {
      let time = AccessLog.civil(AccessLog.start + Int64(second)).replacing(" ", with: "T") + ".000000+00:00"
      text += "\(time) web1 cron[9]: nothing to do\n"
      for line in lines where line.at == second {
        text += "\(time) web1 \(line.tag)\(line.pid < 0 ? "" : "[\(line.pid)]"): \(line.message)\n"
      }
    }
    return try folder.write("syslog", text)
  }

  private func journal(_ lab: JournalLab) throws -> String {
    try lab.write(
      "system.journal",
      lines.map { line in
        var fields = [
          "MESSAGE": line.message, "PRIORITY": "6", "SYSLOG_IDENTIFIER": line.tag, "_UID": "0", "_COMM": line.tag,
          "_PID": "\(max(line.pid, 1))", "_TRANSPORT": line.tag == "kernel" ? "kernel" : "syslog",
        ]
        if let (id, unit) = line.id {
          fields["MESSAGE_ID"] = id
          fields["UNIT"] = unit
        }
        return JournalLab.entry(
          Int(AccessLog.start) + line.at,
          bytes: fields.sorted { $0.key < $1.key }.map { ($0.key, Array($0.value.utf8)) })
      })
  }

  private func told(_ paths: [String], readSize: Int = 262_144) async throws -> [String] {
    let found = try await replay(paths) { $0.readSize = readSize }.incidents
    let incident = try #require(found.first)
    return incident.timeline.filter { $0.origin != .measured }.map { "\($0.at.rfc3339) \($0.kind) \($0.summary)" }
  }

  @Test func aSyslogFileTellsWhatTheJournalTells() async throws {
    let lab = try JournalLab()
    let access = try folder.write("access.log", troubledLog.text)
    let ofFile = try await told([access, syslog()])
    #expect(ofFile == (try await told([access, journal(lab)])))
    for word in ["vim /etc/shop.conf", "shop-web.service", "the configuration of the cart", "indexer", "mail.service"] {
      #expect(ofFile.contains { $0.contains(word) }, "\(word)")
    }
  }

  @Test func theLogOfDpkgIsInTheTimeline() async throws {
    let time = AccessLog.civil(AccessLog.start + 880)
    let dpkg = try folder.write(
      "dpkg.log",
      """
      \(time) startup archives unpack
      \(time) upgrade shop-web:amd64 4.9.7 5.0.0
      \(time) status unpacked shop-web:amd64 5.0.0
      \(time) configure shop-web:amd64 5.0.0 <none>
      \(time) status installed shop-web:amd64 5.0.0

      """)
    let found = try await told([folder.write("access.log", troubledLog.text), dpkg])
    #expect(found.filter { $0.contains("Package shop-web 5.0.0 was changed") }.count == 1, "\(found)")
  }

  /// A record that jumps ahead waits for the next one; what it tells waits with it.
  @Test(arguments: [(950, true), (-8999, false)])
  func anEventStandsAndFallsWithItsLine(next: Int, isTold: Bool) async throws {
    let lines = [(-9000, "cron: nothing to do"), (940, "hindcast-note: a jump"), (next, "cron: nothing to do")]
    let text = lines.map { at, line in
      AccessLog.civil(AccessLog.start + Int64(at)).replacing(" ", with: "T") + "Z web1 \(line)\n"
    }
    let paths = try [folder.write("access.log", troubledLog.text), folder.write("syslog", text.joined())]
    #expect(try await told(paths).contains { $0.contains("a jump") } == isTold)
  }

  @Test func whatBothTellIsToldOnce() async throws {
    let lab = try JournalLab()
    let access = try folder.write("access.log", troubledLog.text)
    let journal = try journal(lab)
    let ofJournal = try await told([access, journal])
    let ofBoth = try await told([access, syslog(), journal])
    #expect(ofBoth == ofJournal)
  }

  @Test(arguments: [4096, 61])
  func theSizeOfReadsDoesNotMatter(readSize: Int) async throws {
    let paths = try [folder.write("access.log", troubledLog.text), syslog()]
    #expect(try await replay(paths) { $0.readSize = readSize }.encoded == replay(paths).encoded)
  }
}
