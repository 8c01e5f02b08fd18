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

/// Times that people type of an incident, days after it.
@Suite struct IncidentTimesTests {
  private let folder: TemporaryFolder
  /// From 23:00:03 to 23:31:40 in New York, three days ago; 03:00 of the next day in Greenwich.
  private let incident = SampleIncidents.shop(hoursLater: 13)

  init() throws { folder = try TemporaryFolder() }

  private func surroundings(_ environment: [String: String] = [:], zone: String = "America/New_York") throws
    -> Surroundings
  {
    Surroundings(
      now: SampleIncidents.at(85 * 3600), zone: try #require(TimeZone(identifier: zone)), environment: environment,
      terminal: Terminal(isTerminal: false, width: 140))
  }

  private static func output(_ arguments: [String], _ surroundings: Surroundings) throws -> String {
    switch try Hindcast.parseAsRoot(arguments) {
    case let command as any CorrectionCommand: try command.output(surroundings)
    case let command as ShowCommand: try command.output(surroundings)
    case let command as TimelineCommand: try command.output(surroundings)
    default: throw CleanExit.helpRequest()
    }
  }

  /// The command on a store that holds the incident; what it refuses with, where it does.
  private func output(_ arguments: String...) throws -> String {
    let path = folder.file("hindcast.db")
    if !FileManager.default.fileExists(atPath: path) {
      try IncidentStore(path: path).save(
        Reconstruction(incidents: [incident], coverage: SampleIncidents.coverage))
    }
    do {
      return try Self.output(arguments + ["--store", path], surroundings())
    } catch let error as ValidationError {
      return error.message
    }
  }

  @Test func aClockIsOfTheIncidentsDayAndIsPrintedBack() throws {
    #expect(
      try output("note", incident.id, "pool is full", "--at", "23:10", "--by", "anna")
        == "\(incident.id): note n1: pool is full  ('hindcast undo 1' undoes it)\n  at 2024-06-05T23:10:00-04:00\n")
    // Without an ID it is the incident that the note goes to.
    #expect(try output("note", "all is well", "--at", "23:50").contains("  at 2024-06-05T23:50:00-04:00\n"))
    #expect(try output("note", "past midnight", "--at", "0:10").contains("  at 2024-06-06T00:10:00-04:00\n"))
    #expect(try output("note", "in Greenwich", "--at", "03:10", "--utc").contains("  at 2024-06-06T03:10:00Z\n"))
    #expect(
      try output("note", "in Berlin", "--at", "5:10", "--tz", "Europe/Berlin").contains(
        "  at 2024-06-06T05:10:00+02:00\n"))
    #expect(
      try output("set", incident.id, "ended_at=23:44:30").contains("set ended_at to 2024-06-05T23:44:30-04:00  ("))
    #expect(
      try output("set", incident.id, "started_at=22:58").contains("set started_at to 2024-06-05T22:58:00-04:00  ("))
    #expect(try output("split", incident.id, "--at", "23:20").contains("split off 20240606-0320"))
  }

  @Test(arguments: [
    ("11:10 PM", "2024-06-05T23:10:00-04:00"), ("3:10Z", "2024-06-05T23:10:00-04:00"),
    ("03:10 UTC", "2024-06-05T23:10:00-04:00"), ("5:10 (UTC+2)", "2024-06-05T23:10:00-04:00"),
    ("June 7, 2024, 9:00 am", "2024-06-07T09:00:00-04:00"),
  ])
  func timesMayBeTypedAsPostmortemsHaveThem(typed: String, meant: String) throws {
    #expect(try output("note", incident.id, "x", "--at", typed).contains("  at \(meant)\n"))
  }

  @Test(arguments: ["25:10 PM", "23:10-23:20", "05/06/2024 23:10", "June 5, 23:10", "23:10 or so"])
  func whatIsNoTimeIsRefused(typed: String) throws {
    #expect(try output("note", incident.id, "x", "--at", typed).contains("is no time"))
  }

  @Test func aNoteWithoutATimeIsOfNowAndSaysSo() throws {
    let lines = try output("note", incident.id, "looked at again").split(separator: "\n")
    #expect(lines.count == 2 && lines[1].hasPrefix("  at 2024-"))
  }

  @Test func theDayMayBeNamed() throws {
    #expect(
      try output("note", incident.id, "fix deployed", "--at", "9:00", "--date", "2024-06-07")
        .contains("  at 2024-06-07T09:00:00-04:00\n"))
    #expect(
      try output("note", incident.id, "x", "--at", "2024-06-06 09:00", "--date", "2024-06-07")
        == "'2024-06-06 09:00' is 2024-06-06T09:00:00-04:00, which is of another day than --date says")
    #expect(throws: (any Error).self) { try Hindcast.parseAsRoot(["note", "x", "--date", "2024-06-07"]) }
    #expect(throws: (any Error).self) { try Hindcast.parseAsRoot(["note", "x", "--tz", "UTC", "--utc"]) }
  }

  @Test func theFutureIsRefused() throws {
    let now = "2024-06-08T23:00:03.250-04:00"
    #expect(
      try output("note", incident.id, "x", "--at", "2024-06-09 10:00")
        == "'2024-06-09 10:00' is 2024-06-09T10:00:00-04:00, which is in the future: it is \(now)")
    #expect(try output("set", incident.id, "ended_at=+1h").contains("which is in the future"))
    #expect(try output("split", incident.id, "--at", "tomorrow").contains("which is in the future"))
    #expect(try output("undo", "--list") == "No corrections.\n")
  }

  @Test func outsideOfIncidentsAClockIsTheLastOne() throws {
    let path = folder.file("empty.db")
    try IncidentStore(path: path).save(Reconstruction(incidents: [], coverage: SampleIncidents.coverage))
    func noted(_ clock: String) throws -> String {
      try Self.output(["note", "x", "--at", clock, "--store", path], surroundings())
    }
    #expect(try noted("22:00").contains("  at 2024-06-08T22:00:00-04:00\n"))
  }

  @Test func aTimelineOfAnIncidentIsAskedForByItsClocks() throws {
    let csv = try output(
      "timeline", "--incident", incident.id, "--around", "23:15", "--window", "2m", "--kind", "restart", "--csv")
    #expect(csv.split(separator: "\r\n").count == 2)
    let since = try output("timeline", "--incident", incident.id, "--since", "23:14", "--until", "23:16", "--csv")
    #expect(since.contains("restart"))
  }

  @Test func theDaemonAndItsStoreUnderstandTheSame() async throws {
    let here = try surroundings(["HINDCAST_SOCKET": folder.file("hindcast.sock")])
    let (store, id) = (folder.file("hindcast.db"), incident.id)
    let printed = try await withServer(folder, incidents: [incident]) { _, _ in
      try await offPool {
        try [[], ["--store", store]].map { place in
          try Self.output(["note", "one", "--at", "23:10"] + place, here).replacing("n1", with: "n2").replacing(
            "undo 1'", with: "undo 2'")
        } + [Self.output(["set", id, "ended_at=23:44"], here)]
      }
    }
    #expect(printed[0] == printed[1] && printed[0].contains("  at 2024-06-05T23:10:00-04:00\n"))
    #expect(printed[2].contains(": set ended_at to 2024-06-05T23:44:00-04:00  ("))
  }
}
