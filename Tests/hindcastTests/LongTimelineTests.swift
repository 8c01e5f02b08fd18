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

/// What is longer than a page is printed page after page, as it is at once.
@Suite struct LongTimelineTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The sample incident in which the application goes on to complain: runs of repeats that pages cut, and times of a day on
  /// which clocks are turned.
  private static let incident = {
    var incident = SampleIncidents.shop
    incident.timeline += (0..<2300).map { number in
      TimelineEntry(
        id: "z\(number)", at: SampleIncidents.at(2000 + Double(number) * 7000), kind: .error, origin: .observed,
        service: number % 700 == 0 ? "a service of a longer name" : "shop", summary: "run \(number / 450) failed",
        evidence: number % 3 == 0 ? [] : [SampleIncidents.evidence("line \(number)", line: number / 2)])
    }
    return incident
  }()

  private func surroundings(_ zone: TimeZone = .gmt) -> Surroundings {
    Surroundings(
      now: SampleIncidents.at(20_000_000), zone: zone, environment: ["HINDCAST_SOCKET": folder.file("hindcast.sock")],
      terminal: Terminal(isTerminal: false, width: 140))
  }

  private static func output(_ arguments: [String], _ surroundings: Surroundings) throws -> String {
    switch try Hindcast.parseAsRoot(arguments) {
    case let command as ShowCommand: try command.output(surroundings)
    case let command as TimelineCommand: try command.output(surroundings)
    default: ""
    }
  }

  @Test func itIsPrintedAsAtOnceBothWays() async throws {
    let id = Self.incident.id
    let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
    let surroundings = surroundings(zone)
    let store = folder.file("hindcast.db")
    try await withServer(folder, incidents: [Self.incident]) { _, service in
      _ = try service.correct(
        CorrectionRequest(
          by: "ann", at: SampleIncidents.at(20_000_000),
          change: .note(incident: id, text: "looked at it", kind: nil, at: SampleIncidents.at(700_000))))
      try await offPool {
        let document = try service.library.document(id)
        let entries = document.incident.timeline.map { StoredEntry(entry: $0, incidents: [id]) }
        #expect(entries.count == 2312)
        let rendering = IncidentRendering(
          clock: Clock(zone: zone), ink: Ink(isOn: false), width: 140, showsAll: true,
          glyphs: ChartGlyphs(environment: surroundings.environment))
        for place in [[], ["--store", store]] {
          func printed(_ arguments: [String]) throws -> String { try Self.output(arguments + place, surroundings) }
          #expect(try printed(["show", id, "--json"]) == ReadableJSON.encode(document) + "\n")
          let shown = try printed(["show", id, "--all"])
          #expect(
            shown
              == rendering.text(document.incident, corrections: document.corrections, similar: document.similar))
          #expect(shown.contains("+01:00") && shown.contains("+02:00"))
          let list = try ReadableJSON.encode(EntryList(entries: entries)) + "\n"
          #expect(try printed(["timeline", "--json", "--incident", id]) == list)
          #expect(
            try printed(["timeline", "--csv", "--clients", "keep", "--incident", id])
              == TimelineExport.csv.text(entries))
          #expect(
            try printed(["timeline", "--jsonl", "--clients", "keep", "--emails", "keep"]).split(separator: "\n").count
              == 2312)
          let table = try printed(["timeline"]).split(separator: "\n", omittingEmptySubsequences: false)
          #expect(table.count == 2314 && table[0].hasPrefix("TIME  ") && table[1].contains("+02:00"))
          let column = table[0].distance(
            from: table[0].startIndex, to: try #require(table[0].range(of: "INCIDENT")).lowerBound)
          #expect(table.dropLast().dropFirst().allSatisfy { $0.dropFirst(column).hasPrefix(id) })
        }
      }
    }
  }

  @Test func anIncidentThatIsNoneIsToldBothWays() async throws {
    let surroundings = surroundings()
    try await withServer(folder) { _, _ in
      try await offPool {
        for arguments in [["timeline", "--incident", "20240605-1404"], ["show", "20240605-1404", "--all"]] {
          for place in [[], ["--store", folder.file("hindcast.db")]] {
            let error = #expect(throws: (any Error).self) { try Self.output(arguments + place, surroundings) }
            #expect(
              error?.localizedDescription.contains("no incident 20240605-1404: nearest are 20240605-1400") == true)
          }
        }
      }
    }
  }
}
