import Incidents
import Records

extension Incident {
  /// Both as one, under the id and title of this one.
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
    whole.causes = (causes + other.causes).ranked(before: whole.startedAt)
    whole.ruledOut += other.ruledOut.filter { !ruledOut.contains($0) }
    let known = Set(timeline.map(\.id))
    whole.timeline.insertInTime(other.timeline.filter { !known.contains($0.id) })
    whole.caveats += other.caveats.filter { !caveats.contains($0) }
    whole.severitySpans = severitySpans.joined(with: other.severitySpans)
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

extension [IncidentSignal] {
  /// `s1`, `s2` and so on, in their order.
  func numbered() -> [IncidentSignal] {
    enumerated().map { index, signal in
      var signal = signal
      signal.id = "s\(index + 1)"
      return signal
    }
  }
}

extension [CauseCandidate] {
  /// Ranked by their scores anew, each once, their leads counted to this onset.
  func ranked(before onset: Timestamp) -> [CauseCandidate] {
    var seen: Set<String> = []
    let best = enumerated().sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }.map(\.element)
      .filter { seen.insert("\($0.kind.rawValue)\u{0}\($0.subject)").inserted }
    return best.enumerated().map { index, cause in
      var cause = cause
      cause.rank = index + 1
      cause.leadSeconds = onset.seconds(since: cause.at)
      return cause
    }
  }
}

extension Impact {
  /// The sums of both; distinct clients cannot be added, so these are at least as many as in the larger one.
  fileprivate func added(to other: Impact, of id: String, and otherID: String) -> Impact {
    var sum = self
    sum.requests += other.requests
    sum.failed += other.failed
    sum.slow += other.slow
    sum.lostRequests += other.lostRequests
    // What stands in one log alone is in no list, so that only what both have of one service can be added up.
    let isOfOne = logs.first.map { $0.service == other.logs.first?.service } ?? false
    sum.logs = isOfOne ? (logs + other.logs).summed.worstFirst.kept : []
    sum.failedPercent = percent(sum.failed, of: sum.requests)
    sum.clients = max(clients, other.clients)
    sum.affectedClients = max(affectedClients, other.affectedClients)
    sum.affectedClientsPercent = percent(sum.affectedClients, of: sum.clients)
    sum.method =
      "A person merged \(otherID) into \(id): requests are the sums of both, clients at least those of the larger. "
      + method
    return sum
  }

  private func percent(_ part: Int, of whole: Int) -> Double {
    whole == 0 ? 0 : min(100, (Double(part) * 10_000 / Double(whole)).rounded() / 100)
  }
}
