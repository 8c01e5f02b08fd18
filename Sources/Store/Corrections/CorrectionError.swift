import Foundation
package import Incidents
package import Records

/// Why a correction was refused. Nothing was changed.
package enum CorrectionError: Error, Sendable, Equatable {
  case noSuchIncident(String)
  case noSuchEntry(String)
  /// More than one entry's id begins so.
  case ambiguousEntry(String, matches: [String])
  case emptyNote
  case noteTooLong
  /// A kind that only records have.
  case notAKindOfNote(EntryKindName)
  case unknownField(String)
  case badValue(field: IncidentField, allowed: String)
  /// The first time would be later than the second.
  case timesOutOfOrder(IncidentField, Timestamp, before: IncidentField, Timestamp)
  case inTheFuture(Timestamp, now: Timestamp)
  /// More than are imported at once.
  case tooManyNotes(Int)
  case nothingAsked
  case alreadyOne(String, String)
  /// The time is not within the incident.
  case splitOutside(String, from: Timestamp, to: Timestamp)
  case nothingToUndo
  case noSuchCorrection(Int)
  case alreadyUndone(Int)
  /// Later corrections concern the incident that this one split off.
  case neededBy(Int, later: [Int])
  case store(StoreError)

  /// An entry's kind, as it is named.
  package typealias EntryKindName = String
}

extension CorrectionError: LocalizedError {
  /// One line: what is wrong and what to do.
  package var errorDescription: String? {
    switch self {
    case .noSuchIncident(let id): "no incident \(id.controlsVisible): 'hindcast list' shows all"
    case .noSuchEntry(let id): "no entry \(id.controlsVisible): 'hindcast timeline --ids' shows them"
    case .ambiguousEntry(let id, let matches):
      "several entries begin with \(id.controlsVisible): \(matches.joined(separator: ", "))"
    case .emptyNote: "a note needs words"
    case .noteTooLong: "a note has at most \(ImportedNote.longest >> 10) KiB: say it in several"
    case .notAKindOfNote(let kind):
      "\(kind.controlsVisible) is no kind of note: use one of \(NoteKinds.names.joined(separator: ", "))"
    case .unknownField(let name):
      "'\(name.controlsVisible)' cannot be set: only "
        + IncidentField.allCases.map(\.rawValue).joined(separator: ", ") + " can"
    case .badValue(let field, let allowed): "\(field.rawValue) must be \(allowed)"
    case .timesOutOfOrder(let first, let time, let second, let other):
      "\(first.rawValue) \(time) would be after \(second.rawValue) \(other): set both in one command, "
        + "\(first.rawValue)=TIME \(second.rawValue)=TIME"
    case .inTheFuture(let time, let now): "\(time) is in the future: it is \(now)"
    case .tooManyNotes(let count):
      "\(count) notes are too many: import at most \(ImportedNote.limit) at once, in several files"
    case .nothingAsked: "nothing to change was named"
    case .alreadyOne(let a, let b) where a == b: "\(a) is one incident: name another one beside it"
    case .alreadyOne(let a, let b): "\(a) and \(b) are one incident already"
    case .splitOutside(let id, let from, let to): "\(id) can be split only after \(from) and before \(to)"
    case .nothingToUndo: "there is no correction to undo"
    case .noSuchCorrection(let number): "no correction \(number): 'hindcast show ID' lists those of an incident"
    case .alreadyUndone(let number): "correction \(number) is undone already"
    case .neededBy(let number, let later):
      "correction \(number) split off what \(later.map(String.init).joined(separator: ", ")) corrected: undo that first"
    case .store(let error): error.errorDescription
    }
  }
}
