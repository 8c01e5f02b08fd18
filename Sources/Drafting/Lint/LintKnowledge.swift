package import Records

/// What is known of a postmortem's incident beside its text. Nothing of it is needed.
package struct LintKnowledge: Sendable {
  /// Who noted something during the incident.
  package var people: Set<String>
  package var startedAt: Timestamp?
  package var endedAt: Timestamp?
  /// The text as it was generated.
  package var base: String?

  package init(
    people: Set<String> = [], startedAt: Timestamp? = nil, endedAt: Timestamp? = nil, base: String? = nil
  ) {
    self.people = people
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.base = base
  }
}
