import Records

/// What the order of a source's records tells of their times, record by record, so that neither read sizes nor other
/// sources change it: what a request's stamp means, which records are late, and which time is none.
struct SourceOrder: Codable, Sendable {
  /// A record is late when another of its source was this much later before it (microseconds).
  static let lateness: Int64 = 5_000_000
  /// A record that jumps ahead by more than this waits for the next one to confirm it.
  static let jump: Int64 = 3_600_000_000
  /// Late records older than this are not counted any more.
  static let horizon: Int64 = 3_600_000_000

  enum Verdict { case onTime, late, tooLate, jumpsAhead }

  /// Latest time accepted so far.
  private(set) var newest = Int64.min
  /// A time far ahead that no other record has confirmed yet.
  private var suspect: Int64?
  private let formatMeaning: StampMeaning
  private var newestStamp = Int64.min
  private var votesForStart = 0
  private var votesForCompletion = 0

  /// The earliest time near the source's beginning, where that was looked at: what the first record is measured by.
  private let expected: Int64?

  init(formatMeaning: StampMeaning, firstTime: Int64? = nil) {
    self.formatMeaning = formatMeaning
    expected = firstTime
  }

  /// A record's time, with a local time that exists twice, because clocks were set back by an hour, settled by what is
  /// nearer to the lines before.
  @inline(__always)
  func settled(_ time: Int64, _ flags: RecordFlags) -> Int64 {
    flags.contains(.ambiguousTime) ? settledBySetBack(time) : time
  }

  @inline(never)
  private func settledBySetBack(_ time: Int64) -> Int64 {
    let again = time + 3_600_000_000
    return newest != Int64.min && abs(again - newest) < abs(time - newest) ? again : time
  }

  /// When a request ended. Lines are written when requests end, so where long requests stand out of step with their
  /// neighbours by their latency, the stamps are those of the beginning; where they are in step, of the end.
  @inline(__always)
  mutating func end(of request: RequestRecord) -> Int64 {
    guard request.latency != RequestRecord.noLatency else {
      let end = settled(request.end, request.flags)
      if end > newestStamp { newestStamp = end }
      return end
    }
    let latency = Int64(request.latency)
    let end = settled(request.end, request.flags)
    let stamp = formatMeaning == .start ? end &- latency : end
    if latency >= 2_000_000 { vote(stamp, latency) }
    if stamp > newestStamp { newestStamp = stamp }
    return meaning == .start ? stamp &+ latency : stamp
  }

  private mutating func vote(_ stamp: Int64, _ latency: Int64) {
    guard newestStamp != Int64.min else { return }
    if abs(stamp - newestStamp) <= 1_000_000 {
      votesForCompletion += 1
    } else if abs(stamp + latency - newestStamp) <= 1_500_000 {
      votesForStart += 1
    }
  }

  var meaning: StampMeaning {
    if votesForStart > votesForCompletion + 3 { return .start }
    if votesForCompletion > votesForStart + 3 { return .completion }
    return formatMeaning
  }

  /// Whether the last record jumped ahead and waits to be confirmed.
  var jumpedAhead: Bool { suspect != nil }

  /// Whether a jump that nothing confirmed before the source ended is taken for real: one of at most a day.
  var jumpIsNear: Bool {
    guard let suspect else { return false }
    let base = newest != Int64.min ? newest : expected ?? suspect
    return suspect - base <= 24 * SourceOrder.jump
  }

  /// What the last record said of the one before it that had jumped ahead.
  enum Resolution: Codable { case none, confirmed, refuted }

  private(set) var resolution = Resolution.none

  /// Takes the time of the next record. Sets `resolution`.
  @inline(__always)
  mutating func judge(_ time: Int64) -> Verdict {
    if suspect == nil, time <= newest, time > newest &- SourceOrder.lateness {
      resolution = .none
      return .onTime
    }
    let before = suspect
    let earlier = newest
    let verdict = judgeUnusual(time)
    if let before {
      // The record that jumped is confirmed by one that stands nearer to it than to those before the jump.
      let isNearer = earlier == Int64.min || abs(time - before) < abs(time - earlier)
      let isConfirmed =
        newest == before || (verdict == .onTime && time > before - SourceOrder.jump && isNearer)
      resolution = isConfirmed ? .confirmed : .refuted
    } else {
      resolution = .none
    }
    return verdict
  }

  private mutating func judgeUnusual(_ time: Int64) -> Verdict {
    if time <= newest, time > newest &- SourceOrder.lateness {
      suspect = nil
      return .onTime
    }
    if newest == Int64.min {
      if let expected, time - expected > SourceOrder.jump, suspect.map({ time <= $0 - SourceOrder.jump }) ?? true {
        suspect = time
        return .jumpsAhead
      }
      newest = time
      suspect = nil
      return .onTime
    }
    if time > newest && time - newest <= SourceOrder.jump {
      newest = time
      suspect = nil
      return .onTime
    }
    if time > newest {
      // The clock, the log or the line made a jump. A second record near it or behind it settles which.
      if let ahead = suspect, time > ahead - SourceOrder.jump {
        guard time - ahead <= 24 * SourceOrder.jump else {
          // Farther still: that one confirms the one before it, and waits itself.
          newest = ahead
          suspect = time
          return .jumpsAhead
        }
        newest = time
        suspect = nil
        return .onTime
      }
      suspect = time
      return .jumpsAhead
    }
    suspect = nil
    return newest - time > SourceOrder.horizon ? .tooLate : .late
  }
}
