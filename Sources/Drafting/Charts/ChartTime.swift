package import Foundation
package import Records

/// The time that a chart shows, on the clocks of one zone. Where these are turned meanwhile, each time that is written has
/// its offset beside it.
package struct ChartTime: Sendable {
  package let from: Timestamp
  package let to: Timestamp
  private let offsets: ZoneOffsets

  /// - Parameter to: later than `from`.
  package init(from: Timestamp, to: Timestamp, zone: TimeZone) {
    self.from = from
    self.to = to
    offsets = ZoneOffsets(zone, from: from, to: to)
  }

  private var seconds: Double { to.seconds(since: from) }

  package func contains(_ time: Timestamp) -> Bool { time >= from && time <= to }

  /// Where a time stands, 0 at the beginning and 1 at the end; what lies outside is at the nearer of them.
  package func fraction(_ time: Timestamp) -> Double { min(1, max(0, time.seconds(since: from) / seconds)) }

  /// Round times of the zone's clocks, and what an axis says beneath them: `14:05`, `14:05:30` where the ticks are that
  /// close, the date where a day begins. Fewer where each has its offset beside it.
  package func ticks(atMost limit: Int) -> [(at: Timestamp, label: String)] {
    let limit = offsets.areSeveral ? max(2, limit / 2) : limit
    let step = Self.steps.first { seconds / Double($0) <= Double(limit) } ?? Self.steps[Self.steps.count - 1]
    var ticks: [Timestamp] = []
    // An hour that the clocks show twice has ticks at both offsets.
    for offset in offsets.all {
      var local = (from.second + Int64(offset)) / step * step
      while local - Int64(offset) <= to.second {
        let at = Timestamp(seconds: local - Int64(offset))
        if at >= from, at <= to, offsets.offset(at: at) == offset { ticks.append(at) }
        local += step
      }
    }
    return ticks.sorted().map { ($0, label($0, step)) }
  }

  /// `14:05:30`
  package func clock(_ time: Timestamp) -> String { offsets.local(time).clock + beside(time) }

  /// The time alone, and the date too where it is not the one that the axis begins with.
  package func clockAndDay(_ time: Timestamp) -> String {
    let date = offsets.local(time).date
    return date == offsets.local(from).date ? clock(time) : "\(date) \(clock(time))"
  }

  /// What the axis is in: `2024-06-05, UTC`, `2024-06-05 to 2024-06-06, +02:00` or `2024-10-27, +02:00, then +01:00`.
  package var caption: String {
    let (first, last) = (offsets.local(from).date, offsets.local(to).date)
    let zones = offsets.all.map(ZoneOffsets.digits).joined(separator: ", then ")
    return "\(first == last ? first : "\(first) to \(last)"), \(zones)"
  }

  private static let steps: [Int64] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
    2_592_000,
  ]

  private func label(_ time: Timestamp, _ step: Int64) -> String {
    let (date, clock) = offsets.local(time)
    if clock == "00:00:00" { return date.dropFirst(5) + beside(time) }
    return (step < 60 ? clock : String(clock.prefix(5))) + beside(time)
  }

  private func beside(_ time: Timestamp) -> String {
    offsets.areSeveral ? " " + ZoneOffsets.digits(offsets.offset(at: time)) : ""
  }
}
