import ArgumentParser
import Drafting
import Foundation
import Incidents
import Records
import Store

struct NoteCommand: CorrectionCommand {
  static let configuration = CommandConfiguration(
    commandName: "note",
    abstract: "Adds what a person saw, did or thought to the timeline of an incident.",
    usage: """
      hindcast note [ID] TEXT [--kind <kind>] [--at <time>] [--date <date>] [--tz <zone>] [--by <by>]
      hindcast note [ID] --import <file> [--date <date>] [--tz <zone>] [--undated <time>] [--dry-run]
      """,
    discussion: """
      Without an ID the note goes to the open incident, or to the latest one. How the text begins tells its kind \
      ('dead end: ...', 'escalated to ...'), unless --kind does. A clock alone (14:00) means the moment within the \
      incident, or nearest to it, unless --date names the day.

      --import reads the timeline of a postmortem in Markdown: each row becomes a note at its time, of the kind that its \
      words or its heading tell. Without an ID the notes go to the incident that these times overlap; where none does, \
      nothing is imported. --tz is the zone of times that name none, or an abbreviation with several meanings; the local \
      zone is not assumed. With an ID, rows of a file that names no day are of the incident's, and T+5m or +00:05 is counted \
      from its start. What the incident has already is not added again, what has no time is left out and named, and one \
      'hindcast undo' takes all back.
      """)

  @Argument(
    help: ArgumentHelp("The incident, as 'hindcast list' names it, and the text, quoted or not.", valueName: "text"))
  var words: [String] = []

  @Option(help: ArgumentHelp("What kind of note it is.", valueName: "kind"))
  var kind: NoteKindArgument?

  @Option(parsing: .unconditional, help: ArgumentHelp("When it was so. Default: now.", valueName: "time"))
  var at: String?

  @Option(
    name: .customLong("import"),
    help: ArgumentHelp("Import the timeline of this postmortem, '-' for standard input.", valueName: "file"))
  var document: String?

  @Option(
    help: ArgumentHelp(
      """
      The day, as 2024-06-05: with --at that of its clock, with --import that of the first row; rows that name their \
      own day keep it.
      """, valueName: "date"))
  var date: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --import: put what stands under headings such as Escalation without a time at this time.",
      valueName: "time"))
  var undated: String?

  @Flag(help: "With --import: only show what would be imported.")
  var dryRun = false

  @OptionGroup var options: CorrectionOptions

  func validate() throws {
    if let date, TimelineReading.day(date) == nil {
      throw ValidationError("'\(date.controlsVisible)' is no date: write 2024-06-05")
    }
    if document != nil {
      if !text.isEmpty { throw ValidationError("--import takes the notes from the file: leave out the text") }
      if kind != nil || at != nil { throw ValidationError("--import takes kinds and times from the file") }
      return
    }
    if undated != nil || dryRun { throw ValidationError("--undated and --dry-run need --import") }
    if date != nil, at == nil { throw ValidationError("--date needs --at or --import") }
    if text.allSatisfy(\.isWhitespace) { throw ValidationError("a note needs words") }
  }

  func output(_ surroundings: Surroundings) throws -> String {
    let surroundings = options.placed(surroundings)
    guard let document else { return try options.output(of: try change(surroundings), surroundings) }
    let notes = NoteImport(
      path: document, incident: incident, day: day, undated: undated, isTrial: dryRun, options: options)
    return try notes.output(surroundings)
  }

  func change(_ surroundings: Surroundings) throws -> CorrectionRequest.Change {
    func note(_ incident: String?, _ at: Timestamp?) -> CorrectionRequest.Change {
      .note(incident: incident, text: text, kind: kind?.kind, at: at)
    }
    guard let at else { return note(incident, nil) }
    // What the time means depends on the incident that the note goes to.
    let target = try incident ?? options.trial(note(nil, nil), surroundings).corrections.first?.incident
    let times = IncidentTimes(try target.map { try options.incident($0, surroundings) }, day: day, surroundings)
    return note(target, try times.time(at))
  }

  private var day: CivilDate? { date.flatMap(TimelineReading.day) }

  /// The first word where it is written as an incident's id is: `20240605-1400`, with or without a number behind it.
  private var incident: String? {
    guard let parts = words.first?.split(separator: "-", omittingEmptySubsequences: false),
      (2...3).contains(parts.count), parts[0].count == 8,
      parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } })
    else { return nil }
    return words[0]
  }

  private var text: String { words.dropFirst(incident == nil ? 0 : 1).joined(separator: " ") }
}

/// A kind that a note can be of.
struct NoteKindArgument: ExpressibleByArgument {
  var kind: EntryKind

  init?(argument: String) {
    guard let kind = NoteKinds.all.first(where: { $0.rawValue == argument }) else { return nil }
    self.kind = kind
  }

  static var allValueStrings: [String] { NoteKinds.names }
}
