/// Whether a text may be what a draft was generated as.
package enum LintBase {
  /// Lines that a draft and what it was generated as have in common, at least.
  private static let share = 0.1

  /// Why a text cannot be what a document was generated as; nil: it can be.
  package static func objection(to base: String, of document: String) -> String? {
    let (was, now) = (DraftStamp(of: base), DraftStamp(of: document))
    if let was, let now {
      if was.incident != now.incident { return "the base is a draft of \(was.incident), not of \(now.incident)" }
      if was.style != now.style { return "the base is in style \(was.style), the draft in style \(now.style)" }
      if let old = was.base, let new = now.base, old != new { return "the base is another version of this draft" }
    }
    let known = Set(lines(base))
    let kept = lines(document).count(where: known.contains)
    guard was == nil || now == nil, Double(kept) < share * Double(known.count) else { return nil }
    return "the base has nearly no line of the document"
  }

  private static func lines(_ text: String) -> [Substring] { TextLines(text).lines.filter { !$0.trimmed.isEmpty } }
}
