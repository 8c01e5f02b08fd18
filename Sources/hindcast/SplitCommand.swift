import ArgumentParser
import Store

struct SplitCommand: CorrectionCommand {
  static let configuration = CommandConfiguration(
    commandName: "split", abstract: "Makes what came from a time on an incident of its own.")

  @Argument(help: "The incident, as 'hindcast list' names it.")
  var id: String

  @Option(parsing: .unconditional, help: ArgumentHelp("When the second one began.", valueName: "time"))
  var at: String

  @OptionGroup var options: CorrectionOptions

  func change(_ surroundings: Surroundings) throws -> CorrectionRequest.Change {
    .split(incident: id, at: try TimeRangeOptions.time(at, surroundings))
  }
}
