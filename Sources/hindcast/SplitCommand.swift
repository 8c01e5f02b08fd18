import ArgumentParser
import Store

struct SplitCommand: CorrectionCommand {
  static let configuration = CommandConfiguration(
    commandName: "split", abstract: "Makes what came from a time on an incident of its own.",
    discussion: "A clock alone (14:00) means the moment within the incident.")

  @Argument(help: "The incident, as 'hindcast list' names it.")
  var id: String

  @Option(parsing: .unconditional, help: ArgumentHelp("When the second one began.", valueName: "time"))
  var at: String

  @OptionGroup var options: CorrectionOptions

  func change(_ surroundings: Surroundings) throws -> CorrectionRequest.Change {
    .split(incident: id, at: try IncidentTimes(try options.incident(id, surroundings), surroundings).time(at))
  }
}
