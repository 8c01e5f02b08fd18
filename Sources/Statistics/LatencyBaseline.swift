/// The usual latencies of a route, learnt period by period and slow to forget.
package struct LatencyBaseline: Codable, Sendable {
  @Packed private var counts: [Float] = Array(repeating: 0, count: LatencyBuckets.count)
  /// Requests learnt from, decayed.
  package private(set) var requests: Float = 0
  /// Upper bound of the 95th percentile (one standard error of its rank above it): the fewer requests, the further.
  package private(set) var p95Bound: UInt32?
  /// Microseconds; nil while nothing is known.
  package private(set) var p50: UInt32?
  package private(set) var p95: UInt32?
  package private(set) var p99: UInt32?

  package init() {}

  package mutating func learn(_ histogram: [UInt32]) {
    let kept = Float(ShareBaseline.keptPerMinute)
    for i in counts.indices { counts[i] = counts[i] * kept + Float(histogram[i]) }
    requests = counts.reduce(0, +)
    let share = min(1, 0.95 + (0.0475 / Double(max(1, requests))).squareRoot())
    let found = LatencyBuckets.quantiles([0.5, 0.95, share, 0.99].sorted(), of: counts)
    p50 = found.first
    p95 = found.count > 1 ? found[1] : nil
    // The bound lies behind the 95th and, for few requests, behind the 99th.
    p95Bound = found.count > 3 ? found[share <= 0.99 ? 2 : 3] : nil
    p99 = found.count > 3 ? found[share <= 0.99 ? 3 : 2] : nil
  }
}
