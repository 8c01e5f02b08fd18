package import Foundation
package import Records

/// The clocks of a zone: what they show at an instant, and when they show a time of day.
package struct ZoneClock: Sendable {
  package var zone: TimeZone

  package init(zone: TimeZone) { self.zone = zone }

  /// When clocks show a time of day.
  package enum Showing: Sendable, Equatable {
    case once(Timestamp)
    /// They are turned back that day.
    case twice(Timestamp, Timestamp)
    /// They are turned on that day and never show it; the instant is so long after the turn as the time of day after what
    /// they showed then.
    case never(insteadOf: Timestamp)
  }

  /// When the clocks show a time of day.
  /// - Parameter inDay: microseconds since the day's midnight; of more than a day they are of the next.
  package func showing(_ inDay: Int64, on day: CivilDate) -> Showing {
    let local = Timestamp(microseconds: Int64(day.daysSinceEpoch) * 86_400_000_000 + inDay)
    // No zone is a day from Greenwich, and none turns its clocks twice in so short a time.
    let offsets = [-86_400, 86_400].map { offset(at: local.advanced(bySeconds: $0)) }
    let first = instant(local, offsets[0])
    let last = instant(local, offsets[1])
    switch (offset(at: first) == offsets[0], offset(at: last) == offsets[1]) {
    case (true, true): return first == last ? .once(first) : .twice(min(first, last), max(first, last))
    case (true, false): return .once(first)
    case (false, true): return .once(last)
    case (false, false): return .never(insteadOf: first)
    }
  }

  /// Seconds east of Greenwich.
  package func offset(at time: Timestamp) -> Int {
    zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(time.second)))
  }

  /// The day of the calendar.
  package func day(at time: Timestamp) -> CivilDate {
    let local = Int(time.second) + offset(at: time)
    return CivilDate(daysSinceEpoch: (local - (local < 0 ? 86_399 : 0)) / 86_400)
  }

  /// `2024-06-05T14:00:03+02:00`: with milliseconds where it has any, and `Z` in Greenwich.
  package func rfc3339(_ time: Timestamp) -> String {
    let offset = offset(at: time)
    let local = Timestamp(microseconds: time.microseconds + Int64(offset) * 1_000_000).rfc3339.dropLast()
    let minutes = abs(offset) / 60
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    let end = offset == 0 ? "Z" : "\(offset < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
    return (local.hasSuffix(".000") ? local.dropLast(4) : local) + end
  }

  private func instant(_ local: Timestamp, _ offset: Int) -> Timestamp {
    Timestamp(microseconds: local.microseconds - Int64(offset) * 1_000_000)
  }
}
