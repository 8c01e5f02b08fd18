/// How the requests of a series usually go; nil where that is not known.
package struct UsualRequests: Codable, Sendable, Equatable {
  package var failedRatio: Double?
  /// Quantiles of the latency, microseconds.
  package var p50: UInt32?
  package var p95: UInt32?
  package var p99: UInt32?

  package init(failedRatio: Double? = nil, p50: UInt32? = nil, p95: UInt32? = nil, p99: UInt32? = nil) {
    self.failedRatio = failedRatio
    self.p50 = p50
    self.p95 = p95
    self.p99 = p99
  }
}
