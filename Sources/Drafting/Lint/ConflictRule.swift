/// Marks of a merge that nobody has decided.
struct ConflictRule: LintRule {
  let name = "conflict"
  let summary = "marks of an undecided merge conflict"

  func findings(in text: LintText) -> [LintFinding] {
    ConflictMarks.lines(in: text.source).map {
      finding($0, "a mark of a merge conflict", "keep what is right and delete the marks")
    }
  }
}
