package import Incidents
package import Records

/// What a person asks to be corrected, and who asks when. The same value goes to a store file and to a daemon.
package struct CorrectionRequest: Codable, Sendable, Equatable {
  package var by: String
  /// The clock where the request was made.
  package var at: Timestamp
  package var change: Change

  package enum Change: Codable, Sendable, Equatable {
    /// `incident` nil: the open incident, or the latest; `kind` nil: as the text begins; `at` nil: when it was asked.
    case note(incident: String?, text: String, kind: EntryKind?, at: Timestamp?)
    /// Rows of a document of this name; `incident` as for a note. What the incident has already is not added again.
    case notes(incident: String?, source: String, notes: [ImportedNote])
    /// The entry's id or as much of its beginning as no other has.
    case mark(entry: String, starred: Bool?, hidden: Bool?)
    /// Fields by their JSON names (`IncidentField`); times are RFC 3339.
    case set(incident: String, fields: [String: String])
    /// The second becomes a part of the first.
    case merge(incident: String, other: String)
    case split(incident: String, at: Timestamp)
    /// nil: the last correction that counts.
    case undo(correction: Int?)
  }

  package init(by: String, at: Timestamp, change: Change) {
    self.by = by
    self.at = at
    self.change = change
  }

  /// Refuses notes that are too long, before more is done with them.
  package func refuseTooLong() throws(CorrectionError) {
    switch change {
    case .note(_, let text, _, _): try ImportedNote.refuseTooLong(NoteKind.read(text).text)
    case .notes(_, _, let notes): for note in notes { try ImportedNote.refuseTooLong(NoteKind.read(note.text).text) }
    case .mark, .set, .merge, .split, .undo: break
    }
  }
}

/// What was recorded: one correction, or several where several fields were set; none where nothing was new.
package struct CorrectionReceipt: Codable, Sendable, Equatable {
  package var corrections: [Correction]
  /// One line for each of them.
  package var summaries: [String]

  package init(corrections: [Correction], summaries: [String]) {
    self.corrections = corrections
    self.summaries = summaries
  }
}

/// A correction as it is listed.
package struct ListedCorrection: Codable, Sendable, Equatable {
  package var correction: Correction
  package var isUndone: Bool

  package init(correction: Correction, isUndone: Bool) {
    self.correction = correction
    self.isUndone = isUndone
  }

  private enum CodingKeys: String, CodingKey { case undone }

  /// The correction's fields and `undone`.
  package func encode(to encoder: any Encoder) throws {
    try correction.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(isUndone, forKey: .undone)
  }

  package init(from decoder: any Decoder) throws {
    correction = try Correction(from: decoder)
    isUndone = try decoder.container(keyedBy: CodingKeys.self).decode(Bool.self, forKey: .undone)
  }
}
