import ArgumentParser
import Store

struct MarkCommand: CorrectionCommand {
  static let configuration = CommandConfiguration(
    commandName: "mark",
    abstract: "Stars a timeline entry, or hides it from 'show', 'timeline' and 'draft'.",
    discussion: "'hindcast show ID --ids' and 'hindcast timeline --ids' name the entries.")

  @Argument(help: "The entry's id, or as much of its beginning as no other has.")
  var entry: String

  @Flag(help: "It matters: it stays wherever there is little room.")
  var star = false

  @Flag(help: "It matters no more than others.")
  var unstar = false

  @Flag(help: "It does not belong here.")
  var hide = false

  @Flag(help: "Show it again.")
  var unhide = false

  @OptionGroup var options: CorrectionOptions

  func validate() throws {
    if star && unstar { throw ValidationError("--star and --unstar exclude each other") }
    if hide && unhide { throw ValidationError("--hide and --unhide exclude each other") }
    if ![star, unstar, hide, unhide].contains(true) {
      throw ValidationError("say what to do: --star, --unstar, --hide or --unhide")
    }
  }

  func change(_ surroundings: Surroundings) -> CorrectionRequest.Change {
    .mark(entry: entry, starred: star ? true : unstar ? false : nil, hidden: hide ? true : unhide ? false : nil)
  }
}
