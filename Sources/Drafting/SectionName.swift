/// Names of sections, as the usual templates have them.
enum SectionName {
  static func isTimeline(_ title: some StringProtocol) -> Bool {
    holds(
      title,
      [
        "timeline", "time line", "chronology", "sequence of events", "event log", "incident log", "chain of events",
        "how it unfolded",
      ])
  }

  /// Where what will be done is listed; not where what was done is told.
  static func isActions(_ title: String) -> Bool {
    if holds(title, ["taken"]) { return false }
    return ["actions", "tasks", "improvements", "to do", "todo", "follow ups", "followups"].contains(
      words(title).joined(separator: " "))
      || holds(
        title,
        [
          "measures", "action item", "action items", "follow up actions", "follow up items", "follow up tasks",
          "corrective",
          "preventative", "preventive", "next steps", "remediation items", "tasks to address", "improvements and tasks",
        ])
  }

  static func isSummary(_ title: String) -> Bool {
    holds(
      title, ["summary", "overview", "impact", "postmortem", "post mortem", "incident", "duration", "what happened"])
  }

  /// Whether a line of a document without marks is a heading.
  static func isUsual(_ line: String) -> Bool { usual.contains(words(line).joined(separator: " ")) }

  private static let usual: Set<String> = [
    "summary", "issue summary", "incident summary", "executive summary", "overview", "impact", "detection", "response",
    "timeline", "incident timeline", "chronology", "root cause", "root causes", "root cause and resolution",
    "resolution",
    "trigger", "recovery", "contributing factors", "misleading paths", "escalation", "lessons learned",
    "what went well",
    "what went wrong", "where we got lucky", "corrective and preventative measures",
    "corrective and preventive measures", "corrective measures", "preventative measures", "preventive measures",
    "action items", "actions", "follow up actions", "next steps", "conclusion", "background", "supporting information",
  ]

  static func words(_ text: some StringProtocol) -> [String] {
    text.lowercased().split { !$0.isLetter }.map(String.init)
  }

  /// Whether a title has one of these names in it, whole words of it.
  static func holds(_ title: some StringProtocol, _ names: [String]) -> Bool {
    let padded = " " + words(title).joined(separator: " ") + " "
    return names.contains { padded.contains(" \($0) ") }
  }
}
