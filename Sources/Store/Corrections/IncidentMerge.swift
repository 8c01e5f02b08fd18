import Incidents
import Records

extension Incident {
  /// Both as one, under the id of this one and the title that a person gave it.
  func merged(with other: Incident) -> Incident {
    var whole = self
    whole.startedAt = min(startedAt, other.startedAt)
    whole.detectedAt = min(detectedAt, other.detectedAt)
    whole.endedAt = endedAt.flatMap { end in other.endedAt.map { max(end, $0) } }
    whole.status = whole.endedAt == nil ? .open : .resolved
    // Whichever of both a value is from tells who set it.
    if whole.startedAt != startedAt { whole.setBy[.startedAt] = other.setBy[.startedAt] }
    if whole.detectedAt != detectedAt { whole.setBy[.detectedAt] = other.setBy[.detectedAt] }
    if whole.endedAt != endedAt { whole.setBy[.endedAt] = other.setBy[.endedAt] }
    if whole.status != status { whole.setBy[.status] = other.setBy[.status] }
    let severities = IncidentSeverity.allCases
    whole.severity = severities.last { $0 == severity || $0 == other.severity } ?? severity
    if whole.severity != severity { whole.setBy[.severity] = other.setBy[.severity] }
    whole.phases = (phases + other.phases).joined()
    whole.signals = (signals + other.signals).sorted { $0.startedAt < $1.startedAt }.numbered()
    whole.impact = impact.added(to: other.impact, of: id, and: other.id)
    let causes = causes.map { $0.counted(from: startedAt, to: whole.startedAt) }
    let others = other.causes.map { $0.counted(from: other.startedAt, to: whole.startedAt) }
    whole.causes = (causes + others).ranked(until: whole.endedAt)
    whole.ruledOut = ruledOut.common(with: other.ruledOut, id, other.id)
    let known = Set(timeline.map(\.id))
    whole.timeline.insertInTime(other.timeline.filter { !known.contains($0.id) })
    whole.timeline = whole.timeline.turning(
      whole.phases, startedAt: whole.startedAt, endedAt: whole.endedAt, signals: whole.signals)
    whole.caveats += other.caveats.filter { !caveats.contains($0) }
    whole.severitySpans = severitySpans.joined(with: other.severitySpans)
    if setBy[.title] == nil { whole.title = whole.generatedTitle }
    whole.series = series.joined(with: other.series)
    return whole
  }
}

extension [Phase] {
  /// In time order; those that overlap become one.
  fileprivate func joined() -> [Phase] {
    var joined: [Phase] = []
    for phase in sorted(by: { $0.startedAt < $1.startedAt }) {
      guard let last = joined.last, last.endedAt.map({ phase.startedAt <= $0 }) ?? true else {
        joined.append(phase)
        continue
      }
      joined[joined.count - 1].endedAt = last.endedAt.flatMap { end in phase.endedAt.map { Swift.max(end, $0) } }
    }
    return joined
  }
}

extension Impact {
  /// The sums of both; distinct clients cannot be added.
  fileprivate func added(to other: Impact, of id: String, and otherID: String) -> Impact {
    var sum = self
    sum.requests += other.requests
    sum.failed += other.failed
    sum.slow += other.slow
    sum.lostRequests += other.lostRequests
    // What stands in one log alone is in no list, so that only what both have of one service can be added up.
    let isOfOne = logs.first.map { $0.service == other.logs.first?.service } ?? false
    sum.logs = isOfOne ? (logs + other.logs).summed.worstFirst.kept : []
    sum.steps = steps.flatMap { own in other.steps.flatMap { own.joined(with: $0) ?? $0.joined(with: own) } }
    sum.failedPercent = Impact.percent(sum.failed, of: sum.requests)
    (sum.clients, sum.affectedClients, sum.affectedClientsPercent) = (0, 0, 0)
    let (seen, affected) = (max(clients, other.clients), max(affectedClients, other.affectedClients))
    let clients =
      seen > 0
      ? "distinct clients cannot be added: one of both saw \(seen.grouped), and one \(affected.grouped) that were affected"
      : "distinct clients are not known"
    sum.method = "A person merged \(otherID) into \(id): requests are the sums of both, \(clients). " + methodOfRequests
    return sum
  }
}
