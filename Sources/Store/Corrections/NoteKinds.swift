package import Incidents

/// The kinds that a person's note can be of.
package enum NoteKinds {
  package static let all: [EntryKind] = [
    .note, .detection, .action, .hypothesis, .deadEnd, .escalation, .mitigation, .communication, .resolution,
  ]

  package static var names: [String] { all.map(\.rawValue) }
}
