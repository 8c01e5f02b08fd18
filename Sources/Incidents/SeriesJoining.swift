package import Records

// Merges and splits of incidents take their series with them.

extension IncidentSeries {
  /// The most steps that a series has.
  package static var mostSteps: Int { 360 }

  private var step: Int64 { Int64(stepSeconds) }
  private var start: Int64 { from.second }
  private var end: Int64 { start + Int64(requests.count) * step }

  /// The steps that begin before `time`; nil where there are none.
  package func cut(until time: Timestamp) -> IncidentSeries? {
    let count = requests.indices.prefix { Timestamp(seconds: start + Int64($0) * step) < time }.count
    return count == 0 ? nil : steps(0..<count)
  }

  /// The steps that end after `time`; nil where there are none.
  package func cut(from time: Timestamp) -> IncidentSeries? {
    let gone = requests.indices.prefix { Timestamp(seconds: start + Int64($0 + 1) * step) <= time }.count
    return gone == requests.count ? nil : steps(gone..<requests.count)
  }

  private func steps(_ range: Range<Int>) -> IncidentSeries {
    var part = self
    part.from = Timestamp(seconds: start + Int64(range.lowerBound) * step)
    part.requests = Array(requests[range])
    part.failed = Array(failed[range])
    part.p50 = Array(p50[range])
    part.p95 = Array(p95[range])
    part.p99 = Array(p99[range])
    return part
  }

  /// In steps of so many seconds, a whole multiple of its own. Of quantiles the largest is taken, which that of all
  /// requests together does not exceed.
  private func coarsened(to length: Int) -> IncidentSeries {
    guard length > stepSeconds, let first = requests.indices.first else { return self }
    func bin(_ i: Int) -> Int64 { Timestamp.floor(start + Int64(i) * step, Int64(length)) }
    var coarse = self
    coarse.from = Timestamp(seconds: bin(first))
    coarse.stepSeconds = length
    coarse.usualRequestsPerStep = usualRequestsPerStep.map { $0 * Double(length) / Double(stepSeconds) }
    let count = Int((bin(requests.count - 1) - bin(first)) / Int64(length)) + 1
    (coarse.requests, coarse.failed) = ([Int](repeating: 0, count: count), [Int](repeating: 0, count: count))
    coarse.p50 = [Double?](repeating: nil, count: count)
    (coarse.p95, coarse.p99) = (coarse.p50, coarse.p50)
    for i in requests.indices {
      let place = Int((bin(i) - bin(first)) / Int64(length))
      coarse.requests[place] += requests[i]
      coarse.failed[place] += failed[i]
      coarse.p50[place] = larger(coarse.p50[place], p50[i])
      coarse.p95[place] = larger(coarse.p95[place], p95[i])
      coarse.p99[place] = larger(coarse.p99[place], p99[i])
    }
    return coarse
  }

  private func larger(_ a: Double?, _ b: Double?) -> Double? { a.map { x in b.map { max(x, $0) } ?? x } ?? b }

  /// Both as one; nil where they are of different services, or where nothing is known of a time between them. What both
  /// tell of is told once.
  fileprivate func joined(with other: IncidentSeries) -> IncidentSeries? {
    guard service == other.service, start <= other.end, other.start <= end else { return nil }
    let length = max(stepSeconds, other.stepSeconds)
    guard length % stepSeconds == 0, length % other.stepSeconds == 0 else { return nil }
    let parts = [coarsened(to: length), other.coarsened(to: length)].sorted { $0.start < $1.start }
    var whole = parts[0]
    for i in parts[1].requests.indices {
      let place = Int((parts[1].start - whole.start) / Int64(length)) + i
      if place < whole.requests.count {
        // A step at the edge of one may be only partly in it.
        guard parts[1].requests[i] > whole.requests[place] else { continue }
        whole.requests[place] = parts[1].requests[i]
        whole.failed[place] = parts[1].failed[i]
        whole.p50[place] = parts[1].p50[i]
        whole.p95[place] = parts[1].p95[i]
        whole.p99[place] = parts[1].p99[i]
      } else {
        whole.requests.append(parts[1].requests[i])
        whole.failed.append(parts[1].failed[i])
        whole.p50.append(parts[1].p50[i])
        whole.p95.append(parts[1].p95[i])
        whole.p99.append(parts[1].p99[i])
      }
    }
    let factor = (whole.requests.count + IncidentSeries.mostSteps - 1) / IncidentSeries.mostSteps
    return factor > 1 ? whole.coarsened(to: length * factor) : whole
  }
}

extension [IncidentSeries] {
  /// These and others, each service's as one where they meet.
  package func joined(with other: [IncidentSeries]) -> [IncidentSeries] {
    var joined = self
    for series in other {
      let met = joined.lazy.enumerated().compactMap { place, known in
        known.joined(with: series).map { (place, $0) }
      }
      if let (place, whole) = met.first {
        joined[place] = whole
      } else {
        joined.append(series)
      }
    }
    return joined
  }
}

extension Timestamp {
  /// The whole multiple of a length at or before a second.
  fileprivate static func floor(_ second: Int64, _ length: Int64) -> Int64 {
    let rest = second % length
    return second - (rest < 0 ? rest + length : rest)
  }
}
