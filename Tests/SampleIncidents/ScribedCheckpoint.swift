import Foundation
import Incidents
import Records
package import Store

/// A row of checkpoints in which every part tells how far it is, so that parts of two can be told apart.
package enum ScribedCheckpoint {
  /// The number of the checkpoint that a store goes on from; 0 for a new one.
  package static func number(of resumption: Resumption?) -> Int {
    resumption?.positions["log"].flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
  }

  package static func numbered(_ number: Int) -> Checkpoint {
    var incident = SampleIncidents.shop
    incident.status = .open
    incident.endedAt = nil
    incident.phases[1].endedAt = nil
    incident.impact.requests = number
    let entry = TimelineEntry(
      id: "r\(number)", at: SampleIncidents.at(Double(number)), kind: .reload, origin: .observed, service: "nginx",
      summary: "reload number \(number)")
    return Checkpoint(
      at: SampleIncidents.at(Double(number)), resumption: resumption(number), incidents: [incident], entries: [entry],
      coverage: [SourceCoverage(source: "log", records: number)])
  }

  /// A state of another size each time.
  package static func resumption(_ number: Int) -> Resumption {
    Resumption(
      positions: ["log": Data("\(number)".utf8)],
      state: Data(repeating: UInt8(truncatingIfNeeded: number), count: 1000 + number * 7919 % 60_000), stateFormat: 3)
  }
}
