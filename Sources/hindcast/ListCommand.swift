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
    let surroundings = Surroundings.process(utc: options.display.utc)
    try surroundings.terminal.page(try output(surroundings), surroundings.environment)
  }

  func output(_ surroundings: Surroundings) throws -> String {
    let surroundings = options.placed(surroundings)
    let range = try times.range(surroundings)
    let filter = IncidentFilter(
      since: range.since, until: range.until, service: service, status: status, severity: severity)
    // A row tells little of the timeline.
    let found = try options.library(surroundings).incidents(
      filter, entries: options.json ? nil : IncidentDocument.shownEntries)
    if options.json { return try ReadableJSON.encode(found) + "\n" }
    let clock = options.display.clock(surroundings).covering(found.incidents.map(\.startedAt))
    let ink = options.display.ink(surroundings)
    var table = Table(["ID", clock.heading("STARTED"), "DURATION", "SEVERITY", "STATUS", "TITLE"])
    for incident in found.incidents.reversed() {
      let duration = incident.knownUntil.duration(since: incident.startedAt).inWords
      table.add([
        incident.id, clock.dateAndTime(incident.startedAt), duration, incident.severity.rawValue,
        incident.status.rawValue, incident.title,
      ])
    }
    let told = range.words(options.display.clock(surroundings))
    if table.isEmpty { return "No incidents\(told).\n" }
    return (told.isEmpty ? "" : ink.dim("Incidents\(told)") + "\n")
      + table.text(width: surroundings.terminal.width, ink)
  }
}
