import ArgumentParser
import Store

struct UndoCommand: CorrectionCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo",
    abstract: "Takes a correction back: a note, a mark, a set field, a merge, a split.",
    discussion: """
      Without a number: the last one that counts. An undo has a number too and can be undone. 'hindcast show ID' lists \
      the corrections of an incident.
      """)

  @Argument(help: "The correction's number.")
  var number: Int?

  @OptionGroup var options: CorrectionOptions

  func change(_ surroundings: Surroundings) -> CorrectionRequest.Change { .undo(correction: number) }
}
