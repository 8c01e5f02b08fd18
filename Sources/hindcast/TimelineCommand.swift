import ArgumentParser
import Control
import Incidents
import Records
import Store

struct TimelineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timeline", abstract: "Queries timeline entries across sources, in or out of incidents.",
    discussion: """
      The table and --json show what is stored, unless --clients, --emails or --users are given. --csv, --jsonl and --timesketch are made to be passed on: addresses of \
      clients, e-mail addresses and names of users are given pseudonyms in them, unless these or the configuration \
      say otherwise.

      With --follow it prints the last ten entries, or all since --since, and then new ones as they come, each once and \
      in the order in which they become known: one that is dated back comes late. Without --since, entries of times more \
      than a day before the start are not shown.
      """)

  @Option(help: ArgumentHelp("Only entries of this incident.", valueName: "id"))
  var incident: String?

  @OptionGroup var times: TimeRangeOptions

  @Option(parsing: .unconditional, help: "Around this time.")
  var around: String?

  @Option(help: "With --around: this much before and after it. Default: 10m.")
  var window: String?

  @Option(help: "Only entries of this service.")
  var service: String?

  @Option(help: "Only entries of this kind; may be given several times.")
  var kind: [EntryKind] = []

  @Option(
    parsing: .unconditional, help: "Only entries that hold this text, in upper or lower case; it is no pattern.")
  var grep: String?

  @Flag(help: "Name the entries by the ids that 'hindcast mark' takes.")
  var ids = false

  @Flag(help: "Also the entries that people hid.")
  var hidden = false

  @Flag(help: "Print one JSON object a line.")
  var jsonl = false

  @Flag(help: "Print CSV.")
  var csv = false

  @Flag(help: "Print JSON, an event a line, as Timesketch imports it from a file named *.jsonl.")
  var timesketch = false

  @Flag(name: .shortAndLong, help: "Go on with new entries as they come, until interrupted.")
  var follow = false

  @OptionGroup var disclosure: DisclosureOptions

  @OptionGroup var options: ReadingOptions

  func validate() throws {
    if [options.json, jsonl, csv, timesketch].count(where: { $0 }) > 1 {
      throw ValidationError("--json, --jsonl, --csv and --timesketch exclude each other")
    }
    if around != nil && (times.since != nil || times.until != nil) {
      throw ValidationError("--around excludes --since and --until")
    }
    if follow && (csv || timesketch || incident != nil || around != nil || times.until != nil) {
      throw ValidationError("--follow excludes --csv, --timesketch, --incident, --around and --until")
    }
    guard let window else { return }
    if around == nil { throw ValidationError("--window is for --around: name a time, or use --since and --until") }
    if TimeExpression.seconds(ofSpan: window) == nil {
      throw ValidationError("'\(window.controlsVisible)' is no span: write 90s, 10m, 2h or 1d")
    }
  }

  func run() async throws {
    let surroundings = options.placed(Surroundings.process(utc: options.display.utc))
    if follow { return try await TimelineFollowing(command: self, surroundings: surroundings).run() }
    try surroundings.terminal.page(try output(surroundings), surroundings.environment)
  }

  func output(_ surroundings: Surroundings) throws -> String {
    let surroundings = options.placed(surroundings)
    let library = try options.library(surroundings)
    let stored = try incident.map { try library.document($0, includingHidden: hidden).incident }
    let query = try query(surroundings, of: stored)
    let access = try access(library)
    let entries = try stored.map { try self.entries(of: $0, query, access) } ?? access.entries(query)
    if let export { return try export.text(entries) }
    if options.json { return try ReadableJSON.encode(EntryList(entries: entries)) + "\n" }
    return table(entries, TimeRange(since: query.since, until: query.until), surroundings)
  }

  /// How entries are passed on; nil: they are shown.
  var export: TimelineExport? { csv ? .csv : jsonl ? .jsonLines : timesketch ? .timesketch : nil }

  /// Where entries come from as they are wanted: by the policy where they are passed on, or where it is asked for.
  func access(_ access: any IncidentAccess) throws -> any IncidentAccess {
    export != nil || disclosure.isNamed ? try disclosure.disclosed(access) : access
  }

  /// What is looked for is looked for in what is stored, as the store does it.
  private func entries(
    of stored: Incident, _ query: EntryQuery, _ access: any IncidentAccess
  ) throws -> [StoredEntry] {
    let accepted = Set(stored.timeline.filter(query.accepts).map(\.id))
    let isDisclosed = export != nil || disclosure.isNamed
    let found = isDisclosed ? try access.document(stored.id, includingHidden: hidden).incident : stored
    return found.timeline.filter { accepted.contains($0.id) }.map { StoredEntry(entry: $0, incidents: [found.id]) }
  }

  /// - Parameter incident: whose entries are asked for: a clock alone means the moment within it, or nearest to it.
  func query(_ surroundings: Surroundings, of incident: Incident? = nil) throws -> EntryQuery {
    let span = incident.map { $0.startedAt...max($0.startedAt, $0.knownUntil) }
    var range = try times.range(surroundings, within: span)
    if let around, let seconds = TimeExpression.seconds(ofSpan: window ?? "10m") {
      let middle = try TimeRangeOptions.time(around, surroundings, within: span)
      range = TimeRange(since: middle.advanced(bySeconds: -seconds), until: middle.advanced(bySeconds: seconds))
    }
    return EntryQuery(
      since: range.since, until: range.until, service: service, kinds: kind, text: grep, includesHidden: hidden)
  }

  private func table(_ entries: [StoredEntry], _ range: TimeRange, _ surroundings: Surroundings) -> String {
    let clock = options.display.clock(surroundings).covering(entries.map(\.entry.at))
    var table = Table((ids ? ["ID"] : []) + [clock.heading("TIME"), "KIND", "ORIGIN", "SERVICE", "INCIDENT", "WHAT"])
    for stored in entries {
      let entry = stored.entry
      table.add(
        (ids ? [entry.id] : []) + [
          clock.dateAndTime(entry.at), entry.kind.rawValue, entry.origin.rawValue, entry.service ?? "",
          stored.incidents.joined(separator: " "),
          entry.attributed + (entry.count > 1 ? " (×\(entry.count.grouped))" : ""),
        ])
    }
    let told = range.words(options.display.clock(surroundings))
    if table.isEmpty { return "No entries\(told).\n" }
    let ink = options.display.ink(surroundings)
    return (told.isEmpty ? "" : ink.dim("Entries\(told)") + "\n") + table.text(width: surroundings.terminal.width, ink)
  }
}
