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
    guard SectionName.words(name).count <= 9 else { return nil }
    if SectionName.isTimeline(name) {
      self = .timeline
      return
    }
    guard let role = Self.names.first(where: { SectionName.holds(name, $0.0) })?.1 else { return nil }
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
}
