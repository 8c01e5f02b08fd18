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

  /// These and what comes behind them: nothing in between, in one stretch. Nil where the others begin before these end.
  package func joined(with later: ImpactSteps) -> ImpactSteps? {
    guard until <= later.from else { return nil }
    if until < later.from { return followed(by: pause(until: later.from)).followed(by: later) }
    return followed(by: later)
  }

  /// One stretch without a request, from where these end.
  private func pause(until end: Timestamp) -> ImpactSteps {
    ImpactSteps(from: until, ends: [Int(end.seconds(since: until))], requests: [0], failed: [0], slow: [0])
  }

  /// These and what begins where they end.
  private func followed(by later: ImpactSteps) -> ImpactSteps {
    var whole = self
    let length = ends.last ?? 0
    whole.ends += later.ends.map { $0 + length }
    whole.requests += later.requests
    whole.failed += later.failed
    whole.slow += later.slow
    if !lost.isEmpty || !later.lost.isEmpty {
      whole.lost = lost.isEmpty ? ends.map { _ in 0 } : lost
      whole.lost += later.lost.isEmpty ? later.ends.map { _ in 0 } : later.lost
    }
    return whole
  }
}
