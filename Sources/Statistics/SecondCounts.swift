/// What happened in one second of one series, by the time the requests began.
package struct SecondCounts: Codable, Sendable, BitwiseCopyable {
  package var requests: UInt32 = 0
  package var failed: UInt32 = 0
  /// Not failed, and slower than the detector's threshold.
  package var slow: UInt32 = 0
  /// Not failed, and slower than four times the usual median.
  package var sluggish: UInt32 = 0
  /// Not failed, and slower than twice the usual 99th percentile.
  package var verySlow: UInt32 = 0

  package init() {}

  @inline(__always)
  package mutating func add(
    failed isFailed: Bool, slow isSlow: Bool, sluggish isSluggish: Bool, verySlow isVerySlow: Bool
  ) {
    requests &+= 1
    failed &+= isFailed ? 1 : 0
    slow &+= isSlow ? 1 : 0
    sluggish &+= isSluggish ? 1 : 0
    verySlow &+= isVerySlow ? 1 : 0
  }

  package static func += (a: inout SecondCounts, b: SecondCounts) {
    a.requests += b.requests
    a.failed += b.failed
    a.slow += b.slow
    a.sluggish += b.sluggish
    a.verySlow += b.verySlow
  }

  package var isEmpty: Bool { requests == 0 }
}
