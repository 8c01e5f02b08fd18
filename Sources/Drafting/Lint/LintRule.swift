/// One thing that lint looks for.
package protocol LintRule: Sendable {
  /// By which findings name it and `--ignore` leaves it out.
  var name: String { get }
  /// What it finds, in a few words.
  var summary: String { get }
  func findings(in text: LintText) -> [LintFinding]
}

extension LintRule {
  func finding(_ line: Int, _ what: String, _ remedy: String) -> LintFinding {
    LintFinding(line: line, rule: name, what: what, remedy: remedy)
  }
}

/// Looks for what a postmortem still lacks, whoever drafted it.
package enum Lint {
  package static let rules: [any LintRule] = [
    ConflictRule(), TodoRule(), PlaceholderRule(), EmptySectionRule(), DateRule(), SpanRule(), OrderRule(),
    OutsideRule(),
    DurationRule(),
    BlameRule(), ActionRule(), FigureRule(),
  ]

  /// The findings in the order of their lines.
  /// - Parameter ignored: names of rules that are left out.
  package static func findings(
    in text: String, knowing knowledge: LintKnowledge = LintKnowledge(), ignored: Set<String> = []
  ) -> [LintFinding] {
    let text = LintText(text, knowledge)
    let found = rules.filter { !ignored.contains($0.name) }.flatMap { $0.findings(in: text) }
    return found.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(\.element)
  }
}
