import Drafting
import Foundation
import Records

/// Why a document could not be imported. Nothing was.
struct NoteImportError: LocalizedError {
  enum Reason {
    case timeline(TimelineReadingError)
    /// No incident was going on in the file's times; these were, not long before or after.
    case noIncident(times: String, near: [String])
    /// No row is within a day of the incident that was named.
    case otherTimes(times: String, incident: String)
  }

  var path: String
  var reason: Reason

  /// One line: what happened and what to do.
  var errorDescription: String? {
    let name = path.controlsVisible
    return switch reason {
    case .timeline(let error): "\(name): \(error.localizedDescription)"
    case .noIncident(let times, let near) where near.isEmpty:
      "\(name): no incident is known in its times, \(times), nor within 30 days of them: name one of 'hindcast list', or the day with --date"
    case .noIncident(let times, let near):
      "\(name): no incident is known in its times, \(times): name the one that is meant, as \(near.joined(separator: " or "))"
    case .otherTimes(let times, let incident):
      "\(name): its times, \(times), are more than a day away from \(incident): name another incident, or the day with --date"
    }
  }
}
