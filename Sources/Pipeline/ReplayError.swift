/// Why a replay cannot begin: one line that says what and what to do.
package struct ReplayError: Error, Sendable, CustomStringConvertible {
  package enum Reason: Sendable, Equatable {
    case noSuchPath, unreadable, unknownFormat, unknownZone, nothingToRead
  }

  package var reason: Reason
  package var description: String

  init(_ reason: Reason, _ description: String) {
    self.reason = reason
    self.description = description
  }
}
