import ArgumentParser
import Control
import Drafting
import Foundation
import Incidents
import Records
import Store

struct DraftCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draft", abstract: "Writes the postmortem skeleton of an incident, in Markdown or HTML.",
    discussion: """
      'hindcast draft --update FILE' renews a draft that you have edited: what was measured or noted since is merged into \
      your text. Your words stay, and what you deleted stays deleted. Where you and the renewal changed the same words, \
      both are marked as git marks conflicts, and the command exits with 1.
      """)

  @Argument(help: "The incident, as 'hindcast list' names it; with --update, by default the one that the file names.")
  var id: String?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write to this file, not to standard output.", valueName: "file"))
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
      "With --update, a copy of the draft as it was generated. Default: the store's, which keeps what it generated.",
      valueName: "file"))
  var base: String?

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
    if update == nil {
      if id == nil { throw ValidationError("name the incident, or an edited draft with --update") }
      if base != nil { throw ValidationError("--base is for --update") }
    } else if output != nil || force {
      throw ValidationError("--update writes the file that it names: leave out -o and --force")
    } else if form.format == .html {
      throw ValidationError("--update renews a draft in Markdown: leave out --format html")
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
    let draft = try drafted(surroundings)
    guard let output else { return try surroundings.terminal.page(draft.text, surroundings.environment) }
    try draft.pictures?.write(force: force)
    try DraftFile.write(draft.text, to: output, force: force)
    say(["Draft of \(id ?? "") written to \(([output] + (draft.pictures?.names ?? [])).joined(separator: ", "))"])
  }

  /// A draft, and the pictures that are written beside it.
  struct Drafted {
    var text: String
    var pictures: ChartFiles?
  }

  /// What the command writes.
  func drafted(_ surroundings: Surroundings) throws -> Drafted {
    let access = try surroundings.incidents(store: store)
    if form.format(of: output) == .html {
      let made = try make(id ?? "", as: nil, beside: output ?? "draft.html", access, surroundings)
      return Drafted(text: DraftPage(charts: made.pictures?.byLink ?? [:]).html(of: made.markdown))
    }
    let (draft, incident) = try generate(id ?? "", as: nil, beside: output, access, surroundings)
    guard output == nil else { return draft }
    return Drafted(text: form.written(incident, zone: zone(nil, surroundings), surroundings) + draft.text)
  }

  /// Generates a draft, and has it kept for the time when it is to be renewed.
  /// - Parameters:
  ///   - stamp: how the draft was made that is renewed.
  ///   - file: the draft's file; without one it shows no pictures.
  func generate(
    _ id: String, as stamp: DraftStamp?, beside file: String?, _ access: any IncidentAccess,
    _ surroundings: Surroundings
  ) throws -> (draft: Drafted, incident: Incident) {
    let (markdown, incident, pictures) = try make(id, as: stamp, beside: file, access, surroundings)
    let draft = StoredDraft(incident: incident.id, text: markdown)
    do { try access.keep(draft) } catch {
      say(["This draft is not kept, so that renewing it will take --base: \(error.localizedDescription)"])
    }
    return (Drafted(text: DraftStamp.sealed(draft.text, base: draft.hash), pictures: pictures), incident)
  }

  private func make(
    _ id: String, as stamp: DraftStamp?, beside file: String?, _ access: any IncidentAccess,
    _ surroundings: Surroundings
  ) throws -> (markdown: String, incident: Incident, pictures: ChartFiles?) {
    let document = try access.document(id, includingHidden: false, entries: IncidentDocument.shownEntries)
    let incident = try disclosure.disclosure(access).incident(document.incident)
    let name = template ?? stamp?.style ?? DraftStyle.standardName
    let zone = zone(stamp, surroundings)
    let pictures = form.pictures(of: incident, zone: zone, beside: file)
    let options = DraftOptions(
      zone: zone, evidence: evidence ?? stamp?.evidence ?? .footnotes, charts: pictures?.links ?? [],
      similar: document.similar)
    let markdown = Draft.markdown(
      of: incident, style: try DraftStyle.named(name, folder: styles.folder), options: options)
    // A style of one's own need not show them.
    return (markdown, incident, pictures?.linked(in: markdown))
  }

  private func zone(_ stamp: DraftStamp?, _ surroundings: Surroundings) -> TimeZone {
    tz.flatMap { TimeZone(named: $0) } ?? (utc ? .gmt : stamp?.zone ?? surroundings.zone)
  }

  private func say(_ lines: [String]) {
    FileHandle.standardError.write(Data(lines.map { $0.controlsVisible + "\n" }.joined().utf8))
  }
}

extension EvidencePlace: ExpressibleByArgument {}
