/// Logarithmic buckets of latencies: 64 to the octave, so a bucket's bounds are within 1.6 % of each other and a
/// quantile read from its middle within 0.8 % of the true one. Integers only; histograms add up bucket by bucket.
///
/// The relative-error guarantee is that of DDSketch (Masson, Rim, Lee, VLDB 2019); the buckets are those of HDR
/// histograms, which need no logarithm to find.
package enum LatencyBuckets {
  package static let count = 27 * 64

  /// The bucket of a latency in microseconds (below 2^32).
  @inline(__always)
  package static func index(_ microseconds: UInt32) -> Int {
    if microseconds < 64 { return Int(microseconds) }
    let exponent = 31 - microseconds.leadingZeroBitCount
    return (exponent - 5) &* 64 &+ Int((microseconds >> UInt32(exponent - 6)) & 63)
  }

  /// The middle of a bucket, microseconds.
  package static func middle(_ index: Int) -> UInt32 {
    if index < 64 { return UInt32(index) }
    let exponent = index / 64 + 5
    let low = UInt64(64 + index % 64) << UInt64(exponent - 6)
    return UInt32(min(UInt64(UInt32.max) - 1, low + (UInt64(1) << UInt64(exponent - 6)) / 2))
  }

  /// The latency below which the share `q` of a histogram's `total` lies, microseconds; nil where it is empty.
  package static func quantile(_ q: Double, of counts: [Float]) -> UInt32? { quantiles([q], of: counts).first }

  /// The latencies below which the given shares, in ascending order, of a histogram's total lie, microseconds; empty
  /// where the histogram is.
  package static func quantiles(_ shares: [Double], of counts: [Float]) -> [UInt32] {
    let total = counts.reduce(0, +)
    guard total > 0 else { return [] }
    var found: [UInt32] = []
    var seen: Float = 0
    var last = 0
    for i in counts.indices where counts[i] > 0 {
      seen += counts[i]
      last = i
      while found.count < shares.count, seen >= Float(shares[found.count]) * total { found.append(middle(i)) }
      if found.count == shares.count { return found }
    }
    // Rounding may leave the sum just short of the whole.
    while found.count < shares.count { found.append(middle(last)) }
    return found
  }
}
