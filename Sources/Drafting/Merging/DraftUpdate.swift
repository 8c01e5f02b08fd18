/// A person's draft renewed: the merge, with the comment that says what it was made of kept out of it.
package struct DraftUpdate: Sendable, Equatable {
  package let merge: DraftMerge
  package var text: String { merge.text }

  /// - Parameters:
  ///   - edited: the person's text.
  ///   - base: what was generated when it began, or when it was renewed last.
  ///   - renewed: what is generated now, its comment naming its own hash (`DraftStamp.sealed`).
  ///   - label: the file's name, for the marks of conflicts.
  package init(edited: String, base: String, renewed: String, label: String) {
    let lines = TextLines(renewed)
    let comment = lines.stamp.map { String(lines.lines[$0]) } ?? ""
    // The same in all three, wherever it stands, so that nothing is merged of it.
    merge = DraftMerge(
      base: TextLines(base).replacingStamp(with: comment), mine: TextLines(edited).replacingStamp(with: comment),
      theirs: renewed, label: label)
  }
}
