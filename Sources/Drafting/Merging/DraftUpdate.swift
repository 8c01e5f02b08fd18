/// A person's draft renewed: the merge, with the comment that says what it was made of kept out of it.
package struct DraftUpdate: Sendable, Equatable {
  package let merge: DraftMerge
  package var text: String { mark + merge.text }
  /// The byte order mark that some editors begin a file with; it stays as it is in the person's file.
  private let mark: String

  /// - Parameters:
  ///   - edited: the person's text.
  ///   - base: what was generated when it began, or when it was renewed last.
  ///   - renewed: what is generated now, its comment naming its own hash (`DraftStamp.sealed`).
  ///   - label: the file's name, for the marks of conflicts.
  package init(edited: String, base: String, renewed: String, label: String) {
    let lines = TextLines(renewed)
    let comment = lines.stamp.map { String(lines.lines[$0]) } ?? ""
    // The same in all three, wherever it stands, so that nothing is merged of it.
    func stamped(_ text: String) -> String { TextLines(Self.withoutMark(text)).replacingStamp(with: comment) }
    merge = DraftMerge(base: stamped(base), mine: stamped(edited), theirs: renewed, label: label)
    mark = Self.withoutMark(edited) == edited ? "" : "\u{FEFF}"
  }
  private static func withoutMark(_ text: String) -> String {
    text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
  }
}
