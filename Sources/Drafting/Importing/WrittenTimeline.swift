package import Incidents
package import Records

/// What the timeline of a postmortem says: its rows as notes, and what of it could not become one.
package struct WrittenTimeline: Sendable, Equatable {
  package struct Row: Sendable, Equatable {
    package var at: Timestamp
    package var kind: EntryKind
    package var text: String
    /// Who noted it, where a draft says so.
    package var by: String?
    /// Where it begins in the document, from 1.
    package var line: Int
  }

  /// A piece that looks as if it belonged to the timeline, and is not imported.
  package struct LeftOut: Sendable, Equatable {
    package enum Reason: String, Sendable, Codable, CaseIterable {
      /// It has no time.
      case undated
      /// It has a time, but stands in another section.
      case elsewhere
      /// It has a time and says nothing.
      case wordless
      /// Hindcast measured or observed it, and wrote it into this draft.
      case measured
    }

    package var line: Int
    package var text: String
    package var reason: Reason
  }

  /// The incident that the document was drafted of, where Hindcast drafted it.
  package var incident: String?
  /// In the document's order.
  package var rows: [Row] = []
  package var leftOut: [LeftOut] = []
  /// What was assumed, a sentence each.
  package var remarks: [String] = []
}
