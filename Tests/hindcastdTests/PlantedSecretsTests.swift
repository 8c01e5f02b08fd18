import DaemonLab
import Foundation
import Incidents
import LogLab
import Testing

/// Cases 91, 92 and 94: of the secrets that logs and people write, none is left in what is stored, told or passed on.
@Suite(.serialized, .timeLimit(.minutes(3))) struct PlantedSecretsTests {
  let daemon: DaemonProcess
  /// Each secret has this in it, and nothing else has.
  private static let mark = "s3cr3t"

  init() throws {
    daemon = try DaemonProcess()
    try daemon.configure("phase_pause: 1m\nincident_pause: 2m\nredaction: {clients: keep, emails: keep, users: keep}\n")
    try plant()
  }

  /// Half an hour ago two services fail for ten minutes, and say more than they should.
  private func plant() throws {
    let now = Int64(Date().timeIntervalSince1970)
    let mark = Self.mark
    let queries = [
      "token=\(mark)-1", "csrf-token=\(mark)&x=1", "x=1%26Password%3D\(mark)%26y",
      "next=https%3A%2F%2Fa%3A\(mark)%40b.example",
    ]
    var access = ""
    var application = ""
    for second in (now - 3600)..<now {
      let fails = (1800..<2400).contains(now - second)
      for number in 0..<3 {
        access +=
          "192.0.2.\(number) - - [\(AccessLog.stamp(second))] \"GET /pay?\(queries[Int(second) % 4]) HTTP/1.1\" "
          + "\(fails && number < 2 ? 502 : 200) 512 \"https://shop.example/?sid=\(mark)\" \"curl/8\"\n"
      }
      let time = AccessLog.civil(second)
      application += "\(time) INFO shop: order placed\n"
      if fails {
        application +=
          "\(time) ERROR shop: no connection left, dsn postgres://shop:\(mark)@db/shop, Authorization: Bearer \(mark)-abc\n"
        application += "\(time) ERROR shop: refused {\"pass\\u0077ord\":\"\(mark)\",\"n\":\(second % 7)}\n"
        application +=
          "\(time) ERROR shop: cannot read the key\n-----BEGIN PRIVATE KEY-----\n\(mark)\n-----END PRIVATE KEY-----\n"
      }
    }
    // No format reads these; the second is longer than any record may be.
    access += "\u{1}\u{2} password=\(mark)\n" + String(repeating: "token=\(mark) ", count: 90_000) + "\n"
    try daemon.folder.write("log/access.log", access)
    try daemon.folder.write("log/shop.log", application)
    var system = ""
    for second in [now - 2450, now - 2100] {
      let stamp = AccessLog.civil(second).split(separator: " ").joined(separator: "T") + "+00:00"
      system += "\(stamp) web sudo: anna : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/mysql -p\(mark) -e status\n"
      system += "\(stamp) web hindcast-note: the new api_key=\(mark) did not help\n"
    }
    try daemon.folder.write("log/syslog.log", system)
  }

  private func expectNone(_ text: some Sequence<UInt8>, _ what: String) {
    let text = Data(text)
    guard let found = text.range(of: Data(Self.mark.utf8)) else { return }
    let around = text[max(0, found.lowerBound - 100)..<min(text.count, found.upperBound + 20)]
    Issue.record("\(what) holds a secret: \(String(decoding: around, as: UTF8.self).debugDescription)")
  }

  /// All files that are there, but for the logs.
  private func expectNoneInFiles() throws {
    var count = 0
    let files = try #require(FileManager.default.enumerator(atPath: daemon.folder.path))
    for case let name as String in files where !name.hasPrefix("log/") {
      guard let content = FileManager.default.contents(atPath: daemon.folder.file(name)) else { continue }
      expectNone(content, name)
      count += 1
    }
    #expect(count > 3)
  }

  /// What every command prints and writes.
  private func expectNoneInOutput(_ store: [String]) throws {
    let list = try daemon.run("hindcast", ["list", "--json"] + store)
    let incident = try #require(
      try JSONDecoder().decode(Reconstruction.self, from: Data(list.text.utf8)).incidents.first?.id)
    let tar = daemon.folder.file("bundle-\(store.count).tar")
    for arguments in [
      ["list", "--json"], ["show", incident], ["show", incident, "--all"], ["show", incident, "--json"], ["timeline"],
      ["timeline", "--json"], ["timeline", "--csv"], ["timeline", "--jsonl"], ["timeline", "--timesketch"],
      ["draft", incident], ["bundle", incident, "--output", tar],
      ["note", incident, "the password=\(Self.mark) was wrong"], ["set", incident, "title=token=\(Self.mark)"],
      ["undo", "--list"],
    ] {
      let said = try daemon.run("hindcast", arguments + store)
      #expect(said.status == 0, "\(arguments): \(said.errors)")
      #expect(!said.text.isEmpty || !said.errors.isEmpty)
      expectNone((said.text + said.errors).utf8, arguments.joined(separator: " "))
    }
  }

  @Test func ofAReplay() throws {
    let store = daemon.folder.file("replayed.db")
    // Read in pieces that cut every line.
    let replayed = try daemon.run(
      "hindcast",
      ["replay", "--store", store, "--config", daemon.folder.file("hindcast.yaml"), "--read-size", "4099", daemon.logs])
    #expect(replayed.status == 0, "\(replayed.errors)")
    expectNone((replayed.text + replayed.errors).utf8, "replay")
    #expect(replayed.text.contains("[redacted]"))
    try expectNoneInOutput(["--store", store])
    try expectNoneInFiles()
    let mined = try daemon.run("hindcast", ["templates", daemon.folder.file("log/shop.log")])
    expectNone(mined.text.utf8, "templates")
  }

  @Test func ofALiveRun() async throws {
    try daemon.start()
    let daemon = daemon
    #expect(try await eventually { daemon.incidents?.first?.status == .resolved })
    #expect(try await eventually { FileManager.default.fileExists(atPath: daemon.drafts) })
    // With its write-ahead log, whose frames are of the moment.
    try expectNoneInFiles()
    try expectNoneInOutput([])
    #expect(try await daemon.end())
    try expectNoneInFiles()
    expectNone(daemon.errors.utf8, "its own log")
  }
}
