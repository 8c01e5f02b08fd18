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

  @Option(help: ArgumentHelp("The style, as 'hindcast styles' names it.", valueName: "style"))
  var template = DraftStyle.standardName

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Print times in this zone (Europe/Berlin, UTC, +02:00). Default: the local zone.", valueName: "zone"))
  var tz: String?

  @Flag(help: "Print times in UTC.")
  var utc = false

  @Option(help: "Where the log lines go that statements rest on.")
  var evidence = EvidencePlace.footnotes

  @OptionGroup var styles: StylesOption

  @Option(
    help: ArgumentHelp(
      "Read this store. Default: ask the running hindcastd; without one, $XDG_STATE_HOME/hindcast/hindcast.db.",
      valueName: "file"))
  var store: String?

  func validate() throws {
    if utc && tz != nil { throw ValidationError("--utc and --tz exclude each other") }
    if let tz, TimeZone(named: tz) == nil {
      throw ValidationError("no time zone \(tz.controlsVisible): use a name such as Europe/Berlin, UTC or +02:00")
    }
  }

  func run() throws {
    let surroundings = Surroundings.process(utc: utc)
    let markdown = try markdown(surroundings)
    guard let output else { return try surroundings.terminal.page(markdown, surroundings.environment) }
    try DraftFile.write(markdown, to: output, force: force)
    FileHandle.standardError.write(Data("Draft of \(id.controlsVisible) written to \(output.controlsVisible)\n".utf8))
  }

  func markdown(_ surroundings: Surroundings) throws -> String {
    let incident = try surroundings.incidents(store: store).document(id, includingHidden: false).incident
    let zone = tz.flatMap { TimeZone(named: $0) } ?? (utc ? .gmt : surroundings.zone)
    return Draft.markdown(
      of: incident, style: try DraftStyle.named(template, folder: styles.folder),
      options: DraftOptions(zone: zone, evidence: evidence))
  }
}

extension EvidencePlace: ExpressibleByArgument {}
