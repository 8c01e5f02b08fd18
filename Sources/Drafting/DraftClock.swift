import Foundation
package import Incidents
package import Records

/// Times as drafts print them, in every form that a style may choose, on the clocks of one zone.
struct DraftClock {
  private let offsets: ZoneOffsets
  private let day: String

  /// - Parameters:
  ///   - onset: times of its day are told without the day.
  ///   - times: all that the draft prints; where the clocks are turned among them, each time has its offset beside it.
  init(zone: TimeZone, onset: Timestamp, times: [Timestamp]) {
    offsets = ZoneOffsets(zone, of: times + [onset])
    day = offsets.local(onset).date
  }

  /// The zone of all times, as a sentence may say it: `UTC+2`, or that it changes.
  var zoneName: String {
    offsets.all.map(ZoneOffsets.name).joined(separator: ", then ")
      + (offsets.areSeveral ? ", as beside each of them" : "")
  }

  /// The zone's name where all times have the same, so that none has it beside it.
  var oneZone: String? { offsets.areSeveral ? nil : zoneName }

  /// `2024-06-05 14:00:03 UTC`
  func full(_ time: Timestamp) -> String {
    let local = offsets.local(time)
    return "\(local.date) \(local.clock) \(zone(at: time))"
  }

  /// `June 5, 2024, 2:00:03 PM UTC`
  func full12(_ time: Timestamp) -> String {
    let local = LocalForms(offsets.local(time))
    return "\(local.long), \(local.twelveHours) \(zone(at: time))"
  }

  private func zone(at time: Timestamp) -> String { ZoneOffsets.name(offsets.offset(at: time)) }

  /// The fields of a time.
  func forms(_ time: Timestamp) -> [String: Any] {
    let zone = zone(at: time)
    let local = LocalForms(offsets.local(time))
    let beside = offsets.areSeveral ? " " + zone : ""
    func onItsDay(_ text: String, _ date: String) -> String { local.date == day ? text : "\(date) \(text)" }
    return [
      "time": local.clock + beside, "time-short": local.short + beside, "time12": local.twelveHours + beside,
      "clock": onItsDay(local.clock, local.date) + beside,
      "clock-short": onItsDay(local.short, local.date) + beside,
      "clock12": onItsDay(local.twelveHours, local.long + ",") + beside,
      "date": local.date, "date-long": local.long, "zone": zone, "full": full(time),
    ]
  }
}

/// A date and a time of day as people write them.
private struct LocalForms {
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  /// `2024-06-05`
  let date: String
  /// `14:00:03`
  let clock: String

  init(_ local: (date: String, clock: String)) { (date, clock) = local }

  /// `14:00`, `14:00:03`: the seconds only where there are any, as people write times and programs measure them.
  var short: String { clock.hasSuffix(":00") ? String(clock.dropLast(3)) : clock }
  /// `2:00 PM`, `2:00:03 PM`
  var twelveHours: String {
    let hour = Int(clock.prefix(2)) ?? 0
    return "\((hour + 11) % 12 + 1)\(short.dropFirst(2)) \(hour < 12 ? "AM" : "PM")"
  }
  /// `June 5, 2024`
  var long: String {
    let parts = date.split(separator: "-").map { Int($0) ?? 0 }
    guard parts.count == 3, (1...12).contains(parts[1]) else { return date }
    return "\(Self.months[parts[1] - 1]) \(parts[2]), \(parts[0])"
  }
}

extension Incident {
  /// The times that a draft may print.
  package var printedTimes: [Timestamp] {
    var times = [startedAt, detectedAt, knownUntil]
    times += phases.flatMap { [$0.startedAt, $0.endedAt].compactMap { $0 } }
    times += signals.flatMap { [$0.startedAt, $0.endedAt].compactMap { $0 } }
    times += causes.map(\.at) + measured.values
    return times + timeline.flatMap { [$0.at, $0.until].compactMap { $0 } }
  }
}
