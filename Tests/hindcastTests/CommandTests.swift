import ArgumentParser
import Control
import Foundation
import Incidents
import LogLab
import Records
import SampleIncidents
import Store
import Testing

@testable import hindcast

@Suite struct CommandTests {
  private let folder: TemporaryFolder
  private let surroundings = Surroundings(
    now: SampleIncidents.at(7200), zone: .gmt, environment: [:], terminal: Terminal(isTerminal: true, width: 100))

  init() throws { folder = try TemporaryFolder() }

  /// The output of the command on a store that holds one incident.
  private func output(_ arguments: String...) throws -> String {
    let path = folder.file("hindcast.db")
    try IncidentStore(path: path).save(SampleIncidents.reconstruction)
    let command = try Hindcast.parseAsRoot(arguments + ["--store", path])
    switch command {
    case let command as ListCommand: return try command.output(surroundings)
    case let command as ShowCommand: return try command.output(surroundings)
    case let command as TimelineCommand: return try command.output(surroundings)
    case let command as DraftCommand: return try command.drafted(surroundings).text
    case let command as any CorrectionCommand: return try command.output(surroundings)
    default: throw CleanExit.helpRequest()
    }
  }

  private func exitCode(_ arguments: String...) -> Int32 { exitCode(arguments) }

  private func exitCode(_ arguments: [String]) -> Int32 {
    do {
      _ = try Hindcast.parseAsRoot(arguments)
      return 0
    } catch {
      return Hindcast.exitCode(for: error).rawValue
    }
  }

