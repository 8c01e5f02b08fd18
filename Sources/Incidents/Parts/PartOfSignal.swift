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
    guard hasPeak(from: part.startedAt, until: part.endedAt) else {
      let worst = worstMinute(from: part.startedAt, until: part.endedAt, series)
      (part.peak, part.peakAt) = (worst?.share, worst?.at)
      return part
    }
    return part
  }

  /// Whether its worst minute lies between two times: that begins at `peakAt`, and ends where the signal does at the latest.
  func hasPeak(from start: Timestamp, until end: Timestamp?) -> Bool {
    guard let peakAt, peakAt >= start else { return false }
    let behind = peakAt.advanced(bySeconds: 60)
    return end.map { min(behind, endedAt ?? behind) <= $0 } ?? true
  }

  /// The minute in which the largest share of the requests to a service failed: counted from the first whole step on; what
  /// is left at the end counts where it is half a minute at least.
  private func worstMinute(
    from start: Timestamp, until end: Timestamp?, _ all: [IncidentSeries]
  ) -> (share: Double, at: Timestamp)? {
    guard kind == .serverErrors, route == nil, let series = all.first(where: { $0.service == service }),
      60 % series.stepSeconds == 0
    else { return nil }
    var minutes: [(at: Timestamp, seconds: Int, requests: Int, failed: Int)] = []
    for step in series.requests.indices {
      let begin = series.from.advanced(bySeconds: Double(step * series.stepSeconds))
      let behind = begin.advanced(bySeconds: Double(series.stepSeconds))
      guard begin >= start, end.map({ behind <= $0 }) ?? true else { continue }
      if minutes.last.map({ $0.seconds == 60 }) ?? true { minutes.append((begin, 0, 0, 0)) }
      minutes[minutes.count - 1].seconds += series.stepSeconds
      minutes[minutes.count - 1].requests += series.requests[step]
      minutes[minutes.count - 1].failed += series.failed[step]
    }
    let shares = minutes.filter { $0.seconds >= 30 && $0.requests >= 5 }.map { minute in
      (share: (Double(minute.failed) * 10_000 / Double(minute.requests)).rounded() / 10_000, at: minute.at)
    }
    return shares.max { ($0.share, $1.at) < ($1.share, $0.at) }
  }
}
