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
      case let command as DraftCommand: return try command.drafted(surroundings).text
      default: throw CleanExit.helpRequest()
      }
    } catch let error as any LocalizedError {
      return error.errorDescription ?? ""
    }
  }

  /// The command on a store that holds the sample incident.
  private func output(_ arguments: String...) throws -> String { try output(arguments) }

  private func output(_ arguments: [String]) throws -> String {
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
    #expect(json.contains(#""at" : "2024-06-05T14:02:00.000Z""#))
    #expect(try output("undo", "--list") == "No corrections.\n")
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
    #expect(all.contains("imported 1 note from review.md") && all.contains("4 notes more are there already.\n"))
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
    // Most of its rows are in the second one.
    let mixed = try folder.write(
      "mixed.md", "## Timeline\n- 2024-06-05 14:31 UTC: a\n- 15:02 UTC: b\n- 15:20 UTC: c\n")
    #expect(try output("note", "--import", mixed, "--dry-run").contains("imported into \(incidents[1].id)."))
  }

  @Test func whereNoIncidentOverlapsItSaysWhichAreNear() throws {
    let other = try folder.write("other.md", "## Timeline\n- 2024-06-05 13:00 UTC: cart slow\n- 13:20 UTC: cart fine\n")
    let refusal =
      "\(other): no incident is known in its times, 2024-06-05T13:00:00Z to 2024-06-05T13:20:00Z: name the one that is meant, as 20240605-1400 (2024-06-05T14:00:03Z to 2024-06-05T14:31:40Z)"
    #expect(try output("note", "--import", other) == refusal)
    #expect(try output("note", "--import", other, "--dry-run") == refusal)
    #expect(try output("note", "20240605-1400", "--import", other).contains("imported 2 notes"))
    let old = try folder.write("old.md", "## Timeline\n- 2023-01-01 10:00 UTC: cart slow\n")
    #expect(try output("note", "--import", old).contains("nor within 30 days of them"))
    #expect(try output("undo", "--list").split(separator: "\n").count == 2)
  }

  @Test func rowsOfOtherDaysThanTheIncidentAreNamedOrRefused() throws {
    let old = try folder.write("old.md", "## Timeline\n- 2023-01-01 10:00 UTC: cart slow\n")
    #expect(
      try output("note", "20240605-1400", "--import", old)
        == "\(old): its times, 2023-01-01T10:00:00Z, are more than a day away from 20240605-1400 (2024-06-05T14:00:03Z to 2024-06-05T14:31:40Z): name another incident, or the day with --date"
    )
    let mixed = try folder.write(
      "mixed.md", "## Timeline\n- 2024-05-20 10:00 UTC: defect deployed\n- 2024-06-05 14:02 UTC: cart slow\n")
    let printed = try output("note", "20240605-1400", "--import", mixed)
    #expect(printed.contains("imported 2 notes"))
    #expect(
      printed.contains(
        "! line 2: more than a day away from 20240605-1400 (2024-06-05T14:00:03Z to 2024-06-05T14:31:40Z): 2024-05-20T10:00:00Z\n"
      ))
  }

  @Test func aTrialCountsAsTheRunDoes() throws {
    _ = try output("note", "20240605-1400", "Network ruled out", "--at", "14:05", "--by", "bert")
    let trial = try output("note", "--import", review, "--dry-run")
    #expect(trial.contains("3 notes would be imported into 20240605-1400.\n1 note more is there already.\n"))
    let run = try output("note", "--import", review)
    #expect(run.contains("imported 3 notes from review.md") && run.contains("\n1 note more is there already.\n"))
    let again = try output("note", "--import", review, "--dry-run")
    #expect(again.hasPrefix("Nothing new: the incident has all 4 notes already.\n"))
  }

  @Test(arguments: [[], ["--clients", "mask"], ["--clients", "keep", "--emails", "mask"]])
  func anOwnDraftAddsNothingThatTheStoreHas(policy: [String]) throws {
    _ = try output(
      "note", "20240605-1400", "blocked 203.0.113.9 and 2001:db8::7, told ops@shop.example", "--at", "14:10", "--by",
      "anna")
    _ = try output("note", "20240605-1400", "dead end: 203.0.113.9 was a crawler", "--at", "14:12", "--by", "anna")
    let draft = try folder.write("draft.md", try output(["draft", "20240605-1400"] + policy))
    if policy.isEmpty { #expect(try !String(contentsOfFile: draft, encoding: .utf8).contains("203.0.113.9")) }
    for arguments in [[], ["20240605-1400"]] {
      let printed = try output(["note"] + arguments + ["--import", draft])
      #expect(printed.hasPrefix("Nothing new"), "\(printed)")
    }
    // What a person adds to it is new.
    let edited = try folder.write(
      "edited.md",
      try String(contentsOfFile: draft, encoding: .utf8).replacing(
        "## Root Cause", with: "- 14:25: 198.51.100.3 was blocked, too\n\n## Root Cause", maxReplacements: 1))
    #expect(try output("note", "--import", edited).contains("imported 1 note from edited.md"))
  }

  @Test func aFileMayBeOfOtherBytes() throws {
    let text =
      "# 2024-06-05\r\n## Timeline\r\n- 14:05 UTC: Gerät \u{201C}langsam\u{201D}\r\n- 14:06 UTC \u{2013} aus\r\n"
    let latin = try folder.write("latin.md", [UInt8](#require(text.data(using: .windowsCP1252))))
    let printed = try output("note", "--import", latin, "--dry-run")
    #expect(printed.contains("Gerät \u{201C}langsam\u{201D}\n") && printed.contains("aus\n"))
    #expect(printed.contains("! the file is no UTF-8, and read as Windows-1252"))
    let marked = try folder.write("marked.md", [0xEF, 0xBB, 0xBF] + [UInt8](text.utf8))
    #expect(try output("note", "--import", marked, "--dry-run").contains("2 notes would be imported"))
    let wide = try folder.write("wide.md", [UInt8](#require(text.data(using: .utf16))))
    #expect(try output("note", "--import", wide, "--dry-run").contains("2 notes would be imported"))
  }

  @Test func anIncidentThatIsNamedTellsTheDay() throws {
    let bare = try folder.write("bare.md", "16:02 carts slow\n16:10 carts fine\n")
    let printed = try output("note", "20240605-1400", "--import", bare, "--tz", "+02:00")
    #expect(printed.contains("imported 2 notes"))
    #expect(printed.contains("! the file names no day: its times are read as those nearest to the incident\n"))
    #expect(try output("show", "20240605-1400", "--all").contains("14:02:00"))
  }

  @Test func timesCountedFromTheStartAreThoseOfTheIncident() throws {
    let bare = try folder.write(
      "bare.md", "## Timeline\n\n- T0: carts slow\n- T+5m: pool looked at\n- 14:10 UTC: fine\n")
    let printed = try output("note", "20240605-1400", "--import", bare, "--dry-run")
    #expect(printed.contains("2024-06-05 14:00:03  ") && printed.contains("2024-06-05 14:05:03  "))
    #expect(printed.contains("! times such as T+5m are counted from 2024-06-05T14:00:03Z, when the incident began"))
    #expect(
      try output("note", "--import", bare, "--dry-run")
        == "\(bare): line 3: its time is counted from the start of the incident, which is not known: name the incident")
  }

  @Test func dateAndZoneComeFromTheCommandWhereTheFileHasNone() throws {
    let bare = try folder.write("bare.md", "16:02 carts slow\n16:10 carts fine\n")
    #expect(
      try output("note", "--import", bare)
        == "\(bare): line 1: the day of '16:02' is not known: add --date YYYY-MM-DD, name it in the file, or name the incident"
    )
    #expect(try output("note", "--import", bare, "--date", "2024-06-05").contains("add --tz ZONE"))
    for zone in [["--tz", "Europe/Berlin"], ["--tz", "+02:00"], ["--tz", "UTC+2"], ["--tz", "CEST"]] {
      let printed = try Self.output(
        ["note", "--import", bare, "--date", "2024-06-05", "--dry-run", "--store", folder.file("hindcast.db")] + zone,
        surroundings())
      #expect(printed.contains("2 notes would be imported into 20240605-1400"), "\(zone)")
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
    #expect(try output("note", "--import", folder.file("none.md")).contains("cannot be read"))
    for bytes: [UInt8] in [[0x31, 0x30, 0x3A, 0x30, 0x30, 0x20, 0xE4, 0x81], [0x31, 0, 0xE4]] {
      #expect(try output("note", "--import", try folder.write("noise.md", bytes)).contains("is no text"))
    }
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

  @Test func aLargeFileIsImportedThroughTheDaemonAndTakenBackAtOnce() async throws {
    let surroundings = surroundings(["HINDCAST_SOCKET": folder.file("hindcast.sock")])
    let long = String(repeating: "looked at the carts, ", count: 20)
    let rows = (0..<200).map { "- 14:\(10 + $0 % 20) UTC: \(long)the \($0)th time\n" }
    let large = try folder.write("large.md", "# 2024-06-05\n## Timeline\n" + rows.joined())
    let printed = try await withServer(folder) { _, _ in
      try await offPool {
        try [["note", "--import", large, "--dry-run"], ["note", "--import", large], ["undo"], ["undo", "--list"]].map {
          try Self.output($0, surroundings)
        }
      }
    }
    #expect(printed[0].contains("200 notes would be imported"))
    #expect(printed[1].contains("imported 200 notes") && printed[2].contains("undid correction 1"))
    #expect(printed[3].split(separator: "\n").count == 3)
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
