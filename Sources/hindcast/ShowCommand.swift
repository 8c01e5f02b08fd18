import ArgumentParser
import Control
import Foundation
import Incidents
import Store

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows one incident: summary, impact, causes, what was ruled out, timeline.")

  @Argument(help: "The incident, as 'hindcast list' names it.")
  var id: String

  @Flag(help: "The whole timeline and all evidence.")
  var all = false

  @Flag(help: "Name the entries by the ids that 'hindcast mark' takes.")
  var ids = false

  @Flag(help: "Also the entries that people hid.")
  var hidden = false

  @OptionGroup var options: ReadingOptions

  func run() throws {
    let surroundings = options.placed(Surroundings.process(utc: options.display.utc))
    // Before the pager takes the terminal: a mistake of the command is told on it.
    let shown = try shown(surroundings)
    try surroundings.terminal.page(surroundings.environment) { try write(shown, surroundings, to: $0) }
  }

  /// All that is printed.
  func output(_ surroundings: Surroundings) throws -> String {
    let surroundings = options.placed(surroundings)
    var text = ""
    try write(try shown(surroundings), surroundings) { text += $0 }
    return text
  }

  /// An incident, and its timeline where that is more than a screen shows of it and than memory may hold.
  private typealias Shown = (document: IncidentDocument, timeline: EntrySeries?)

  private func shown(_ surroundings: Surroundings) throws -> Shown {
    let access = try options.library(surroundings)
    // A screen shows a few dozen entries.
    let isWhole = all || options.json
    var document = try access.document(
      id, includingHidden: hidden, entries: isWhole ? 0 : IncidentDocument.shownEntries)
    guard isWhole else { return (document, nil) }
    let timeline = try EntrySeries(
      EntryQuery(incident: document.incident.id, includesHidden: hidden), access)
    guard timeline.isAtHand else { return (document, timeline) }
    document.incident.timeline = timeline.first.map(\.entry)
    return (document, nil)
  }

  private func write(_ shown: Shown, _ surroundings: Surroundings, to write: (String) throws -> Void) throws {
    var (document, timeline) = shown
    if options.json {
      guard let timeline else { return try write(try ReadableJSON.encode(document) + "\n") }
      document.incident.timeline = try TellingEntries.of(document.incident, timeline, clock: Clock(zone: .gmt))
      return try ReadableJSON.write(document, list: "timeline", to: write) { receive in
        try timeline.eachPage { try receive($0.map(\.entry)) }
      }
    }
    let rendering = IncidentRendering(
      clock: options.display.clock(surroundings), ink: options.display.ink(surroundings),
      width: surroundings.terminal.width, showsAll: all, showsIDs: ids,
      glyphs: ChartGlyphs(environment: surroundings.environment))
    guard let timeline else {
      return try write(
        rendering.text(document.incident, corrections: document.corrections, similar: document.similar))
    }
    try rendering.write(document, timeline: timeline, to: write)
  }
}
