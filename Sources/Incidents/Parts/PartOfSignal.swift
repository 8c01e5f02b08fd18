import Records

extension IncidentSignal {
  /// What of it lies between two times; nil where nothing does. Where it lasted longer, how many bad events it saw is not
  /// known, and its worst value only where that was measured in between, or can be told from the requests.
  func part(from start: Timestamp?, until end: Timestamp?, series: [IncidentSeries]) -> IncidentSignal? {
    if let end, startedAt >= end { return nil }
    if let start, let endedAt, endedAt <= start { return nil }
    var part = self
    if let start { (part.startedAt, part.detectedAt) = (max(startedAt, start), max(detectedAt, start)) }
    if let end { (part.endedAt, part.detectedAt) = (min(endedAt ?? end, end), min(part.detectedAt, end)) }
    if part.startedAt == startedAt, part.endedAt == endedAt { return part }
    part.observations = nil
    guard let peakAt, peakAt >= part.startedAt, part.endedAt.map({ peakAt < $0 }) ?? true else {
      let worst = worstMinute(from: part.startedAt, until: part.endedAt, series)
      (part.peak, part.peakAt) = (worst?.share, worst?.at)
      return part
    }
    return part
  }

  /// The minute in which the largest share of the requests to a service failed: measured as that of a signal is.
  private func worstMinute(
    from start: Timestamp, until end: Timestamp?, _ all: [IncidentSeries]
  ) -> (share: Double, at: Timestamp)? {
    guard kind == .serverErrors, route == nil, let series = all.first(where: { $0.service == service }),
      60 % series.stepSeconds == 0
    else { return nil }
    var minutes: [Int64: (requests: Int, failed: Int)] = [:]
    for step in series.requests.indices {
      let begin = series.from.advanced(bySeconds: Double(step * series.stepSeconds))
      let behind = begin.advanced(bySeconds: Double(series.stepSeconds))
      guard begin >= start, end.map({ behind <= $0 }) ?? true else { continue }
      minutes[begin.second / 60, default: (0, 0)].requests += series.requests[step]
      minutes[begin.second / 60, default: (0, 0)].failed += series.failed[step]
    }
    let shares = minutes.filter { $0.value.requests >= 5 }.map { minute, counts in
      (
        share: (Double(counts.failed) * 10_000 / Double(counts.requests)).rounded() / 10_000,
        at: max(start, Timestamp(seconds: minute * 60))
      )
    }
    return shares.max { ($0.share, $1.at) < ($1.share, $0.at) }
  }
}
