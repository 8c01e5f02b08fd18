/// What happened in one second of one series, by the time the requests began.
package struct SecondCounts: Sendable, BitwiseCopyable {
  package var requests: UInt32 = 0
  package var failed: UInt32 = 0
  /// Not failed, and slower than the detector's threshold (`SeriesThresholds.slow`).
  package var slow: UInt32 = 0
  /// Not failed, and slower than twice the usual 99th percentile.
  package var verySlow: UInt32 = 0

  package init() {}

  package static func += (a: inout SecondCounts, b: SecondCounts) {
    a.requests += b.requests
    a.failed += b.failed
    a.slow += b.slow
    a.verySlow += b.verySlow
  }

  package var isEmpty: Bool { requests == 0 }
}

/// The last `SecondRing.span` seconds of one series. Seconds before that are forgotten.
package struct SecondRing: Sendable {
  package static let span: Int64 = 4096
  private var counts = [SecondCounts](repeating: SecondCounts(), count: Int(SecondRing.span))
  /// The newest second written.
  package private(set) var newest = Int64.min

  package init() {}

  /// Changes the counts of a second. A second older than the ring is left alone.
  @inline(__always)
  package mutating func add(second: Int64, failed: Bool, slow: Bool, verySlow: Bool) {
    if second > newest {
      advance(to: second)
    } else if newest &- second >= SecondRing.span {
      return
    }
    let i = Int(second & (SecondRing.span - 1))
    counts[i].requests &+= 1
    counts[i].failed &+= failed ? 1 : 0
    counts[i].slow &+= slow ? 1 : 0
    counts[i].verySlow &+= verySlow ? 1 : 0
  }

  @inline(never)
  private mutating func advance(to second: Int64) {
    if newest == Int64.min || second &- newest >= SecondRing.span {
      for i in counts.indices { counts[i] = SecondCounts() }
    } else {
      var s = newest &+ 1
      while s <= second {
        counts[Int(s & (SecondRing.span - 1))] = SecondCounts()
        s &+= 1
      }
    }
    newest = second
  }

  /// The counts of a second; zeros where it is not in the ring.
  package subscript(second: Int64) -> SecondCounts {
    guard newest != Int64.min, second <= newest, newest - second < SecondRing.span else { return SecondCounts() }
    return counts[Int(second & (SecondRing.span - 1))]
  }
}
