import ArgumentParser
import Control
import Incidents
import Records
import Store

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists incidents, newest first.")

  @OptionGroup var times: TimeRangeOptions

  @Option(help: "Only incidents in which this service was in trouble.")
  var service: String?

  @Option(help: "Only incidents of this status.")
  var status: IncidentStatus?

  @Option(help: "Only incidents of this severity.")
  var severity: IncidentSeverity?

  @OptionGroup var options: ReadingOptions

  func run() throws {
    let surroundings = options.placed(Surroundings.process(utc: options.display.utc))
    // Before the pager takes the terminal: a mistake of the command is told on it.
    let listed = try listed(surroundings)
    try surroundings.terminal.page(surroundings.environment) { try write(listed, surroundings, to: $0) }
  }

  /// All that is printed.
  func output(_ surroundings: Surroundings) throws -> String {
    let surroundings = options.placed(surroundings)
    var text = ""
    try write(try listed(surroundings), surroundings) { text += $0 }
    return text
  }

  /// What is asked for, where it is read from, and the first page of it.
  private struct Listed {
    var range: TimeRange
    var filter: IncidentFilter
    /// The most entries of each timeline: a row tells little of it.
    var entries: Int?
    var access: any IncidentAccess
    var first: IncidentPage
  }

  private func listed(_ surroundings: Surroundings) throws -> Listed {
    let range = try times.range(surroundings)
    let filter = IncidentFilter(
      since: range.since, until: range.until, service: service, status: status, severity: severity)
    let access = try options.library(surroundings)
    let entries = options.json ? nil : IncidentDocument.shownEntries
    return Listed(
      range: range, filter: filter, entries: entries, access: access,
      first: try access.page(filter, entries: entries, after: nil))
  }

  private func write(_ listed: Listed, _ surroundings: Surroundings, to write: (String) throws -> Void) throws {
    guard options.json else { return try write(try table(listed, surroundings)) }
    var found = Reconstruction(
      incidents: Array(listed.first.incidents.prefix(1)), coverage: listed.first.coverage ?? Coverage(sources: []))
    guard listed.first.next != nil, !found.incidents.isEmpty else {
      found.incidents = []
      try listed.access.eachPage(of: listed.filter, entries: nil, listed.first) { found.incidents += $0 }
      return try write(try ReadableJSON.encode(found) + "\n")
    }
    // All timelines together may be more than memory holds.
    try ReadableJSON.write(found, list: "incidents", to: write) { receive in
      try listed.access.eachPage(of: listed.filter, entries: nil, listed.first, receive)
    }
  }

  private func table(_ listed: Listed, _ surroundings: Surroundings) throws -> String {
    var incidents: [Incident] = []
    try listed.access.eachPage(of: listed.filter, entries: listed.entries, listed.first) { incidents += $0 }
    let clock = options.display.clock(surroundings).covering(incidents.map(\.startedAt))
    let ink = options.display.ink(surroundings)
    var table = Table(["ID", clock.heading("STARTED"), "DURATION", "SEVERITY", "STATUS", "TITLE"])
    for incident in incidents.reversed() {
      let duration = incident.knownUntil.duration(since: incident.startedAt).inWords
      table.add([
        incident.id, clock.dateAndTime(incident.startedAt), duration, incident.severity.rawValue,
        incident.status.rawValue, incident.title,
      ])
    }
    let told = listed.range.words(options.display.clock(surroundings))
    if table.isEmpty { return "No incidents\(told).\n" }
    return (told.isEmpty ? "" : ink.dim("Incidents\(told)") + "\n")
      + table.text(width: surroundings.terminal.width, ink)
  }
}
