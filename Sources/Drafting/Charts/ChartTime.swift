package import Foundation
package import Records

/// The time that a chart shows, on the clocks of one zone.
package struct ChartTime: Sendable {
  package let from: Timestamp
  package let to: Timestamp
  let zone: TimeZone

  /// - Parameter to: later than `from`.
  package init(from: Timestamp, to: Timestamp, zone: TimeZone) {
    self.from = from
    self.to = to
    self.zone = zone
  }

  private var seconds: Double { to.seconds(since: from) }

  package func contains(_ time: Timestamp) -> Bool { time >= from && time <= to }

  /// Where a time stands, 0 at the beginning and 1 at the end; what lies outside is at the nearer of them.
  package func fraction(_ time: Timestamp) -> Double { min(1, max(0, time.seconds(since: from) / seconds)) }

  /// Round times of the zone's clocks, and what an axis says beneath them: `14:05`, `14:05:30` where the ticks are that
  /// close, the date where a day begins.
  package func ticks(atMost limit: Int) -> [(at: Timestamp, label: String)] {
    let step = Self.steps.first { seconds / Double($0) <= Double(limit) } ?? Self.steps[Self.steps.count - 1]
    var ticks: [(at: Timestamp, label: String)] = []
    var local = (from.second + offset(at: from)) / step * step
    while ticks.count <= limit {
      // The offset may have changed since the beginning.
      let guess = Timestamp(seconds: local - offset(at: from))
      let at = Timestamp(seconds: local - offset(at: guess))
      if at > to { break }
      // What the clocks skip is no time.
      if at >= from, at.second + offset(at: at) == local { ticks.append((at, label(at, step))) }
      local += step
    }
    return ticks
  }

  /// `14:05:30`
  package func clock(_ time: Timestamp) -> String { String(local(time).dropFirst(11).prefix(8)) }

  /// `2024-06-05`
  package func date(_ time: Timestamp) -> String { String(local(time).prefix(10)) }

  /// The time alone, and the date too where it is not the one that the axis begins with.
  package func clockAndDay(_ time: Timestamp) -> String {
    date(time) == date(from) ? clock(time) : "\(date(time)) \(clock(time))"
  }

  /// What the axis is in: `2024-06-05, UTC` or `2024-06-05 to 2024-06-06, +02:00`.
  package var caption: String {
    let days = date(from) == date(to) ? date(from) : "\(date(from)) to \(date(to))"
    return "\(days), \(zoneName)"
  }

  private var zoneName: String {
    let minutes = abs(offset(at: from)) / 60
    guard minutes > 0 else { return "UTC" }
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : String(number) }
    return (offset(at: from) < 0 ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60)
  }

  private static let steps: [Int64] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
    2_592_000,
  ]

  private func label(_ time: Timestamp, _ step: Int64) -> String {
    let clock = clock(time)
    if clock == "00:00:00" { return String(date(time).dropFirst(5)) }
    return step < 60 ? clock : String(clock.prefix(5))
  }

  private func local(_ time: Timestamp) -> String {
    Timestamp(microseconds: time.microseconds + offset(at: time) * 1_000_000).rfc3339
  }

  private func offset(at time: Timestamp) -> Int64 {
    Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(time.second))))
  }
}
