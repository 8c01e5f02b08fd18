package import Incidents
package import Store

/// What the API asks of the daemon. What a function throws is answered as `APIError` words it.
package protocol ControlService: Sendable {
  /// A page of the incidents asked for, oldest first; the first with what was read of every source.
  /// - Parameter entries: the most entries of each timeline; nil: all.
  func incidents(_ filter: IncidentFilter, entries: Int?, _ page: PageRequest) async throws -> IncidentPage
  func document(_ id: String, includingHidden: Bool, entries: Int?) async throws -> IncidentDocument
  /// A page of the timeline entries asked for, in time order.
  func entries(_ query: EntryQuery, _ page: PageRequest) async throws -> EntryList
  func coverage() async throws -> Coverage
  /// How text leaves the house.
  func disclosure() async throws -> Disclosure
  func status() async throws -> DaemonStatus
  func metrics() async throws -> MetricSet
  /// What happens to incidents from now on (`EventBroadcast`).
  func events() -> AsyncStream<IncidentEvent>
  /// Whenever incidents or entries may have changed (`EventBroadcast.Waiting.latest`).
  func changes() -> AsyncStream<StoreChange>
  /// All that people ever corrected, in its order.
  func corrections() async throws -> [ListedCorrection]
  /// Records what a person asks for.
  func correct(_ request: CorrectionRequest) async throws -> CorrectionReceipt
  /// What would be recorded.
  func trial(_ request: CorrectionRequest) async throws -> CorrectionReceipt
  /// The draft of this hash, as it was generated; nil where it is not kept.
  func draft(_ hash: String) async throws -> StoredDraft?
  /// Keeps what was drafted.
  func keep(_ draft: StoredDraft) async throws
}

/// All that people corrected, as JSON.
package struct CorrectionList: Codable, Sendable, Equatable {
  package var corrections: [ListedCorrection]

  package init(corrections: [ListedCorrection]) { self.corrections = corrections }
}
