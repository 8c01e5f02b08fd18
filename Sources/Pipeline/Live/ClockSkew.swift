import Records

/// How far a followed source's clock, or the zone that its times are read in, is off: the freshest of its records compared
/// with the clock when they were read.
///
/// A record is written after what it tells of, and some programs keep lines back: then it is behind the clock, now more, now
/// less, and the freshest of a minute hardly. So each minute counts by its freshest record, and the median of the last
/// minutes is what the source is off by. It is told where records are of the future, by more than a correction of clocks
/// makes; where they are behind by the same time each minute, more than programs keep back; or by whole quarters of an hour,
/// as a zone that was mistaken makes it.
struct ClockSkew {
  /// Minutes that are remembered, and so many of them must have been seen.
  static let remembered = 15
  static let needed = 5
  /// Seconds: of the future; behind; and by how much the minutes may differ then.
  private static let leastAhead = 5.0
  private static let leastBehind = 90.0
  private static let steadiness = 10.0

  /// The freshest record of each minute in which there was one: seconds that it was ahead of the clock.
  private var minutes: [(minute: Int64, ahead: Double)] = []

  /// Takes notice of records that were read as soon as they were there.
  /// - Parameter newest: the time of the last of them, microseconds.
  mutating func note(newest: Int64, now: Moment) {
    let ahead = Double(newest - now.wall.microseconds) / 1_000_000
    let minute = now.elapsed.components.seconds / 60
    guard let last = minutes.last, last.minute == minute else {
      minutes.append((minute, ahead))
      if minutes.count > Self.remembered { minutes.removeFirst() }
      return
    }
    minutes[minutes.count - 1].ahead = max(last.ahead, ahead)
  }

  /// Seconds that its clock is ahead, below 0 behind; nil where nothing speaks for it.
  var ahead: Double? {
    guard minutes.count >= Self.needed else { return nil }
    let sorted = minutes.map(\.ahead).sorted()
    let median = sorted[sorted.count / 2]
    // Most of them, not each: a clock may have been set meanwhile.
    let alike = sorted.count { abs($0 - median) <= Self.steadiness }
    guard alike * 5 >= sorted.count * 4, median >= Self.leastAhead || median <= -Self.leastBehind else { return nil }
    return median
  }

  /// What to tell of it.
  /// - Parameter offset: from UTC, seconds, at which times that name no zone were read; nil where they name one.
  static func remark(ahead: Double, assumedOffset offset: Int64?) -> String {
    let quarters = (ahead / 900).rounded()
    let direction = ahead > 0 ? "ahead of" : "behind"
    if let offset, quarters != 0, abs(ahead - quarters * 900) <= 60 {
      let minutes = Int(quarters) * 15
      let zone = (Int(offset) / 60 + minutes) % 1440
      return
        "times are \(abs(minutes)) minutes \(direction) the clock: their zone is another one; name it in log_times "
        + "(zone: \"\(zone < 0 ? "-" : "+")\(two(abs(zone) / 60)):\(two(abs(zone) % 60))\")"
    }
    let seconds = Int(ahead.rounded())
    return
      "times are \(abs(seconds)) s \(direction) the clock: correct the clock that they are of, or name it in log_times "
      + "(\(seconds > 0 ? "ahead" : "behind"): \(abs(seconds))s)"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
