import ArgumentParser
import Store

struct SplitCommand: CorrectionCommand {
  static let configuration = CommandConfiguration(
    commandName: "split", abstract: "Makes what came from a time on an incident of its own.",
    discussion:
      "A clock alone (14:00) means the moment within the incident. Each of both has its own figures, candidates and title; "
      + "what is known of the whole alone, such as distinct clients, is left out and said so. Of an incident that is "
      + "still open, the second goes on and stays open.")

  @Argument(help: "The incident, as 'hindcast list' names it.")
  var id: String

  @Option(parsing: .unconditional, help: ArgumentHelp("When the second one began.", valueName: "time"))
  var at: String

  @OptionGroup var options: CorrectionOptions

  func change(_ surroundings: Surroundings) throws -> CorrectionRequest.Change {
    .split(incident: id, at: try IncidentTimes(try options.incident(id, surroundings), surroundings).time(at))
  }
}
