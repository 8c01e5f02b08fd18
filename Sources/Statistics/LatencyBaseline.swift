/// The usual latencies of a route, learnt period by period and slow to forget.
package struct LatencyBaseline: Sendable {
  private var counts = [Float](repeating: 0, count: LatencyBuckets.count)
  /// Requests learnt from, decayed.
  package private(set) var requests: Float = 0
  /// Microseconds; nil while nothing is known.
  package private(set) var p50: UInt32?
  package private(set) var p95: UInt32?
  package private(set) var p99: UInt32?

  package init() {}

  package mutating func learn(_ histogram: [UInt32]) {
    let kept = Float(ShareBaseline.keptPerMinute)
    for i in counts.indices { counts[i] = counts[i] * kept + Float(histogram[i]) }
    requests = counts.reduce(0, +)
    p50 = LatencyBuckets.quantile(0.5, of: counts)
    p95 = LatencyBuckets.quantile(0.95, of: counts)
    p99 = LatencyBuckets.quantile(0.99, of: counts)
  }
}
