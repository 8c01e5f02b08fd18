/// The last `SecondRings.span` seconds of each of many series, in one flat array. Seconds before that are forgotten.
package struct SecondRings: Codable, Sendable {
  package static var span: Int64 { 4096 }
  @Packed private var counts: [SecondCounts] = []
  /// The newest second written, by series.
  @Packed private var newest: [Int64] = []

  package init() {}

  mutating func addSeries() {
    counts.append(contentsOf: repeatElement(SecondCounts(), count: Int(SecondRings.span)))
    newest.append(Int64.min)
  }

  /// Changes the counts of a second. A second older than the ring is left alone.
  @inline(__always)
  mutating func add(_ series: Int, second: Int64, failed: Bool, slow: Bool, sluggish: Bool, verySlow: Bool) {
    let last = newest[series]
    if second > last {
      advance(series, to: second)
    } else if last &- second >= SecondRings.span {
      return
    }
    counts[series &* Int(SecondRings.span) &+ Int(second & (SecondRings.span &- 1))]
      .add(failed: failed, slow: slow, sluggish: sluggish, verySlow: verySlow)
  }

  @inline(never)
  private mutating func advance(_ series: Int, to second: Int64) {
    let base = series * Int(SecondRings.span)
    let last = newest[series]
    if last == Int64.min || second &- last >= SecondRings.span {
      for i in base..<base + Int(SecondRings.span) { counts[i] = SecondCounts() }
    } else {
      var s = last + 1
      while s <= second {
        counts[base + Int(s & (SecondRings.span - 1))] = SecondCounts()
        s += 1
      }
    }
    newest[series] = second
  }

  /// The counts of a second; zeros where it is not in the ring.
  package subscript(series: Int, second: Int64) -> SecondCounts {
    let last = newest[series]
    guard last != Int64.min, second <= last, last - second < SecondRings.span else { return SecondCounts() }
    return counts[series * Int(SecondRings.span) + Int(second & (SecondRings.span - 1))]
  }
}
