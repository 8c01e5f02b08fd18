package import Foundation
package import Incidents
package import Records

/// What changed since the last checkpoint; all of it is stored in one transaction or none.
package struct Checkpoint: Sendable {
  /// The wall clock: when events that follow from it were made.
  package var at: Timestamp
  /// Where to go on; nil leaves what was stored. Whatever is committed without it is measured again after a crash, and
  /// finds its place by its id.
  package var resumption: Resumption?
  /// Incidents that are new or changed, open ones included, in the shape in which `replay` gives them.
  package var incidents: [Incident]
  /// Ids, as earlier receipts or `StoreWriter.openIncidents` gave them, of incidents that were under way. Those that
  /// none of `incidents` is turned out to be none, or a part of another: they are withdrawn.
  package var underWay: Set<String>
  /// Timeline entries that incidents may tell of or not; one whose id is stored takes its place.
  package var entries: [TimelineEntry]
  /// The ledger of each source that was read on.
  package var coverage: [SourceCoverage]

  package init(
    at: Timestamp, resumption: Resumption? = nil, incidents: [Incident] = [], underWay: Set<String> = [],
    entries: [TimelineEntry] = [], coverage: [SourceCoverage] = []
  ) {
    self.at = at
    self.resumption = resumption
    self.incidents = incidents
    self.underWay = underWay
    self.entries = entries
    self.coverage = coverage
  }

  var isEmpty: Bool {
    resumption == nil && incidents.isEmpty && underWay.isEmpty && entries.isEmpty && coverage.isEmpty
  }
}

/// Where the daemon goes on. Positions and state belong together: the state has seen all that lies before the positions,
/// and nothing behind them.
package struct Resumption: Sendable, Equatable {
  /// The first byte or journal entry not yet applied, by source, in the source's own form. All sources are in.
  package var positions: [String: Data]
  /// The engine's state, and the version of its form.
  package var state: Data
  package var stateFormat: Int

  package init(positions: [String: Data], state: Data, stateFormat: Int) {
    self.positions = positions
    self.state = state
    self.stateFormat = stateFormat
  }
}

/// What became of a checkpoint.
package struct CommitReceipt: Sendable, Equatable {
  /// The ids under which the checkpoint's incidents are stored, in its order.
  package var incidents: [String]
  /// What is to be told for the first time.
  package var transitions: [IncidentTransition]
  /// Size of the write-ahead log. It grows beyond `StoreWriter.walAlarmBytes` only while another process reads without
  /// end.
  package var walBytes: Int

  package init(incidents: [String] = [], transitions: [IncidentTransition] = [], walBytes: Int = 0) {
    self.incidents = incidents
    self.transitions = transitions
    self.walBytes = walBytes
  }
}
