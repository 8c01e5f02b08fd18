package import Incidents
package import Records

/// Which timeline entries are asked for, across incidents and outside of them.
package struct EntryQuery: Sendable, Equatable {
  package enum Membership: String, Codable, Sendable, CaseIterable {
    case any
    case inIncident = "in-incident"
    case outside
  }

  /// Only what this incident tells, or the one that it was merged into: in the order in which it tells it.
  package var incident: String?
  package var since: Timestamp?
  package var until: Timestamp?
  package var service: String?
  /// Empty: every kind.
  package var kinds: [EntryKind]
  /// A piece of the summary, the service or the evidence, upper and lower case alike; no pattern.
  package var text: String?
  package var membership: Membership
  /// Whether entries come too that people hid.
  package var includesHidden: Bool
  /// Only what was stored since; all again where people corrected something since. Nothing is left out in error: what was
  /// measured anew comes again.
  package var newer: EntryMark?

  package init(
    incident: String? = nil, since: Timestamp? = nil, until: Timestamp? = nil, service: String? = nil,
    kinds: [EntryKind] = [], text: String? = nil, membership: Membership = .any, includesHidden: Bool = false
  ) {
    self.incident = incident
    self.since = since
    self.until = until
    self.service = service
    self.kinds = kinds
    self.text = text
    self.membership = membership
    self.includesHidden = includesHidden
  }
}

/// How far a store had been filled at one moment.
package struct EntryMark: Sendable, Equatable {
  /// The last key that an entry was given.
  package var key: Int64
  /// How many corrections there were.
  package var corrections: Int

  package init(key: Int64, corrections: Int) {
    self.key = key
    self.corrections = corrections
  }
}

/// An entry and the incidents that it belongs to, by id; none where it lies outside of all.
package struct StoredEntry: Sendable, Equatable {
  package var entry: TimelineEntry
  package var incidents: [String]

  package init(entry: TimelineEntry, incidents: [String]) {
    self.entry = entry
    self.incidents = incidents
  }
}
