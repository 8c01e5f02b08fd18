package import Incidents
package import Records

/// Which moment a person means who names a time of day and speaks of something whose span is known: the moment within
/// it, else the one nearest to it.
package struct ClockInSpan: Sendable {
  package enum Problem: Error, Sendable, Equatable {
    /// The clocks were turned on over it; the day, `2024-03-31`.
    case skipped(day: String)
    /// These lie within the span, RFC 3339, or are equally near; there may be more.
    case several(String, String, more: Bool)
  }

  private let span: ClosedRange<Timestamp>
  private let clock: ZoneClock

  package init(span: ClosedRange<Timestamp>, clock: ZoneClock) {
    self.span = span
    self.clock = clock
  }

  /// - Parameters:
  ///   - inDay: microseconds since midnight.
  ///   - day: nil: whichever it is.
  package func time(_ inDay: Int64, on day: CivilDate?) throws(Problem) -> Timestamp {
    let first = (day ?? clock.day(at: span.lowerBound)).daysSinceEpoch - (day == nil ? 1 : 0)
    let last = (day ?? clock.day(at: span.upperBound)).daysSinceEpoch + (day == nil ? 1 : 0)
    var times: [(time: Timestamp, skippedOn: CivilDate?)] = []
    // Of a span of many days three are needed: they are several already.
    for number in Set((first...last).prefix(5)).union((first...last).suffix(2)).sorted() {
      let day = CivilDate(daysSinceEpoch: number)
      switch clock.showing(inDay, on: day) {
      case .once(let time): times.append((time, nil))
      case .twice(let earlier, let later): times += [(earlier, nil), (later, nil)]
      case .never(insteadOf: let time): times.append((time, day))
      }
    }
    let nearest = times.map { distance($0.time) }.min()
    let meant = times.filter { distance($0.time) == nearest }
    if let day = meant.first?.skippedOn {
      throw .skipped(day: String(Timestamp(seconds: Int64(day.daysSinceEpoch) * 86_400).rfc3339.prefix(10)))
    }
    guard meant.count == 1 else {
      throw .several(clock.rfc3339(meant[0].time), clock.rfc3339(meant[1].time), more: meant.count > 2)
    }
    return meant[0].time
  }

  /// Microseconds from the span; 0 within it.
  private func distance(_ time: Timestamp) -> Int64 {
    max(0, span.lowerBound.microseconds - time.microseconds, time.microseconds - span.upperBound.microseconds)
  }
}
