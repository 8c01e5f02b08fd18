/// Why a configuration is refused: where, what, and what is allowed.
package struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Reason: Sendable, Equatable {
    case unreadable
    case malformed
    case unknownKey
    case duplicateKey
    case wrongType
    case outOfRange
  }

  package var reason: Reason
  package var path: String
  /// From 1; nil where the file as a whole is meant.
  package var line: Int?
  package var message: String

  package init(_ reason: Reason, path: String, line: Int? = nil, _ message: String) {
    self.reason = reason
    self.path = path
    self.line = line
    self.message = message
  }

  package var description: String { path + (line.map { ":\($0)" } ?? "") + ": " + message }
}
