import ArgumentParser
import DaemonLab
import Foundation
import Incidents
import LogLab
import Records
import SampleIncidents
import Store
import Testing

@testable import hindcast

/// `hindcast note --import`, on a store and through a daemon.
@Suite struct NoteImportTests {
  private let folder: TemporaryFolder
  private let review: String
  private static let document = """
    # Review of 5 June 2024

    ## Timeline

    - 2:02 PM UTC: Alert: carts are slow
    - 2:10 PM UTC: Engineers suspected the network
    - 4:05 PM (UTC+2): Network ruled out
    - 2:31 PM UTC: Index created, incident resolved

    ## Escalation

    - The storage team joined.
    """

  init() throws {
    folder = try TemporaryFolder()
    review = try folder.write("review.md", Self.document)
  }

  private func surroundings(_ environment: [String: String] = [:]) -> Surroundings {
    Surroundings(
      now: SampleIncidents.at(7200), zone: .gmt, environment: environment,
      terminal: Terminal(isTerminal: false, width: 140))
  }

  private static func output(_ arguments: [String], _ surroundings: Surroundings) throws -> String {
    do {
      switch try Hindcast.parseAsRoot(arguments) {
      case let command as any CorrectionCommand: return try command.output(surroundings)
      case let command as ShowCommand: return try command.output(surroundings)
      case let command as ListCommand: return try command.output(surroundings)
      default: throw CleanExit.helpRequest()
      }
    } catch let error as any LocalizedError {
      return error.errorDescription ?? ""
    }
  }

  /// The command on a store that holds the sample incident.
  private func output(_ arguments: String...) throws -> String {
    let path = folder.file("hindcast.db")
    if !FileManager.default.fileExists(atPath: path) {
      try IncidentStore(path: path).save(SampleIncidents.reconstruction)
    }
    return try Self.output(arguments + ["--store", path], surroundings())
  }

