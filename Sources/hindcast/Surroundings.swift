import Control
import Foundation
import Records

/// What a command takes from where it runs; tests give their own.
struct Surroundings: Sendable {
  var now: Timestamp
  var zone: TimeZone
  var environment: [String: String]
  var terminal: Terminal

  /// Those of this process.
  static func process(utc: Bool) -> Surroundings {
    let environment = ProcessInfo.processInfo.environment
    return Surroundings(
      now: Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)),
      zone: utc ? .gmt : .current, environment: environment, terminal: .standardOutput(environment: environment))
  }

  /// Where incidents are read from: the store that is named, else a running daemon, else the standard store.
  func incidents(store: String?) throws -> any IncidentAccess {
    try IncidentPlace(store: store, environment: environment).access(environment: environment)
  }
}
