package import Incidents
package import Records

/// What one person changed in what was reconstructed: a row of a log that only grows.
///
/// Corrections are laid over the measured incidents when these are read (`CorrectionLog`), so that whatever is measured
/// again never loses them.
package struct Correction: Codable, Sendable, Equatable {
  /// Counts from 1 in the order in which corrections were made.
  package var number: Int
  package var at: Timestamp
  package var by: String
  /// The incident that was corrected; nil where the correction concerns what lies outside of all.
  package var incident: String?
  package var change: Change

  package enum Change: Codable, Sendable, Equatable {
    /// An entry that a person wrote.
    case note(kind: EntryKind, at: Timestamp, text: String)
    /// Entries that a person wrote in a document of this name, which was imported; those that were there already are
    /// not among them.
    case notes(source: String, notes: [ImportedNote])
    /// nil leaves the entry as it is in that respect.
    case mark(entry: String, starred: Bool?, hidden: Bool?)
    case set(field: IncidentField, value: String)
    /// This incident became a part of the corrected one.
    case merge(incident: String)
    /// What came from then on became an incident of its own.
    case split(at: Timestamp, into: String)
    /// That correction does not count.
    case undo(correction: Int)
  }

  package init(number: Int, at: Timestamp, by: String, incident: String?, change: Change) {
    self.number = number
    self.at = at
    self.by = by
    self.incident = incident
    self.change = change
  }
}

extension Correction {
  /// The id of the entry that a note becomes: `n7`; `n7-1`, `n7-2` and so on where many were imported at once. It tells
  /// nothing of what was written, for ids go to those who may not read that.
  private var entryID: String { "n\(number)" }

  /// The timeline entries that notes are; none for other corrections.
  var entries: [TimelineEntry] {
    func entry(
      _ id: String, _ kind: EntryKind, _ at: Timestamp, _ text: String, _ author: String?
    ) -> TimelineEntry {
      TimelineEntry(id: id, at: at, kind: kind, origin: .noted, summary: text, starred: true, by: author)
    }
    return switch change {
    case .note(let kind, let noted, let text): [entry(entryID, kind, noted, text, by)]
    case .notes(_, let notes):
      notes.enumerated().map { place, note in
        entry("\(entryID)-\(place + 1)", note.kind, note.at, note.text, note.by)
      }
    case .mark, .set, .merge, .split, .undo: []
    }
  }

  /// What was done, in a few words that need the incident's id beside them.
  package var summary: String {
    switch change {
    case .note(let kind, _, let text): "\(kind.rawValue) \(entryID): \(text)"
    case .notes(let source, let notes):
      "imported \(notes.count) \(notes.count == 1 ? "note" : "notes") from \(source)"
    case .mark(let entry, let starred, let hidden):
      [
        starred.map { $0 ? "starred" : "unstarred" }, hidden.map { $0 ? "hid" : "showed again" },
      ].compactMap(\.self).joined(separator: " and ") + " entry \(entry)"
    case .set(let field, let value): "set \(field.rawValue) to \(value)"
    case .merge(let other): "merged \(other) into it"
    case .split(let at, let into): "split off \(into) at \(at.rfc3339)"
    case .undo(let number): "undid correction \(number)"
    }
  }
}
