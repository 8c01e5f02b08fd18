import ArgumentParser
import Records
import Store

struct SetCommand: CorrectionCommand {
  static let configuration = CommandConfiguration(
    commandName: "set",
    abstract: "Corrects fields of an incident: \(IncidentField.allCases.map(\.rawValue).joined(separator: ", ")).",
    discussion: """
      What is set stays, however often the incident is measured again, until 'hindcast undo'. Status 'resolved' without \
      ended_at ends an open incident now.
      """)

  @Argument(help: "The incident, as 'hindcast list' names it.")
  var id: String

  @Argument(help: ArgumentHelp("What to set, as severity=critical or started_at=14:00.", valueName: "field=value"))
  var assignments: [String]

  @OptionGroup var options: CorrectionOptions

  func validate() throws {
    if let wrong = assignments.first(where: { !$0.contains("=") }) {
      throw ValidationError("'\(wrong.controlsVisible)' sets nothing: write field=value")
    }
  }

  func change(_ surroundings: Surroundings) throws -> CorrectionRequest.Change {
    var fields: [String: String] = [:]
    for assignment in assignments {
      let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let isTime = IncidentField(rawValue: parts[0])?.isTime ?? false
      fields[parts[0]] = isTime ? try TimeRangeOptions.time(parts[1], surroundings).rfc3339 : parts[1]
    }
    return .set(incident: id, fields: fields)
  }
}
