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

/// Commands print the same, to the byte, whether they asked a daemon or read its store (contract.md, "Where incidents live").
@Suite struct BothWaysTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func surroundings(_ environment: [String: String]) -> Surroundings {
    Surroundings(
      now: SampleIncidents.at(7200), zone: .gmt, environment: environment,
      terminal: Terminal(isTerminal: false, width: 140), remarks: Remarks { _ in })
  }

  /// What the command prints, or the line that it fails with.
  private static func output(_ arguments: [String], _ surroundings: Surroundings) throws -> String {
    do {
      switch try Hindcast.parseAsRoot(arguments) {
      case let command as ListCommand: return try command.output(surroundings)
      case let command as ShowCommand: return try command.output(surroundings)
      case let command as TimelineCommand: return try command.output(surroundings)
      case let command as DraftCommand: return try command.drafted(surroundings).text
      case let command as UndoCommand: return try command.output(surroundings)
      case let command as NoteCommand: return try command.output(surroundings)
      case let command as StatusCommand: return try command.output(surroundings)
      default: throw CleanExit.helpRequest()
      }
    } catch let error as any LocalizedError {
      return error.errorDescription ?? ""
    }
  }

  @Test(arguments: [
    ["list"], ["list", "--json"], ["list", "--since", "-1h", "--service", "nginx"], ["show", "20240605-1400"],
    ["show", "20240605-1400", "--all"], ["show", "20240605-1400", "--json"], ["show", "20240605-1404"],
    ["timeline"], ["timeline", "--json"], ["timeline", "--jsonl", "--grep", "INDEX on"],
    ["timeline", "--csv", "--around", "14:15", "--window", "2m"], ["timeline", "--kind", "onset", "--kind", "end"],
    ["draft", "20240605-1400"],
  ])
  func theDaemonAndItsStoreSayTheSame(arguments: [String]) async throws {
    let environment = ["HINDCAST_SOCKET": folder.file("hindcast.sock")]
    let surroundings = surroundings(environment)
    let store = folder.file("hindcast.db")
    let (asked, read) = try await withServer(folder) { _, _ in
      // Only the daemon has this store: without it the command would fail.
      let asked = try await offPool { try Self.output(arguments, surroundings) }
      let read = try await offPool { try Self.output(arguments + ["--store", store], surroundings) }
      return (asked, read)
    }
    #expect(asked == read)
    #expect(!asked.isEmpty && !asked.contains("no store"))
  }

  /// So many incidents that a daemon tells of them in pages, corrected in every way.
  @Test(arguments: [
    ["list"], ["list", "--json"], ["list", "--json", "--until", "2024-06-09", "--service", "nginx"],
    ["list", "--status", "open"], ["timeline"], ["timeline", "--json", "--hidden"], ["timeline", "--csv"],
    ["timeline", "--jsonl", "--kind", "note"], ["timeline", "--grep", "INDEX on"], ["show", "20240605-1600", "--json"],
  ])
  func theDaemonAndItsStoreSayTheSameOfMany(arguments: [String]) async throws {
    let surroundings = surroundings(["HINDCAST_SOCKET": folder.file("hindcast.sock")])
    let store = folder.file("hindcast.db")
    let incidents = (0..<120).map(SampleIncidents.shop(hoursLater:))
    let (asked, read) = try await withServer(folder, incidents: incidents) { _, service in
      for change: CorrectionRequest.Change in [
        .merge(incident: incidents[2].id, other: incidents[110].id), .mark(entry: "e2-50", starred: true, hidden: nil),
        .split(incident: incidents[99].id, at: SampleIncidents.at(99 * 3600 + 1200)),
        .note(incident: incidents[110].id, text: "both", kind: nil, at: SampleIncidents.at(3)),
        .mark(entry: "e3-98", starred: nil, hidden: true), .set(incident: incidents[40].id, fields: ["status": "open"]),
      ] {
        _ = try service.correct(CorrectionRequest(by: "ann", at: SampleIncidents.at(500_000), change: change))
      }
      let asked = try await offPool { try Self.output(arguments, surroundings) }
      let read = try await offPool { try Self.output(arguments + ["--store", store], surroundings) }
      if arguments == ["list", "--json"] {
        #expect(try asked == ReadableJSON.encode(service.library.incidents(IncidentFilter())) + "\n")
      }
      return (asked, read)
    }
    #expect(asked == read)
    #expect(asked.count > 100)
  }

  @Test func aNoteLandsInTheIncidentBothWays() async throws {
    let surroundings = surroundings(["HINDCAST_SOCKET": folder.file("hindcast.sock")])
    let store = folder.file("hindcast.db")
    let printed = try await withServer(folder) { _, _ in
      try await offPool {
        [
          try Self.output(["note", "rolled back", "--by", "ann"], surroundings),
          try Self.output(["note", "rolled back", "--by", "ann", "--store", store], surroundings),
          try Self.output(["undo", "--list"], surroundings),
          try Self.output(["undo", "--list", "--store", store], surroundings),
          try Self.output(["show", "20240605-1400", "--all"], surroundings),
          try Self.output(["show", "20240605-1400", "--all", "--store", store], surroundings),
        ]
      }
    }
    #expect(printed[0].contains("rolled back"))
    #expect(printed[0].replacing("n1", with: "n2").replacing("undo 1", with: "undo 2") == printed[1])
    #expect(printed[2] == printed[3] && printed[4] == printed[5])
    #expect(printed[4].contains("rolled back"))
  }

  @Test func withoutADaemonTheStandardStoreIsRead() throws {
    let state = folder.file("state")
    try IncidentStore(path: state + "/hindcast/hindcast.db").save(SampleIncidents.reconstruction)
    let surroundings = surroundings(["XDG_STATE_HOME": state])
    #expect(try Self.output(["list"], surroundings).contains("20240605-1400"))
  }

  /// What is meant for it would go into another store, to an incident of which it is not.
  @Test func ofADaemonThatIsNamedNoStoreTakesThePlace() throws {
    let state = folder.file("state")
    let path = state + "/hindcast/hindcast.db"
    try IncidentStore(path: path).save(SampleIncidents.reconstruction)
    let surroundings = surroundings(["HINDCAST_SOCKET": folder.file("none.sock"), "XDG_STATE_HOME": state])
    for arguments in [["list"], ["note", "rolled back"]] {
      let said = try Self.output(arguments, surroundings)
      #expect(said.contains("none.sock, which HINDCAST_SOCKET names: start it, or name a store"), "\(arguments)")
    }
    #expect(try IncidentStore(path: path, access: .reading).corrections().isEmpty)
    #expect(try Self.output(["list", "--store", path], surroundings).contains("20240605-1400"))
  }

  @Test func aNoteSaysWhichStoreItWentInto() throws {
    let state = folder.file("state")
    let path = state + "/hindcast/hindcast.db"
    try IncidentStore(path: path).save(SampleIncidents.reconstruction)
    let surroundings = surroundings(["XDG_STATE_HOME": state])
    #expect(try Self.output(["note", "rolled back"], surroundings).contains("\n  at 2024-06-05T16:00:03.250Z\n"))
    #expect(surroundings.remarks.all == ["written into the store \(path), as no hindcastd answers"])
  }

  @Test func aNoteOfAnIncidentThatIsLongOverSaysSo() throws {
    let path = folder.file("hindcast.db")
    try IncidentStore(path: path).save(SampleIncidents.reconstruction)
    var surroundings = surroundings([:])
    surroundings.now = SampleIncidents.at(86_400 * 30)
    _ = try Self.output(["note", "it was the cache", "--at", "2024-06-05 14:10", "--store", path], surroundings)
    #expect(surroundings.remarks.all.isEmpty)
    _ = try Self.output(["note", "it was the cache", "--store", path], surroundings)
    #expect(surroundings.remarks.all.count == 1)
    #expect(
      surroundings.remarks.all.first?.contains("after 20240605-1400 ended: --at TIME says when it was so") == true)
  }

  @Test func statusShowsWhatTheDaemonReadsAndWhatItCouldNot() async throws {
    let surroundings = surroundings(["HINDCAST_SOCKET": folder.file("hindcast.sock")])
    let (table, json) = try await withServer(folder) { _, _ in
      try await offPool {
        (try Self.output(["status"], surroundings), try Self.output(["status", "--json"], surroundings))
      }
    }
    #expect(
      table == """
        hindcastd 0.1.0, running since 2024-06-05 13:00:03 UTC; 1 source degraded
        memory 45 MiB, store 5 MiB at /var/lib/hindcast/hindcast.db

        SOURCE                     FORMAT          LAG    LINES   READ      UNPARSED  GAPS  POSITION
        /var/log/nginx/access.log  nginx-combined  0.4 s  90,000  16.2 MiB  2         1     1234567
        journal                    journal         1.5 s  70      8.8 KiB   0         0     s=1;i=2
        /var/log/secret.log        file            -      0       0 B       0         0     -
        ! /var/log/nginx/access.log: truncated
        journal: 12 files, 3 sequences; its reader was heard 2.2 s ago
        ! /var/log/secret.log: may not be read: join the group adm

        """)
    #expect(try JSONDecoder().decode(DaemonStatus.self, from: Data(json.utf8)).sources.count == 3)
  }

  @Test func statusWithoutADaemonSaysHowToStartIt() throws {
    let surroundings = surroundings(["HINDCAST_SOCKET": folder.file("none.sock")])
    #expect(try Self.output(["status"], surroundings).contains("start it with 'systemctl start hindcastd'"))
  }
}
