public import Records

/// The requests of an incident in short stretches that follow each other from its start to its end: what the impact of a
/// part of it is counted from.
public struct ImpactSteps: Codable, Sendable, Equatable {
  /// The most stretches, but for those that phases cut.
  package static let most: Int64 = 240

  /// When the first stretch begins: a whole second.
  public var from: Timestamp
  /// Where each stretch ends, in seconds behind `from`: at a whole step of the clock (ten seconds or longer), or where a phase begins or ends.
  public var ends: [Int]
  public var requests: [Int]
  public var failed: [Int]
  public var slow: [Int]
  /// Requests that did not come, against what was usual, in a stretch; below zero where more came. Left empty where
  /// traffic had not fallen.
  public var lost: [Double]

  public init(
    from: Timestamp, ends: [Int] = [], requests: [Int] = [], failed: [Int] = [], slow: [Int] = [], lost: [Double] = []
  ) {
    self.from = from
    self.ends = ends
    self.requests = requests
    self.failed = failed
    self.slow = slow
    self.lost = lost
  }

  package var until: Timestamp { edge(ends.count) }

  /// Where the stretch of this number begins; the end of the last one where there is none.
  private func edge(_ index: Int) -> Timestamp {
    from.advanced(bySeconds: index == 0 ? 0 : Double(ends[index - 1]))
  }

  /// The stretches between two times, as near as these come to where stretches meet; nil where there are none.
  package func part(from start: Timestamp, until end: Timestamp) -> ImpactSteps? {
    let (first, behind) = (nearest(start), nearest(end))
    guard first < behind else { return nil }
    let gone = first == 0 ? 0 : ends[first - 1]
    return ImpactSteps(
      from: edge(first), ends: ends[first..<behind].map { $0 - gone }, requests: Array(requests[first..<behind]),
      failed: Array(failed[first..<behind]), slow: Array(slow[first..<behind]),
      lost: lost.isEmpty ? [] : Array(lost[first..<behind]))
  }

  /// The number of the stretch whose begin is nearest to a time.
  private func nearest(_ time: Timestamp) -> Int {
    (0...ends.count).min { abs(edge($0).seconds(since: time)) < abs(edge($1).seconds(since: time)) } ?? 0
  }
}
