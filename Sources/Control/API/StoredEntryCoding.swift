import Incidents
package import Store

/// A timeline entry in JSON: the fields of the contract, and the incidents that it belongs to.
extension StoredEntry: Codable {
  private enum CodingKeys: CodingKey { case incidents }

  package init(from decoder: any Decoder) throws {
    self.init(
      entry: try TimelineEntry(from: decoder),
      incidents: try decoder.container(keyedBy: CodingKeys.self).decode([String].self, forKey: .incidents))
  }

  package func encode(to encoder: any Encoder) throws {
    try entry.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(incidents, forKey: .incidents)
  }
}

/// What `timeline --json` prints, and a page of it as `GET /v1/timeline/entries` answers it.
package struct EntryList: Codable, Sendable, Equatable {
  /// In time order.
  package var entries: [StoredEntry]

  /// `after` of the request for the next page; nil on the last.
  package var next: String?

  /// `newer` of a later request for what was not there yet.
  package var mark: String?

  package init(entries: [StoredEntry], next: String? = nil, mark: String? = nil) {
    self.entries = entries
    self.next = next
    self.mark = mark
  }
}
