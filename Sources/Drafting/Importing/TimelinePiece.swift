import Incidents

/// A row of a timeline as it was written.
struct TimelinePiece: Equatable {
  var line: Int
  var indent: Int
  /// Which section of the document it stands in, and which part of that; both count headings.
  var section = 0
  var part = 0
  /// nil: it has no time.
  var time: DocumentTime?
  /// The day that a heading or a line of its own named since the row before.
  var day: WrittenDate?
  /// What the heading or the table says of the times under it.
  var zone: WrittenZone?
  var kind: EntryKind?
  var label: String?
  /// What a draft says of where the row comes from.
  var provenance: Provenance?
  var text: String
  /// What columns of its table say that are not known.
  var aside = ""
  /// Whether the time is that of the row above it in the table.
  var hasTimeOfRowAbove = false
  /// Whether its row has more cells than its table has columns.
  var hasExtraCells = false
  /// Whether the time stood alone, so that what follows is its text.
  var isAlone = false
  /// Whether it stands where rows are expected: in a timeline, or under a heading of a kind.
  var isInPlace = true
  /// Whether it stands where no row can be: in a summary, or among what was concluded later.
  var isElsewhere = false
  /// Whether it stands in a timeline under no label: in a draft, where all entries are listed.
  var isListed = false
}
