import ArgumentParser
import Foundation
import Incidents
import LogLab
import Records
import SampleIncidents
import Store
import Testing

@testable import hindcast

/// What commands print of an incident over which the clocks are turned.
@Suite struct ClockChangePrintingTests {
  private let folder: TemporaryFolder
  private let store: String
  private let surroundings: Surroundings

  init() throws {
    folder = try TemporaryFolder()
    store = folder.file("hindcast.db")
    var incident = SampleIncidents.shop(onset: try #require(Timestamp(rfc3339: "2026-10-25T00:45:00Z")))
    incident.id = "20261025-0045"
    try IncidentStore(path: store).save(
      Reconstruction(incidents: [incident, SampleIncidents.shop], coverage: SampleIncidents.coverage))
    surroundings = Surroundings(
      now: SampleIncidents.at(7200), zone: try #require(TimeZone(identifier: "Europe/Berlin")), environment: [:],
      terminal: Terminal(isTerminal: false, width: 160))
  }

  private func output(_ arguments: String...) throws -> String {
    switch try Hindcast.parseAsRoot(arguments + ["--store", store]) {
    case let command as ShowCommand: try command.output(surroundings)
    case let command as TimelineCommand: try command.output(surroundings)
    case let command as ListCommand: try command.output(surroundings)
    case let command as NoteCommand: try command.output(surroundings)
    default: ""
    }
  }

  @Test func showNamesTheOffsetBesideEachTime() throws {
    let text = try output("show", "20261025-0045", "--all")
    #expect(text.contains("started   2026-10-25 02:45:00 +02:00\n"))
    #expect(text.contains("ended     2026-10-25 02:16:37 +01:00  (lasted 31 min 37 s, in 2 phases)"))
    #expect(text.contains("\n  02:49:00 +02:00   hypothesis") && text.contains("\n  02:02:00 +01:00   recovery"))
    let signals = try #require(text.split(separator: "\n").first { $0.contains("usual -> worst") })
    #expect(signals.contains("02:45:00 +02:00") && signals.contains("02:16:37 +01:00"))
  }

  @Test func aTableNamesTheOffsetOfItsTimesNotOfToday() throws {
    #expect(try output("timeline", "--incident", "20240605-1400").contains("TIME (+02:00)"))
    let turned = try output("timeline", "--incident", "20261025-0045")
    #expect(turned.hasPrefix("TIME  ") && turned.contains("2026-10-25 02:02:00 +01:00"))
    let winter = try output("list", "--since", "2026-01-01")
    #expect(winter.contains("STARTED (+02:00)") && winter.contains("2026-10-25 02:45:00  "))
  }

  @Test func thePreviewOfAnImportNamesTheOffsetBesideEachTime() throws {
    let review = try folder.write(
      "review.md", "# 2026-10-25\n\n## Timeline\n\n- 00:50 UTC: carts slow\n- 01:10 UTC: carts fine\n")
    let printed = try output("note", "20261025-0045", "--import", review, "--dry-run")
    #expect(printed.hasPrefix("TIME  "))
    #expect(printed.contains("2026-10-25 02:50:00 +02:00") && printed.contains("2026-10-25 02:10:00 +01:00"))
  }
}
