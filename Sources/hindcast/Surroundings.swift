import Control
import Foundation
import Records
import Store

/// What a command takes from where it runs; tests give their own.
struct Surroundings: Sendable {
  var now: Timestamp
  var zone: TimeZone
  var environment: [String: String]
  var terminal: Terminal
  let remarks: Remarks

  init(
    now: Timestamp, zone: TimeZone, environment: [String: String], terminal: Terminal, remarks: Remarks = Remarks()
  ) {
    self.now = now
    self.zone = zone
    self.environment = environment
    self.terminal = terminal
    self.remarks = remarks
  }

  /// Those of this process.
  static func process(utc: Bool) -> Surroundings {
    let environment = ProcessInfo.processInfo.environment
    return Surroundings(
      now: Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)),
      zone: utc ? .gmt : .current, environment: environment, terminal: .standardOutput(environment: environment))
  }

  /// Where incidents are read from: the store that is named, else a running daemon, else the standard store.
  func incidents(store: String?) throws -> any IncidentAccess {
    let place = try IncidentPlace(store: store, environment: environment)
    if store == nil, case .file = place, let path = DaemonClient.deafSocket(environment: environment) {
      remarks.say(
        "hindcastd does not answer on \(path), see 'systemctl status hindcastd': your own store is read instead")
    }
    return try place.access(environment: environment)
  }

  /// Says which store a person's words went into, where they named none and no daemon took them.
  func sayWhereWritten(store: String?) throws {
    guard store == nil, case .file = try IncidentPlace(store: nil, environment: environment) else { return }
    let path = try StoreLocation.standard(environment: environment)
    remarks.say("written into the store \(path), as no hindcastd answers")
  }
}
