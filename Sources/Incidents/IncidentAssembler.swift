/// Puts what the engine knows of an incident into words.
///
/// The same facts give the same incident, whatever the order their events came in. Text from logs passes through
/// `redact` once, on the way out; hashes are of the original lines.
package enum IncidentAssembler {
  /// - Parameter noteKind: the kind of a person's note, from its text.
  package static func assemble(
    _ facts: IncidentFacts, redact: (String) -> String,
    noteKind: @escaping (String) -> EntryKind = { _ in .note }
  ) -> Incident {
    let end = facts.endedAt ?? facts.observedUntil
    // What came after the end did not bring it about.
    let causes = CauseRanking.rank(CauseEvidences.all.flatMap { $0.candidates(facts) }.filter { $0.at <= end })
    let ruledOut = Exclusions.all.compactMap { $0.finding(facts, causes: causes) }
    let signals = facts.signals.map(\.signal).sorted { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) }
    var impact = facts.impact
    impact.logs = impact.logs.kept
    let incident = Incident(
      id: IncidentID.of(facts.startedAt), title: IncidentTitle.of(facts.signals, facts.impact),
      severity: IncidentSeverityRule.of(facts),
      status: facts.endedAt == nil ? .open : .resolved, startedAt: facts.startedAt, detectedAt: facts.detectedAt,
      endedAt: facts.endedAt, phases: facts.phases, signals: signals, impact: impact,
      causes: RelapseCauses.added(to: causes, facts, until: end),
      ruledOut: ruledOut, timeline: Timeline.of(facts, noteKind: noteKind), caveats: IncidentCaveats.of(facts),
      severitySpans: [SeveritySpan](facts.steps), series: facts.series)
    return incident.redacted(redact)
  }

  /// The incidents with ids of their own, also those that began in the same minute.
  package static func numbered(_ incidents: [Incident]) -> [Incident] { IncidentID.disambiguate(incidents) }
}
