import ArgumentParser
import Store

struct MergeCommand: CorrectionCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Makes two incidents one, under the first one's id.")

  @Argument(help: "The incident that stays.")
  var id: String

  @Argument(help: "The incident that becomes a part of it.")
  var other: String

  @OptionGroup var options: CorrectionOptions

  func change(_ surroundings: Surroundings) -> CorrectionRequest.Change { .merge(incident: id, other: other) }
}
