package import Incidents
package import Records

/// A row of a timeline that a person wrote elsewhere, as it becomes a note.
package struct ImportedNote: Codable, Sendable, Equatable {
  package var at: Timestamp
  package var kind: EntryKind
  package var text: String
  /// Who wrote it, where that was not who imports it.
  package var by: String?

  package init(at: Timestamp, kind: EntryKind, text: String, by: String? = nil) {
    self.at = at
    self.kind = kind
    self.text = text
    self.by = by
  }

  /// The id of its entry: the same row of the same incident has the same one, however often it is imported.
  func entryID(in incident: String?) -> String {
    "i" + sha256Hex("\(incident ?? "")\u{0}\(at.microseconds)\u{0}\(text)").prefix(12)
  }

  /// Whether an entry says the same: a document has its time to the second or the minute only, and may name its kind
  /// and who wrote it, as drafts do.
  func isSaid(by entry: TimelineEntry) -> Bool {
    guard entry.origin == .noted else { return false }
    let unit: Int64 = at.second % 60 == 0 ? 60 : 1
    guard entry.at.second - entry.at.second % unit == at.second - at.second % unit else { return false }
    let label = "\(entry.kind.rawValue): "
    let said = text.onOneLine
    return [entry.summary, entry.attributed].contains { $0.onOneLine == said || label + $0.onOneLine == said }
  }
}

extension String {
  /// With single spaces between its words, as a document shows it.
  fileprivate var onOneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
