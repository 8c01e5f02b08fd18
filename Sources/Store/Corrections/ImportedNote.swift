package import Incidents
package import Records

/// A row of a timeline that a person wrote elsewhere, as it becomes a note.
package struct ImportedNote: Codable, Sendable, Equatable {
  /// No more are imported at once.
  package static let limit = 100_000
  /// No longer text is a note's, in bytes.
  package static let longest = 64 * 1024

  package var at: Timestamp
  package var kind: EntryKind
  package var text: String
  /// Who wrote it; nil where that is not known: who imports it need not have been there.
  package var by: String?
  /// Where it begins in the document, from 1.
  package var line: Int?

  package init(at: Timestamp, kind: EntryKind, text: String, by: String? = nil, line: Int? = nil) {
    self.line = line
    self.at = at
    self.kind = kind
    self.text = text
    self.by = by
  }

  /// - Parameter text: without the space around it.
  static func refuseTooLong(_ text: String) throws(CorrectionError) {
    if text.utf8.count > longest { throw .noteTooLong }
  }
}

/// What notes say already: a document that is imported again adds nothing.
struct SaidNotes {
  /// Seconds of the entries, by what they say.
  private var times: [String: Set<Int64>] = [:]

  /// - Parameter forms: the texts in which an entry's own text may stand in a document.
  mutating func add(_ entry: TimelineEntry, forms: (String) -> [String]) {
    for text in forms(entry.summary) {
      var form = entry
      form.summary = text
      // A document may name who wrote it, and its kind, as drafts do.
      for said in Set([form.summary, form.attributed].map(\.onOneLine)) {
        times[said, default: []].insert(entry.at.second)
        for kind in Set([entry.kind.rawValue, entry.kind.inWords]) {
          times["\(kind): \(said)", default: []].insert(entry.at.second)
        }
      }
    }
  }

  /// Whether an entry says the same: a document has its time to the second or to the minute only.
  func hold(_ note: ImportedNote) -> Bool {
    guard let times = times[note.text.onOneLine] else { return false }
    let second = note.at.second
    return times.contains(second) || second % 60 == 0 && times.contains { second <= $0 && $0 < second + 60 }
  }
}

extension String {
  /// With single spaces between its words, as a document shows it.
  var onOneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
