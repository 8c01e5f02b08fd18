import ArgumentParser
import Control
import Drafting
import Foundation
import Incidents
import Records

struct BundleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bundle", abstract: "Packs an incident for those who have no access to the host.",
    discussion: """
      Writes a tar archive: the draft, the timeline as CSV, JSON and for Timesketch, the incident and what was read as \
      JSON, the log lines that it rests on with their positions and hashes, a README.txt and SHA256SUMS. Addresses of \
      clients, e-mail addresses and names of users are given pseudonyms, unless --clients, --emails and --users or the \
      configuration say otherwise. The same incident gives the same bytes: times are UTC, unless --tz names another zone.
      """)

  @Argument(help: "The incident, as 'hindcast list' names it.")
  var id: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write to this file; - is standard output. Default: ID.tar.", valueName: "file"))
  var output: String?

  @Flag(help: "Overwrite the file if there is one.")
  var force = false

  @Option(help: "The style of the draft: one that is built in or in \(DraftStyle.systemFolder).")
  var template = DraftStyle.standardName

  @Option(
    help: ArgumentHelp(
      "Read this store. Default: ask the running hindcastd; without one, $XDG_STATE_HOME/hindcast/hindcast.db.",
      valueName: "file"))
  var store: String?

  @Flag(help: "Print times in UTC, as without it.")
  var utc = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Print the times of the draft and its charts in this zone (Europe/Berlin, UTC, +02:00).", valueName: "zone"))
  var tz: String?

  @OptionGroup var disclosure: DisclosureOptions

  func validate() throws {
    if utc, tz != nil { throw ValidationError("--utc and --tz exclude each other") }
    if let tz, TimeZone(named: tz) == nil {
      throw ValidationError("no time zone \(tz.controlsVisible): use a name such as Europe/Berlin, UTC or +02:00")
    }
  }

  func run() throws {
    let bundle = try bundle(Surroundings.process(utc: true))
    if output == "-" { return try send(try bundle.archive()) }
    let path = output ?? "\(bundle.incident.id).tar"
    try DraftFile.write(try bundle.archive(), to: path, force: force)
    FileHandle.standardError.write(
      Data("Bundle of \(bundle.incident.id.controlsVisible) written to \(path.controlsVisible)\n".utf8))
  }

  /// Writes to standard output; on a terminal an archive is no help to anybody.
  private func send(_ archive: Data) throws {
    if isatty(STDOUT_FILENO) == 1 {
      throw ValidationError("an archive is not for a terminal: redirect it, or name a file")
    }
    try StandardOutput.write(archive)
  }

  func bundle(_ surroundings: Surroundings) throws -> EvidenceBundle {
    let style = try DraftStyle.named(template)
    let access = try disclosure.disclosed(try surroundings.incidents(store: store))
    let document = try access.document(id, includingHidden: false, entries: EvidenceBundle.entries)
    return EvidenceBundle(
      document, try access.coverage(), style: style, try disclosure.policy(access),
      zone: tz.flatMap { TimeZone(named: $0) } ?? .gmt)
  }
}
