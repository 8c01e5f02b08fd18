import ArgumentParser
import Control
import Drafting
import Foundation
import Records

struct DraftCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draft", abstract: "Writes the postmortem skeleton of an incident, in Markdown or HTML.",
    discussion: """
      'hindcast draft --update FILE' renews a draft that you have edited: what was measured or noted since is merged into \
      your text. Your words stay, what you deleted stays deleted, and sections are renewed where you moved them. Where you \
      and the renewal changed the same words, or the renewal has a row no more that you changed, both are marked as git \
      marks conflicts, and the command exits with 1.

      'hindcast draft --from FILE -o PAGE.html' makes one page of the draft as you have edited it, with its charts in it, \
      to be published.
      """)

  @Argument(
    help: "The incident, as 'hindcast list' names it; with --update or --from, by default the one that the file names.")
  var id: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write to this file, not to standard output, which - is, too.", valueName: "file"))
  var output: String?

  @Flag(help: "Overwrite the file if there is one.")
  var force = false

  @Option(
    help: ArgumentHelp(
      "The style, as 'hindcast styles' names it. Default: \(DraftStyle.standardName); with --update, the file's.",
      valueName: "style"))
  var template: String?

  @Option(help: ArgumentHelp("Renew this edited draft.", valueName: "file"))
  var update: String?

  @Option(
    help: ArgumentHelp(
      "With --update, a copy of the draft as it was generated; - is standard input. Default: the store's, which keeps what it generated.",
      valueName: "file"))
  var base: String?

  @Option(help: ArgumentHelp("Make a page in HTML of this edited draft; - is standard input.", valueName: "file"))
  var from: String?

  @OptionGroup var form: DraftFormOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Print times in this zone (Europe/Berlin, UTC, +02:00). Default: the local zone.", valueName: "zone"))
  var tz: String?

  @Flag(help: "Print times in UTC.")
  var utc = false

  @Option(help: "Where the log lines go that statements rest on. Default: footnotes; with --update, as in the file.")
  var evidence: EvidencePlace?

  @OptionGroup var styles: StylesOption

  @Option(
    help: ArgumentHelp(
      "Read this store. Default: ask the running hindcastd; without one, $XDG_STATE_HOME/hindcast/hindcast.db.",
      valueName: "file"))
  var store: String?

  @OptionGroup var disclosure: DisclosureOptions

  func validate() throws {
    if utc && tz != nil { throw ValidationError("--utc and --tz exclude each other") }
    if let tz, TimeZone(named: tz) == nil {
      throw ValidationError("no time zone \(tz.controlsVisible): use a name such as Europe/Berlin, UTC or +02:00")
    }
    if update == nil, base != nil { throw ValidationError("--base is for --update") }
    if let update {
      if update == "-" {
        throw ValidationError("--update renews a file in its place: name that file, for - is standard input")
      }
      if from != nil { throw ValidationError("--update and --from exclude each other") }
      if output != nil || force {
        throw ValidationError("--update writes the file that it names: leave out -o and --force")
      }
      if form.format == .html { throw ValidationError("--update renews a draft in Markdown: leave out --format html") }
    } else if from != nil {
      if form.format == .markdown { throw ValidationError("--from makes a page in HTML: leave out --format markdown") }
      if template != nil || evidence != nil {
        throw ValidationError("--from takes the text as it is: leave out --template and --evidence")
      }
    } else if id == nil {
      throw ValidationError("name the incident, or an edited draft with --update or --from")
    }
  }

  func run() throws {
    let surroundings = Surroundings.process(utc: utc)
    if let update {
      let report = try renew(update, surroundings)
      say(report.lines)
      if report.hasConflicts { throw ExitCode.failure }
      return
    }
    if let file, let from, FileState.areOne(file, from) { throw DraftError(.isItsSource, file) }
    if let file { try DraftFile.check(file, force: force) }
    let draft = try from.map { Drafted(text: try page(of: $0, surroundings)) } ?? drafted(surroundings)
    guard let file else { return try surroundings.terminal.page(draft.text, surroundings.environment) }
    try draft.pictures?.check()
    try DraftFile.write(draft.text, to: file, force: force)
    // Last: nothing lies beside a draft that could not be written.
    if let refused = draft.pictures?.write().first { throw refused }
    let names = ([file] + (draft.pictures?.names ?? [])).joined(separator: ", ")
    say([from.map { "Page of \($0) written to \(names)" } ?? "Draft of \(id ?? "") written to \(names)"])
  }

  /// The file to write; nil is standard output.
  var file: String? { output == "-" ? nil : output }

  func zone(_ stamp: DraftStamp?, _ surroundings: Surroundings) -> TimeZone {
    tz.flatMap { TimeZone(named: $0) } ?? (utc ? .gmt : stamp?.zone ?? surroundings.zone)
  }

  func say(_ lines: [String]) {
    FileHandle.standardError.write(Data(lines.map { $0.controlsVisible + "\n" }.joined().utf8))
  }
}

extension EvidencePlace: ExpressibleByArgument {}