  @Test func listPrintsATableCutToTheTerminal() throws {
    let lines = try output("list", "--color", "never").split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[1].hasPrefix("20240605-1400  2024-06-05 14:00:03  31 min 37 s  major"))
    #expect(lines.allSatisfy { $0.count <= 100 })
  }

  @Test func listFiltersByTimesThatPeopleWrite() throws {
    #expect(try output("list", "--since", "-1h") == "No incidents since 2024-06-05 15:00:03 UTC.\n")
    #expect(try output("list", "--since", "-2h", "--color", "never").contains("20240605-1400"))
    #expect(try output("list", "--until", "14:00") == "No incidents until 2024-06-05 14:00:00 UTC.\n")
  }

  @Test func jsonIsTheReconstructionAndTheIncident() throws {
    #expect(try output("list", "--json") == ReadableJSON.encode(SampleIncidents.reconstruction) + "\n")
    #expect(try output("show", "20240605-1400", "--json") == ReadableJSON.encode(SampleIncidents.shop) + "\n")
  }

  @Test func timelineJSONNamesTheIncidents() throws {
    let json = try output("timeline", "--grep", "index on", "--jsonl")
    #expect(json.contains(#""id":"e10","incidents":["20240605-1400"],"kind":"mitigation""#))
    #expect(json.split(separator: "\n").count == 1)
  }

  @Test func timelineLooksAroundATime() throws {
    let csv = try output("timeline", "--around", "14:15", "--window", "2m", "--kind", "restart", "--csv")
    #expect(csv.split(separator: "\r\n").count == 2)
    #expect(csv.contains("2024-06-05T14:15:03.250Z,,restart,observed,shop,shop restarted by anna (sudo),1,true"))
  }

  @Test func aNoteIsPrintedWithItsTimeAndEveryCommandSeesIt() throws {
    #expect(
      try output("note", "rolled", "back", "to 1.4.1", "--kind", "action", "--by", "anna", "--at", "14:10")
        == "20240605-1400: action n1: rolled back to 1.4.1  ('hindcast undo 1' undoes it)\n  at 2024-06-05T14:10:00Z\n")
    for arguments in [["show", "20240605-1400"], ["timeline"]] {
      #expect(try output(arguments[0], arguments.count > 1 ? arguments[1] : "--utc").contains("back to 1.4.1 (anna)"))
    }
    #expect(try output("draft", "20240605-1400").contains("rolled back to 1.4.1 | noted by anna"))
    #expect(try output("show", "20240605-1400", "--json").contains(#""by" : "anna""#))
  }

  @Test func aDraftIsInTheStyleAndZoneAskedFor() throws {
    let brief = try output("draft", "20240605-1400", "--template", "brief", "--tz", "-05:00", "--evidence", "none")
    #expect(brief.contains("Outage Duration: 2024-06-05, 09:00:03 - 2024-06-05, 09:31:40 (UTC-5)"))
    #expect(!brief.contains("[^e"))
    #expect(exitCode("draft", "20240605-1400", "--tz", "Europe/Atlantis") == 64)
    #expect(exitCode("draft", "20240605-1400", "--tz", "UTC", "--utc") == 64)
  }

  @Test func stylesAreListedWithTheirSections() throws {
    func listed(_ arguments: String...) throws -> String {
      let command = try #require(try Hindcast.parseAsRoot(["styles"] + arguments) as? StylesCommand)
      return try command.output(surroundings)
    }
    try folder.write("styles/broken.mustache", "{{titel}}")
    let text = try listed("--color", "never", "--styles", folder.file("styles"))
    #expect(text.contains("standard\n  Summary, impact,") && text.contains("Issue Summary; Impact; Timeline;"))
    #expect(text.contains("did you mean 'title'?"))
    #expect(try listed("--json").contains(#""name" : "google-sre""#))
    #expect(try listed("--fields", "--color", "never").contains("rows[].says"))
  }

  @Test func whatIsHiddenIsInNeitherShowNorDraft() throws {
    _ = try output("mark", "e10", "--hide", "--by", "anna")
    #expect(!(try output("show", "20240605-1400", "--all").contains("product(name)")))
    let draft = try output("draft", "20240605-1400")
    #expect(!draft.contains("index on"))
    #expect(try output("show", "20240605-1400", "--hidden", "--ids").contains("e10"))
    #expect(try output("show", "20240605-1400").contains("anna: hid entry e10"))
  }

  @Test func aSetTimeIsReadAsPeopleWriteIt() throws {
    #expect(
      try output("set", "20240605-1400", "ended_at=14:20", "severity=critical")
        .hasSuffix(
          "set ended_at to 2024-06-05T14:20:00Z  ('hindcast undo 2' undoes it)\n"))
    #expect(try output("list", "--severity", "critical", "--color", "never").contains("19 min 57 s"))
    _ = try output("undo")
    #expect(try output("list", "--severity", "critical", "--color", "never").contains("31 min 37 s"))
  }

  @Test func allCorrectionsAreListedTheLatestFirst() throws {
    #expect(try output("undo", "--list") == "No corrections.\n")
    _ = try output("mark", "e1", "--star", "--by", "anna")
    _ = try output("undo", "--by", "bert")
    let lines = try output("undo", "--list").split(separator: "\n").map(String.init)
    #expect(lines[1].hasPrefix("2 ") && lines[1].contains("bert") && lines[1].contains("undid correction 1"))
    #expect(lines[2].contains("anna") && lines[2].contains("[undone] starred entry e1"))
    #expect(try output("undo", "--list", "--json").contains(#""undone" : true"#))
  }

  @Test func aSplitAndAMergeChangeTheList() throws {
    #expect(try output("split", "20240605-1400", "--at", "14:20").contains("split off 20240605-1420"))
    #expect(try output("list").contains("20240605-1420"))
    _ = try output("merge", "20240605-1400", "20240605-1420")
    #expect(!(try output("list").contains("20240605-1420")))
  }

  @Test func whatCannotBeCorrectedIsAnsweredWithTheNearest() throws {
    #expect(throws: LibraryError.noSuchIncident("20240605-1401", nearest: ["20240605-1400"])) {
      try output("note", "20240605-1401", "x")
    }
    #expect(throws: LibraryError.noSuchEntry("f10", nearest: ["e10", "e11", "e1", "e9", "e8"])) {
      try output("mark", "f10", "--star")
    }
    #expect(throws: LibraryError.refused(.unknownField("impact"))) { try output("set", "20240605-1400", "impact=0") }
  }

  @Test func anUnknownIncidentNamesTheNearest() throws {
    #expect(throws: LibraryError.noSuchIncident("20240605-1404", nearest: ["20240605-1400"])) {
      try output("show", "20240605-1404")
    }
  }

  @Test(arguments: [
    "\u{1b}]8;;http://evil\u{07}x", "\u{1b}]52;c;eA==\u{07}", "\u{1b}[2J", "\u{9b}2J", "a\u{202e}b\u{2066}", "a\nb\rc",
  ])
  func noControlCharacterReachesTheTerminal(text: String) throws {
    let incident = SampleIncidents.shop(withLogText: text)
    for arguments in [
      ["list"], ["list", "--json"], ["show", "20240605-1400", "--all"], ["show", "20240605-1400", "--json"],
      ["timeline"],
      ["timeline", "--json"], ["timeline", "--jsonl"], ["timeline", "--csv"], ["draft", "20240605-1400"],
    ] {
      let color = arguments[0] == "draft" ? [] : ["--color", "never"]
      let path = folder.file("\(arguments.joined()).db")
      try IncidentStore(path: path).save(Reconstruction(incidents: [incident], coverage: SampleIncidents.coverage))
      let command = try Hindcast.parseAsRoot(arguments + color + ["--store", path])
      let printed: String? =
        switch command {
        case let command as ListCommand: try command.output(surroundings)
        case let command as ShowCommand: try command.output(surroundings)
        case let command as TimelineCommand: try command.output(surroundings)
        case let command as DraftCommand: try command.drafted(surroundings).text
        default: nil
        }
      let obeyed = try #require(printed).replacing("\r\n", with: "\n").unicodeScalars.filter {
        $0 != "\n" && $0.isControlOrHidden
      }
      #expect(obeyed.isEmpty, "\(arguments)")
    }
  }

  @Test func readingCommandsPrintAndReadTimesInAnyZone() throws {
    #expect(try output("list", "--tz", "+02:00", "--color", "never").contains("20240605-1400  2024-06-05 16:00:03  "))
    #expect(try output("show", "20240605-1400", "--tz", "-05:00").contains("started   2024-06-05 09:00:03 -05:00"))
    let rows = try output("timeline", "--tz", "Europe/Berlin", "--since", "16:31", "--color", "never")
    #expect(rows.hasPrefix("Entries since 2024-06-05 16:31:00 +02:00\nTIME (+02:00)  "))
    #expect(rows.contains("2024-06-05 16:31:40") && !rows.contains("16:00:03"))
    for command in [["list"], ["timeline"], ["show", "20240605-1400"]] {
      #expect(exitCode(command + ["--tz", "Mars"]) == 64)
      #expect(exitCode(command + ["--tz", "UTC", "--utc"]) == 64)
    }
  }

  @Test func aClockAloneIsToldBackWithItsDay() throws {
    #expect(
      try output("timeline", "--since", "23:40") == "No entries since 2024-06-05 23:40:00 UTC.\n")
    let around = try output("timeline", "--around", "14:31", "--window", "1m", "--color", "never")
    #expect(around.hasPrefix("Entries since 2024-06-05 14:30:00 UTC until 2024-06-05 14:32:00 UTC\n"))
    #expect(try output("timeline", "--since", "23:40", "--csv").hasPrefix("at,"))
  }

  @Test func wrongUsageIs64() {
    #expect(exitCode("list", "--status", "closed") == 64)
    #expect(exitCode("timeline", "--json", "--csv") == 64)
    #expect(exitCode("draft", "--update", "-") == 64)
    #expect(exitCode("timeline", "--around", "14:00", "--since", "13:00") == 64)
    #expect(exitCode("timeline", "--window", "long") == 64)
    #expect(exitCode("show") == 64)
    #expect(exitCode("nonsense") == 64)
    #expect(exitCode("note", " ") == 64)
    #expect(exitCode("note", "x", "--kind", "onset") == 64)
    #expect(exitCode("mark", "e1") == 64)
    #expect(exitCode("mark", "e1", "--star", "--unstar") == 64)
    #expect(exitCode("set", "20240605-1400", "title") == 64)
    #expect(exitCode("split", "20240605-1400") == 64)
  }

  @Test func aTimeThatIsNoneIsWrongUsage() throws {
    #expect {
      try output("list", "--since", "soon")
    } throws: {
      Hindcast.exitCode(for: $0) == .validationFailure
    }
  }

  @Test func everySubcommandSaysWhatItDoes() {
    for subcommand in Hindcast.configuration.subcommands {
      #expect(!subcommand.configuration.abstract.isEmpty)
      #expect(!subcommand.helpMessage().isEmpty)
    }
  }

  @Test func colourFollowsTheChoiceThenNoColor() throws {
    func isColoured(_ choice: String, _ environment: [String: String], isTerminal: Bool) throws -> Bool {
      var surroundings = surroundings
      surroundings.environment = environment
      surroundings.terminal.isTerminal = isTerminal
      return try DisplayOptions.parse(["--color", choice]).ink(surroundings).isOn
    }
    #expect(try isColoured("auto", [:], isTerminal: true))
    #expect(try !isColoured("auto", [:], isTerminal: false))
    #expect(try !isColoured("auto", ["NO_COLOR": "1"], isTerminal: true))
    #expect(try isColoured("always", ["NO_COLOR": "1"], isTerminal: false))
    #expect(try !isColoured("never", [:], isTerminal: true))
  }
}
