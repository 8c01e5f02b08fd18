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
    if whole.startedAt != startedAt { whole.take(.startedAt, from: other) }
    if whole.detectedAt != detectedAt { whole.take(.detectedAt, from: other) }
    if whole.endedAt != endedAt { whole.take(.endedAt, from: other) }
    if whole.status != status { whole.setBy[.status] = other.setBy[.status] }
    let severities = IncidentSeverity.allCases
    whole.severity = severities.last { $0 == severity || $0 == other.severity } ?? severity
    if whole.severity != severity { whole.setBy[.severity] = other.setBy[.severity] }
    whole.phases = (phases + other.phases).joined()
    whole.signals = (signals + other.signals).sorted { $0.startedAt < $1.startedAt }.numbered()
    // Those of one service at one time may be the same requests.
    let areApart = servicesHurt.isDisjoint(with: other.servicesHurt)
    whole.impact = impact.added(to: other.impact, areApart ? .added : .larger, of: id, and: other.id)
    let causes = [self, other].flatMap { one in
      one.causes.compactMap { cause in
        cause.isOfChange
          ? cause.moved(from: one.phases, to: whole.phases)
          : cause.counted(from: one.startedAt, to: whole.startedAt)
      }
    }
    whole.causes = causes.ranked(until: whole.endedAt)
    whole.ruledOut = ruledOut.common(with: other.ruledOut, id, other.id)
    let known = Set(timeline.map(\.id))
    whole.timeline.insertInTime(other.timeline.filter { !known.contains($0.id) })
    whole.timeline = whole.timeline.turning(
      whole.phases, startedAt: whole.startedAt, endedAt: whole.endedAt, signals: whole.signals)
    whole.caveats += other.caveats.filter { !caveats.contains($0) }
    whole.severitySpans = severitySpans.joined(with: other.severitySpans)
    if setBy[.title] == nil { whole.title = whole.generatedTitle }
    whole.series = series.joined(with: other.series)
    if !whole.measured.isEmpty { whole.tellCourseAnew() }
    return whole
  }

  /// The services whose requests are counted.
  private var servicesHurt: Set<String> {
    Set(signals.lazy.filter { $0.kind != .errorBurst && $0.kind != .newError }.map(\.service))
  }

  /// Who set a time that is another incident's, and what was measured of it.
  private mutating func take(_ field: IncidentField, from other: Incident) {
    setBy[field] = other.setBy[field]
    measured[field] = other.measured[field]
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
  fileprivate func added(
    to other: Impact, _ overlap: ImpactSteps.Overlap, of id: String, and otherID: String
  ) -> Impact {
    var sum = self
    sum.requests += other.requests
    sum.failed += other.failed
    sum.slow += other.slow
    sum.lostRequests += other.lostRequests
    sum.steps = steps.flatMap { own in other.steps.map { own.joined(with: $0, overlap) } }
    var counted = "requests are the sums of both"
    if overlap == .larger, let own = steps, let others = other.steps, own.overlaps(others), let joined = sum.steps {
      sum.requests = joined.requests.reduce(0, +)
      sum.failed = joined.failed.reduce(0, +)
      sum.slow = joined.slow.reduce(0, +)
      sum.lostRequests = max(0, Int(joined.lost.reduce(0, +).rounded()))
      counted += ", but of the same time, in which they may be the same requests, those of the one with more"
    }
    // What stands in one log alone is in no list, so that only what both have of one service can be added up.
    let isOfOne = logs.first.map { $0.service == other.logs.first?.service } ?? false
    sum.logs = isOfOne ? (logs + other.logs).summed.worstFirst.kept : []
    sum.failedPercent = Impact.percent(sum.failed, of: sum.requests)
    (sum.clients, sum.affectedClients, sum.affectedClientsPercent) = (nil, nil, nil)
    let seen = max(clients ?? 0, other.clients ?? 0)
    let affected = max(affectedClients ?? 0, other.affectedClients ?? 0)
    let clients =
      seen > 0
      ? "distinct clients cannot be added: one of both saw \(seen.grouped), and one \(affected.grouped) that were affected"
      : "distinct clients are not known"
    sum.method = "A person merged \(otherID) into \(id): \(counted); \(clients). " + methodOfRequests
    return sum
  }
}
