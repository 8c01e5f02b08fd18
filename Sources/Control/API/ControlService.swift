package import Foundation
package import Incidents
package import Store

/// What the API asks of the daemon. What a function throws is answered as `APIError` words it.
package protocol ControlService: Sendable {
  /// The incidents asked for, oldest first, and what was read of every source.
  func incidents(_ filter: IncidentFilter) async throws -> Reconstruction
  func incident(_ id: String) async throws -> Incident
  func entries(_ query: EntryQuery) async throws -> [StoredEntry]
  func coverage() async throws -> Coverage
  func status() async throws -> DaemonStatus
  func metrics() async throws -> MetricSet
  /// What happens to incidents from now on (`EventBroadcast`).
  func events() -> AsyncStream<IncidentEvent>
  /// What a person wants changed, as JSON both ways.
  func correct(_ kind: CorrectionRoute, body: Data) async throws -> Data
}

/// What a person may change; the last segment of `POST /v1/corrections/{kind}`.
package enum CorrectionRoute: String, Sendable, CaseIterable {
  case note, mark, set, merge, split, undo
}
