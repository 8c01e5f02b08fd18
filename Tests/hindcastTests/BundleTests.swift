import ArgumentParser
import Control
import DaemonLab
import Foundation
import Incidents
import LogLab
import Records
import SampleIncidents
import Store
import Testing

@testable import hindcast

/// What is handed to those who have no access to the host.
@Suite struct BundleTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("hindcast.db")
    var incident = SampleIncidents.shop
    incident.timeline[1].evidence = [
      SampleIncidents.evidence("203.0.113.7 - anna [05/Jun/2024:14:00:03 +0000] \"GET / HTTP/1.1\" 502\n\u{1B}[2Jx")
    ]
    incident.timeline[3].summary = "=cmd|' /C calc'!A0"
    try IncidentStore(path: path).save(Reconstruction(incidents: [incident], coverage: SampleIncidents.coverage))
  }

  private func surroundings(_ environment: [String: String] = [:]) -> Surroundings {
    Surroundings(
      now: SampleIncidents.at(7200), zone: .gmt, environment: environment,
      terminal: Terminal(isTerminal: false, width: 100))
  }

  private func archive(_ arguments: String...) throws -> Data {
    let command = try Hindcast.parseAsRoot(["bundle", "20240605-1400", "--store", path] + arguments)
    return try #require(command as? BundleCommand).bundle(surroundings()).archive()
  }

  private func holds(_ archive: Data, _ text: String) -> Bool { archive.range(of: Data(text.utf8)) != nil }

  private func run(_ program: String, _ arguments: [String], in place: String) throws -> (text: String, status: Int32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: place)
    process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (text, process.terminationStatus)
  }

  @Test func tarAndSha256sumFindAllInOrder() throws {
    try archive().write(to: URL(fileURLWithPath: folder.file("x.tar")))
    let list = try run("tar", ["-tvf", "x.tar"], in: folder.path)
    #expect(list.status == 0)
    let lines = list.text.split(separator: "\n")
    #expect(lines.count >= 12)
    #expect(
      lines.allSatisfy { $0.hasPrefix("-rw------- root/root") && $0.contains(" 2024-06-05 14:31 20240605-1400/") })
    #expect(try run("tar", ["-xf", "x.tar"], in: folder.path).status == 0)
    let checked = try run("sha256sum", ["-c", "SHA256SUMS"], in: folder.file("20240605-1400"))
    #expect(checked.status == 0)
    #expect(checked.text.split(separator: "\n").count == lines.count - 1)
  }

  @Test func theSameIncidentGivesTheSameBytes() throws { #expect(try archive() == archive()) }

  @Test func thePolicyIsOfAllOfIt() throws {
    let usual = try archive()
    #expect(!holds(usual, "203.0.113.7") && !holds(usual, " anna ["))
    #expect(holds(usual, "client-") && holds(usual, "addresses of clients  pseudonym"))
    let kept = try archive("--clients", "keep", "--users", "keep")
    #expect(holds(kept, "203.0.113.7 - anna ["))
    #expect(holds(try archive("--clients", "mask"), "[client] - user-"))
    // Cases 86 and 90.
    for archive in [usual, kept] {
      #expect(!holds(archive, "\u{1B}") && !holds(archive, ",=cmd") && holds(archive, "'=cmd"))
    }
  }

  @Test func timesAreUTCUnlessAnotherZoneIsNamed() throws {
    #expect(try archive("--utc") == archive())
    let other = try archive("--tz", "+02:00")
    #expect(holds(other, "16:00:03") && holds(other, "all others are UTC"))
    for wrong in [["--utc", "--tz", "UTC"], ["--tz", "Atlantis"]] {
      #expect(throws: (any Error).self) { try Hindcast.parseAsRoot(["bundle", "x"] + wrong) }
    }
  }

  /// Case 98.
  @Test func itIsWrittenForItsOwnerAloneAndThroughNoLink() throws {
    func write(_ name: String, _ more: String...) throws {
      let command = try Hindcast.parseAsRoot(
        ["bundle", "20240605-1400", "--store", path, "--output", folder.file(name)] + more)
      var runnable = command
      try runnable.run()
    }
    try write("a.tar")
    let mode = try FileManager.default.attributesOfItem(atPath: folder.file("a.tar"))[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(throws: (any Error).self) { try write("a.tar") }
    try write("a.tar", "--force")
    try FileManager.default.createSymbolicLink(atPath: folder.file("b.tar"), withDestinationPath: folder.file("c.tar"))
    #expect(throws: (any Error).self) { try write("b.tar", "--force") }
    #expect(!FileManager.default.fileExists(atPath: folder.file("c.tar")))
  }

  @Test func aDaemonAndItsStoreGiveTheSame() async throws {
    let surroundings = surroundings(["HINDCAST_SOCKET": folder.file("hindcast.sock")])
    let store = path
    let (asked, read) = try await withServer(folder) { _, _ in
      try await offPool {
        try [["bundle", "20240605-1400"], ["bundle", "20240605-1400", "--store", store]].map { arguments in
          let command = try Hindcast.parseAsRoot(arguments) as? BundleCommand
          return try command?.bundle(surroundings).archive()
        }
      }
    }.reduce(into: (Data?.none, Data?.none)) { $0 = ($0.1, $1) }
    #expect(asked != nil && asked == read)
  }
}
