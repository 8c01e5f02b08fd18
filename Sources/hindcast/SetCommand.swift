import ArgumentParser
import Incidents
import Records
import Store

struct SetCommand: CorrectionCommand {
  static let configuration = CommandConfiguration(
    commandName: "set",
    abstract: "Corrects fields of an incident: \(IncidentField.allCases.map(\.rawValue).joined(separator: ", ")).",
    discussion: """
      What is set stays, however often the incident is measured again, until 'hindcast undo'. Status 'resolved' without \
      ended_at ends an open incident now. A clock alone (14:00) means the moment within the incident, or nearest to it.
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
    let parted = assignments.map {
      $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    }
    var times: IncidentTimes?
    if parted.contains(where: { IncidentField(rawValue: $0[0])?.isTime ?? false }) {
      times = IncidentTimes(try options.incident(id, surroundings), surroundings)
    }
    var fields: [String: String] = [:]
    for parts in parted {
      let isTime = IncidentField(rawValue: parts[0])?.isTime ?? false
      fields[parts[0]] = isTime ? try times?.time(parts[1]).rfc3339 : parts[1]
    }
    return .set(incident: id, fields: fields)
  }
}
