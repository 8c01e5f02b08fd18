import Formats

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

extension ReplayError {
  /// The zone of that name; nil: the local one.
  static func zone(_ name: String?) throws(ReplayError) -> ZoneRules {
    guard let name else { return .local }
    guard let zone = ZoneRules(named: name) else {
      throw ReplayError(.unknownZone, "no time zone \(name): use a name such as Europe/Berlin, UTC or +02:00")
    }
    return zone
  }

  /// The format of that name; nil: to be found by looking at the lines.
  static func format(_ name: String?, of formats: FormatSet) throws(ReplayError) -> (any LogFormat)? {
    guard let name else { return nil }
    guard let format = formats.named(name) else {
      let known = formats.names.sorted().joined(separator: ", ")
      throw ReplayError(.unknownFormat, "no format \(name): use one of \(known)")
    }
    return format
  }
}
