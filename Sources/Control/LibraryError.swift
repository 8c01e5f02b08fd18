import Foundation
import Records
package import Store

/// Why an incident could not be read or corrected.
package enum LibraryError: Error, Sendable, Equatable {
  /// No incident has this id; those that are meant most likely.
  case noSuchIncident(String, nearest: [String])
  /// No entry has this id; those that are meant most likely.
  case noSuchEntry(String, nearest: [String])
  case refused(CorrectionError)
  case store(StoreError)
}

extension LibraryError: LocalizedError {
  package var errorDescription: String? {
    switch self {
    case .noSuchIncident(let id, let nearest) where nearest.isEmpty:
      "no incident \(id.controlsVisible): the store has none, 'hindcast replay PATH...' reconstructs some"
    case .noSuchIncident(let id, let nearest):
      "no incident \(id.controlsVisible): nearest are \(nearest.joined(separator: ", ")); 'hindcast list' shows all"
    case .noSuchEntry(let id, let nearest) where nearest.isEmpty: "no entry \(id.controlsVisible): the store has none"
    case .noSuchEntry(let id, let nearest):
      "no entry \(id.controlsVisible): nearest are \(nearest.joined(separator: ", ")); 'hindcast timeline --ids' shows all"
    case .refused(let error): error.errorDescription
    case .store(let error): error.errorDescription
    }
  }
}
