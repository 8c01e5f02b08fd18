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
    // Before the pager takes the terminal: a mistake of the command is told on it.
    let entries = try entries(surroundings)
    try surroundings.terminal.page(surroundings.environment) { try write(entries, surroundings, to: $0) }
  }

  /// All that is printed.
  func output(_ surroundings: Surroundings) throws -> String {
    let surroundings = options.placed(surroundings)
    var text = ""
    try write(try entries(surroundings), surroundings) { text += $0 }
    return text
  }

  /// Entries, and the time that was asked for.
  private typealias Asked = (entries: EntrySeries, range: TimeRange)

  private func entries(_ surroundings: Surroundings) throws -> Asked {
    let library = try options.library(surroundings)
    // A clock alone is read by the time of the incident; nothing else is asked of it.
    let namesTime = [times.since, times.until, around].contains { $0 != nil }
    let stored = try incident.flatMap { id in
      namesTime
        ? try library.document(id, includingHidden: hidden, entries: IncidentDocument.shownEntries).incident : nil
    }
    var query = try query(surroundings, of: stored)
    query.incident = incident
    return (try EntrySeries(query, try access(library)), TimeRange(since: query.since, until: query.until))
  }

  private func write(_ asked: Asked, _ surroundings: Surroundings, to write: (String) throws -> Void) throws {
    let entries = asked.entries
    if let export {
      try write(export.head)
      try entries.eachPage { try write(try export.lines($0)) }
    } else if options.json {
      try ReadableJSON.write(EntryList(entries: []), list: "entries", to: write, pages: entries.eachPage)
    } else {
      try writeTable(entries, asked.range, surroundings, to: write)
    }
  }

  /// How entries are passed on; nil: they are shown.
  var export: TimelineExport? { csv ? .csv : jsonl ? .jsonLines : timesketch ? .timesketch : nil }

  /// Where entries come from as they are wanted: by the policy where they are passed on, or where it is asked for.
  func access(_ access: any IncidentAccess) throws -> any IncidentAccess {
    export != nil || disclosure.isNamed ? try disclosure.disclosed(access) : access
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

  /// The columns are as wide as the widest entry wants them, so that all are gone through first.
  private func writeTable(
    _ entries: EntrySeries, _ range: TimeRange, _ surroundings: Surroundings, to write: (String) throws -> Void
  ) throws {
    let zone = options.display.clock(surroundings)
    let told = range.words(zone)
    if entries.isAtHand, entries.first.isEmpty { return try write("No entries\(told).\n") }
    // One entry of each offset of the clocks tells which there are.
    var ofOffsets: [String: StoredEntry] = [:]
    var table = Table((ids ? ["ID"] : []) + ["TIME", "KIND", "ORIGIN", "SERVICE", "INCIDENT", "WHAT"])
    try entries.eachPage { page in
      for stored in page {
        table.makeRoom(for: cells(stored, zone))
        let offset = zone.zoneName(at: stored.entry.at)
        if ofOffsets[offset] == nil { ofOffsets[offset] = stored }
      }
    }
    let clock = zone.covering(ofOffsets.values.map(\.entry.at))
    table.name(ids ? 1 : 0, clock.heading("TIME"))
    for stored in ofOffsets.values { table.makeRoom(for: cells(stored, clock)) }
    let width = surroundings.terminal.width
    let ink = options.display.ink(surroundings)
    if !told.isEmpty { try write(ink.dim("Entries\(told)") + "\n") }
    try write(table.heading(width: width, ink))
    try entries.eachPage { page in
      try write(page.map { table.row(cells($0, clock), width: width) }.joined())
    }
  }

  private func cells(_ stored: StoredEntry, _ clock: Clock) -> [String] {
    let entry = stored.entry
    return (ids ? [entry.id] : []) + [
      clock.dateAndTime(entry.at), entry.kind.rawValue, entry.origin.rawValue, entry.service ?? "",
      stored.incidents.joined(separator: " "),
      entry.attributed + (entry.count > 1 ? " (×\(entry.count.grouped))" : ""),
    ]
  }
}
