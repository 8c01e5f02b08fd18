import ArgumentParser
import Control

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
    let surroundings = Surroundings.process(utc: options.display.utc)
    try surroundings.terminal.page(try output(surroundings), surroundings.environment)
  }

  func output(_ surroundings: Surroundings) throws -> String {
    let surroundings = options.placed(surroundings)
    // A screen shows a few dozen entries.
    let isWhole = all || options.json
    let document = try options.library(surroundings).document(
      id, includingHidden: hidden, entries: isWhole ? nil : IncidentDocument.shownEntries)
    if options.json { return try ReadableJSON.encode(document) + "\n" }
    return IncidentRendering(
      clock: options.display.clock(surroundings), ink: options.display.ink(surroundings),
      width: surroundings.terminal.width, showsAll: all, showsIDs: ids,
      glyphs: ChartGlyphs(environment: surroundings.environment)
    ).text(document.incident, corrections: document.corrections, similar: document.similar)
  }
}
