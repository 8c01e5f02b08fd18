import ArgumentParser
import Incidents
import Records
import Store

struct NoteCommand: CorrectionCommand {
  static let configuration = CommandConfiguration(
    commandName: "note",
    abstract: "Adds what a person saw, did or thought to the timeline of an incident.",
    usage: "hindcast note [ID] TEXT [--kind <kind>] [--at <time>] [--by <by>]",
    discussion: """
      Without an ID the note goes to the open incident, or to the latest one. How the text begins tells its kind \
      ('dead end: ...', 'escalated to ...'), unless --kind does.
      """)

  @Argument(
    help: ArgumentHelp("The incident, as 'hindcast list' names it, and the text, quoted or not.", valueName: "text"))
  var words: [String]

  @Option(help: ArgumentHelp("What kind of note it is.", valueName: "kind"))
  var kind: NoteKindArgument?

  @Option(parsing: .unconditional, help: ArgumentHelp("When it was so. Default: now.", valueName: "time"))
  var at: String?

  @OptionGroup var options: CorrectionOptions

  func validate() throws {
    if text.allSatisfy(\.isWhitespace) { throw ValidationError("a note needs words") }
  }

  func change(_ surroundings: Surroundings) throws -> CorrectionRequest.Change {
    .note(
      incident: incident, text: text, kind: kind?.kind, at: try at.map { try TimeRangeOptions.time($0, surroundings) })
  }

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