  @Test func aTrialShowsTheNotesAndStoresNothing() throws {
    #expect(
      try output("note", "--import", review, "--dry-run") == """
        TIME (UTC)           KIND        LINE  WHAT
        2024-06-05 14:02:00  detection   5     Alert: carts are slow
        2024-06-05 14:10:00  hypothesis  6     Engineers suspected the network
        2024-06-05 14:05:00  dead-end    7     Network ruled out
        2024-06-05 14:31:00  resolution  8     Index created, incident resolved
        4 notes would be imported into 20240605-1400.
        ! line 7 is earlier than the row before it
        ! left out, without a time (--undated TIME imports them): line 12

        """)
    #expect(try output("undo", "--list") == "No corrections.\n")
    let json = try output("note", "--import", review, "--dry-run", "--json")
    #expect(json.contains(#""incident" : "20240605-1400""#) && json.contains(#""reason" : "undated""#))
    #expect(json.contains(#""at" : "2024-06-05T14:02:00.000Z""#) && !json.contains("corrections"))
  }

  @Test func whatIsImportedIsOneCorrectionThatOneUndoTakesBack() throws {
    #expect(
      try output("note", "--import", review, "--by", "anna") == """
        20240605-1400: imported 4 notes from review.md  ('hindcast undo 1' undoes it)
        ! line 7 is earlier than the row before it
        ! left out, without a time (--undated TIME imports them): line 12

        """)
    #expect(try output("show", "20240605-1400", "--all").contains("Network ruled out (anna)"))
    #expect(
      try output("note", "20240605-1400", "--import", review).hasPrefix(
        "Nothing new: the incident has all 4 notes already.\n"))
    let all = try output("note", "--import", review, "--undated", "14:40", "--by", "anna")
    #expect(all.contains("imported 1 note from review.md") && all.contains("4 notes more were there already.\n"))
    #expect(try output("show", "20240605-1400", "--all").contains("The storage team joined. (undated) (anna)"))
    _ = try output("undo", "1")
    #expect(!(try output("show", "20240605-1400", "--all").contains("Network ruled out (anna)")))
  }

  @Test func blanksMakeNoNoteANewOne() throws {
    let wide = try folder.write(
      "wide.md", "# 2024-06-05\n\n## Timeline\n\n- 14:05 UTC: carts  slow.   Paged the team\n")
    #expect(try output("note", "--import", wide).contains("imported 1 note"))
    #expect(try output("note", "--import", wide).hasPrefix("Nothing new"))
  }

  @Test func withoutAnIncidentItIsTheOneThatTheTimesOverlap() throws {
    let path = folder.file("hindcast.db")
    let incidents = (0..<3).map(SampleIncidents.shop(hoursLater:))
    try IncidentStore(path: path).save(Reconstruction(incidents: incidents, coverage: SampleIncidents.coverage))
    #expect(try output("note", "--import", review).hasPrefix("\(incidents[0].id): imported 4"))
    // As a note does: the latest.
    let other = try folder.write("other.md", "## Timeline\n- 2023-01-01 10:00 UTC: cart slow\n")
    let printed = try output("note", "--import", other)
    #expect(printed.hasPrefix("\(incidents[2].id): imported 1"))
    #expect(printed.contains("! no incident overlaps these times"))
  }

  @Test func dateAndZoneComeFromTheCommandWhereTheFileHasNone() throws {
    let bare = try folder.write("bare.md", "16:02 carts slow\n16:10 carts fine\n")
    #expect(
      try output("note", "--import", bare)
        == "\(bare): line 1: the day of '16:02' is not known: add --date YYYY-MM-DD, or name it in the file")
    #expect(try output("note", "--import", bare, "--date", "2024-06-05").contains("add --tz ZONE"))
    for zone in [["--tz", "Europe/Berlin"], ["--tz", "+02:00"], ["--tz", "UTC+2"], ["--tz", "CEST"]] {
      let printed = try Self.output(
        ["note", "--import", bare, "--date", "2024-06-05", "--dry-run", "--store", folder.file("hindcast.db")] + zone,
        surroundings())
      #expect(printed.contains("2024-06-05 14:02:00"), "\(zone)")
    }
    #expect(try output("note", "--import", bare, "--date", "June 5, 2024", "--utc", "--dry-run").contains("16:02:00"))
  }

  @Test func wrongUsageSaysSo() {
    for arguments in [
      ["--import", review, "words"], ["--import", review, "--kind", "action"], ["--import", review, "--at", "14:00"],
      ["--import", review, "--date", "soon"], ["--import", review, "--tz", "Mars"], ["words", "--dry-run"],
      ["words", "--date", "2024-06-05"], [],
    ] {
      #expect(throws: (any Error).self, "\(arguments)") { try Hindcast.parseAsRoot(["note"] + arguments) }
    }
  }

  @Test func aFileThatCannotBeReadSaysWhatToDo() throws {
    #expect(try output("note", "--import", folder.file("none.md")).contains("cannot read"))
    let latin = try folder.write("latin.md", [0x31, 0x30, 0x3A, 0x30, 0x30, 0x20, 0xE4])
    #expect(try output("note", "--import", latin).contains("iconv"))
    let none = try folder.write("prose.md", "Carts were slow.\n")
    #expect(try output("note", "--import", none).contains("no row of a timeline was found"))
  }

  @Test func secretsInADocumentAreMasked() throws {
    let leak = try folder.write(
      "leak.md", "## Timeline\n- 2024-06-05 14:05 UTC: set password=Xq7tr9vLmz2 in the shop\n")
    _ = try output("note", "--import", leak)
    #expect(!(try output("show", "20240605-1400", "--all", "--json").contains("Xq7tr9vLmz2")))
    #expect(try output("note", "--import", leak).hasPrefix("Nothing new"))
  }

  @Test func theDaemonAndItsStoreSayTheSame() async throws {
    let surroundings = surroundings(["HINDCAST_SOCKET": folder.file("hindcast.sock")])
    let (store, review) = (folder.file("hindcast.db"), review)
    let printed = try await withServer(folder) { _, _ in
      try await offPool {
        [
          try Self.output(["note", "--import", review, "--dry-run"], surroundings),
          try Self.output(["note", "--import", review, "--dry-run", "--store", store], surroundings),
          try Self.output(["note", "--import", review, "--by", "anna"], surroundings),
          try Self.output(["note", "--import", review, "--by", "anna", "--store", store], surroundings),
          try Self.output(["show", "20240605-1400", "--all"], surroundings),
          try Self.output(["show", "20240605-1400", "--all", "--store", store], surroundings),
        ]
      }
    }
    #expect(printed[0] == printed[1] && printed[0].contains("4 notes would be imported"))
    #expect(printed[2].contains("imported 4 notes") && printed[3].contains("Nothing new"))
    #expect(printed[4] == printed[5] && printed[4].contains("Network ruled out (anna)"))
  }
}
