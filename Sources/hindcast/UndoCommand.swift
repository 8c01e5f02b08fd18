import ArgumentParser
import Control
import Store

struct UndoCommand: CorrectionCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo",
    abstract: "Takes a correction back: a note, a mark, a set field, a merge, a split.",
    discussion: """
      Without a number: the last one that counts. An undo has a number too and can be undone. 'hindcast show ID' lists \
      the corrections of an incident, 'hindcast undo --list' all.
      """)

  @Argument(help: "The correction's number.")
  var number: Int?

  @Flag(help: "Undo nothing: list all corrections, the latest first.")
  var list = false

  @OptionGroup var options: CorrectionOptions

  func validate() throws {
    if list && number != nil { throw ValidationError("--list undoes nothing: leave out the number") }
  }

  func change(_ surroundings: Surroundings) -> CorrectionRequest.Change { .undo(correction: number) }

  func output(_ surroundings: Surroundings) throws -> String {
    let surroundings = options.placed(surroundings)
    guard list else { return try options.output(of: change(surroundings), surroundings) }
    let corrections = try options.library(surroundings).corrections()
    if options.json { return try ReadableJSON.encode(CorrectionList(corrections: corrections)) + "\n" }
    let clock = Clock(zone: surroundings.zone).covering(corrections.map(\.correction.at))
    var table = Table(["NUMBER", clock.heading("MADE"), "BY", "INCIDENT", "WHAT"])
    for line in corrections.reversed() {
      let correction = line.correction
      table.add([
        String(correction.number), clock.dateAndTime(correction.at), correction.by, correction.incident ?? "",
        (line.isUndone ? "[undone] " : "") + correction.summary,
      ])
    }
    return table.isEmpty ? "No corrections.\n" : table.text(width: surroundings.terminal.width, Ink(isOn: false))
  }
}
