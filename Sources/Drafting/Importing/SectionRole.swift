import Incidents

/// What stands under a heading, or a label, of a postmortem, by its words.
enum SectionRole: Equatable {
  case timeline
  /// What people did or thought, of one kind.
  case notes(EntryKind)
  /// When it was, and what it was: its times are no rows, but tell date and zone.
  case summary
  /// What was concluded later: nothing here happened during the incident.
  case apart

  /// nil: the words tell nothing.
  init?(named name: some StringProtocol) {
    let words = name.lowercased().split { !$0.isLetter }.map(String.init)
    guard !words.isEmpty, words.count <= 9 else { return nil }
    if SectionName.isTimeline(String(name)) {
      self = .timeline
      return
    }
    let found = Self.names.first { names, _ in
      names.contains { name in Self.holds(words, name.split(separator: " ").map(String.init)) }
    }
    guard let role = found?.1 else { return nil }
    self = role
  }

  /// The first that the words hold counts; those of timelines are `SectionName`'s.
  private static let names: [([String], SectionRole)] = [
    (
      [
        "root cause", "root causes", "corrective", "preventative", "preventive", "action items", "action item",
        "follow",
        "lessons", "lesson", "conclusion", "tasks", "task", "improvements", "fixes", "measures", "recommendations",
        "next steps", "evidence", "appendix", "fun fact", "glossary", "contributing", "went well", "went wrong",
        "lucky",
        "five whys", "participants", "attendees",
      ], .apart
    ),
    (["misleading", "dead end", "dead ends", "false leads", "red herrings", "ruled out"], .notes(.deadEnd)),
    (["hypotheses", "hypothesis", "assumptions", "initial assumption"], .notes(.hypothesis)),
    (["escalation", "escalations", "escalated"], .notes(.escalation)),
    (["detected", "detection"], .notes(.detection)),
    (["mitigation", "mitigations"], .notes(.mitigation)),
    (["communication", "communications", "status page", "customer message"], .notes(.communication)),
    (["actions taken", "actions", "action taken", "response", "investigation"], .notes(.action)),
    (["resolution", "recovery", "resolved"], .notes(.resolution)),
    (
      ["summary", "overview", "abstract", "impact", "duration", "start", "end", "date", "severity", "status"], .summary
    ),
  ]

  private static func holds(_ words: [String], _ name: [String]) -> Bool {
    guard name.count <= words.count else { return false }
    return (0...(words.count - name.count)).contains { Array(words[$0..<($0 + name.count)]) == name }
  }
}
