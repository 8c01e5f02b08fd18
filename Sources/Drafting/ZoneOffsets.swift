package import Foundation
import Incidents
package import Records

/// The offsets from UTC that a zone's clocks have at the times that a document prints: a single one, which it names once,
/// or several, so that each time has its own beside it (clocks that are turned back show an hour twice).
package struct ZoneOffsets: Sendable, Equatable {
  package let zone: TimeZone
  /// In seconds, in the order in which they hold, each once.
  package let all: [Int]

  package init(_ zone: TimeZone, of times: some Sequence<Timestamp>) {
    self.zone = zone
    var first: [Int: Timestamp] = [:]
    for time in times {
      let offset = Self.offset(of: zone, at: time)
      first[offset] = min(first[offset] ?? time, time)
    }
    all = first.sorted { $0.value < $1.value }.map(\.key)
  }

  /// Those of a stretch of time.
  package init(_ zone: TimeZone, from: Timestamp, to: Timestamp) {
    var times = [from]
    // Clocks that are turned forth and back within a day are of no zone.
    while let last = times.last, last.advanced(bySeconds: 86_400) < to, times.count < 1000 {
      times.append(last.advanced(bySeconds: 86_400))
    }
    self.init(zone, of: times + [to])
  }

  package var areSeveral: Bool { all.count > 1 }

  package func offset(at time: Timestamp) -> Int { Self.offset(of: zone, at: time) }

  /// The date and the time of day that the zone's clocks show: `2024-06-05`, `14:00:03`.
  package func local(_ time: Timestamp) -> (date: String, clock: String) {
    let text = Timestamp(microseconds: time.microseconds + Int64(offset(at: time)) * 1_000_000).rfc3339
    return (String(text.prefix(10)), String(text.dropFirst(11).prefix(8)))
  }

  private static func offset(of zone: TimeZone, at time: Timestamp) -> Int { ZoneClock(zone: zone).offset(at: time) }

  /// `UTC`, `+02:00`
  package static func digits(_ offset: Int) -> String {
    let minutes = abs(offset) / 60
    guard minutes > 0 else { return "UTC" }
    return (offset < 0 ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60)
  }

  /// `UTC`, `UTC+2`, `UTC-3:30`: what an abbreviation such as EST leaves open.
  package static func name(_ offset: Int) -> String {
    let minutes = abs(offset) / 60
    guard minutes > 0 else { return "UTC" }
    let rest = minutes % 60 == 0 ? "" : ":" + two(minutes % 60)
    return "UTC" + (offset < 0 ? "-" : "+") + String(minutes / 60) + rest
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
