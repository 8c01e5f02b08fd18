import ArgumentParser
import Control
import Drafting
import Foundation
import Records

struct DraftCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draft", abstract: "Writes the postmortem skeleton of an incident, in Markdown.")

  @Argument(help: "The incident, as 'hindcast list' names it.")
  var id: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write to this file, not to standard output.", valueName: "file"))
  var output: String?

  @Flag(help: "Overwrite the file if there is one.")
  var force = false

  @Option(help: "The style: one that is built in or in \(DraftStyle.systemFolder).")
  var template = DraftStyle.standardName

  @Option(
    help: ArgumentHelp(
      "Read this store. Default: ask the running hindcastd; without one, $XDG_STATE_HOME/hindcast/hindcast.db.",
      valueName: "file"))
  var store: String?

  @OptionGroup var disclosure: DisclosureOptions

  func run() throws {
    let surroundings = Surroundings.process(utc: true)
    let markdown = try markdown(surroundings)
    guard let output else { return try surroundings.terminal.page(markdown, surroundings.environment) }
    try DraftFile.write(markdown, to: output, force: force)
    FileHandle.standardError.write(Data("Draft of \(id.controlsVisible) written to \(output.controlsVisible)\n".utf8))
  }

  func markdown(_ surroundings: Surroundings) throws -> String {
    let access = try surroundings.incidents(store: store)
    let document = try access.document(id, includingHidden: false, entries: IncidentDocument.shownEntries)
    let incident = try disclosure.disclosure(access).incident(document.incident)
    return Draft.markdown(of: incident, style: try DraftStyle.named(template))
  }
}
