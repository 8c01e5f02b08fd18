package import Incidents
package import Records

/// The measurements of a service in steps that are wide enough to be told apart in a chart.
package struct ChartSteps: Sendable {
  package let from: Timestamp
  package let stepSeconds: Int
  /// Several measured steps in one of these: requests are added, of quantiles the worst is shown.
  package let merged: Int
  package private(set) var requests: [Double?] = []
  /// Share of the requests with a status of 5xx; nil where there was no request.
  package private(set) var failedShare: [Double?] = []
  package private(set) var p50: [Double?] = []
  package private(set) var p95: [Double?] = []
  package private(set) var p99: [Double?] = []

  package init(_ series: IncidentSeries, atMost limit: Int) {
    let count = series.requests.count
    merged = max(1, (count + limit - 1) / max(1, limit))
    from = series.from
    stepSeconds = max(1, series.stepSeconds) * merged
    for first in stride(from: 0, to: count, by: merged) {
      let part = first..<min(first + merged, count)
      let requests = series.requests[part].reduce(0, +)
      let failed = part.reduce(0) { $0 + ($1 < series.failed.count ? series.failed[$1] : 0) }
      self.requests.append(part.count == merged ? Double(requests) : nil)
      failedShare.append(requests > 0 ? Double(failed) / Double(requests) : nil)
      p50.append(Self.worst(series.p50, part))
      p95.append(Self.worst(series.p95, part))
      p99.append(Self.worst(series.p99, part))
    }
  }

  package var count: Int { requests.count }
  package var until: Timestamp { start(of: count) }

  package func start(of step: Int) -> Timestamp { from.advanced(bySeconds: Double(step * stepSeconds)) }

  private static func worst(_ quantile: [Double?], _ part: Range<Int>) -> Double? {
    part.clamped(to: quantile.indices).compactMap { quantile[$0] }.filter { $0.isFinite && $0 >= 0 }.max()
  }
}
