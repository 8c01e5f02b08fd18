/// One thing that a postmortem still lacks or has wrong.
package struct LintFinding: Sendable, Equatable {
  /// From 1.
  package var line: Int
  /// The rule's name.
  package var rule: String
  /// What is found.
  package var what: String
  /// What to do about it.
  package var remedy: String

  package init(line: Int, rule: String, what: String, remedy: String) {
    self.line = line
    self.rule = rule
    self.what = what
    self.remedy = remedy
  }
}
