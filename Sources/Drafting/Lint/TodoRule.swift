/// What a draft left open for people: `**TODO(responders):** ...`, and whatever else is marked so.
struct TodoRule: LintRule {
  let name = "todo"
  let summary = "an open TODO or FIXME"

  func findings(in text: LintText) -> [LintFinding] {
    text.lines.flatMap { line in
      line.parts.filter { Self.isOpen($0) }.prefix(1).map { part in
        finding(line.number, "open: \(Self.question(part))", "answer it, or delete it if it does not matter here")
      }
    }
  }

  static func isOpen(_ text: String) -> Bool {
    text.split { !$0.isLetter && $0 != "_" }.contains { $0 == "TODO" || $0 == "FIXME" }
  }

  /// The question, without what stands before it.
  private static func question(_ text: String) -> String {
    let start = text.firstRange(of: "TODO")?.lowerBound ?? text.firstRange(of: "FIXME")?.lowerBound ?? text.startIndex
    let question = text[start...]
    return question.count > 80 ? question.prefix(79) + "…" : String(question)
  }
}
