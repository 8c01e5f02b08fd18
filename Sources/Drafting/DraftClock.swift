import Foundation
import Records

/// Times as drafts print them, in every form that a style may choose, on the clocks of one zone.
struct DraftClock {
  private let zone: TimeZone
  private let day: CivilDate
  private let offset: Int
  /// Name of the zone at the onset, and a remark where the incident's end has another offset.
  let zoneName: String

  /// - Parameters:
  ///   - onset: times of its day are told without the day, times of its offset without the offset.
  ///   - end: where the clocks are turned before it, the name of the zone says so.
  init(zone: TimeZone, onset: Timestamp, end: Timestamp) {
    self.zone = zone
    offset = Self.offset(of: zone, at: onset)
    day = Local(onset, offset).date
    let last = Self.offset(of: zone, at: end)
    zoneName = Self.name(offset) + (last == offset ? "" : ", then \(Self.name(last)) where it says so")
  }

  /// The fields of a time.
  func forms(_ time: Timestamp) -> [String: Any] {
    let shift = Self.offset(of: zone, at: time)
    let local = Local(time, shift)
    let turned = shift == offset ? "" : " " + Self.name(shift)
    func onItsDay(_ text: String, _ date: String) -> String { local.date == day ? text : "\(date) \(text)" }
    return [
      "time": local.clock + turned, "time-short": local.short + turned, "time12": local.twelveHours + turned,
      "clock": onItsDay(local.clock, local.iso) + turned,
      "clock-short": onItsDay(local.short, local.iso) + turned,
      "clock12": onItsDay(local.twelveHours, local.long + ",") + turned,
      "date": local.iso, "date-long": local.long, "zone": Self.name(shift),
      "full": "\(local.iso) \(local.clock) \(Self.name(shift))",
    ]
  }

  /// The time as `clock` has it.
  func clock(_ time: Timestamp) -> String { forms(time)["clock"] as? String ?? "" }

  /// `UTC`, `UTC+2`, `UTC-3:30`: what an abbreviation such as EST leaves open.
  private static func name(_ offset: Int) -> String {
    guard offset != 0 else { return "UTC" }
    let minutes = abs(offset) / 60
    let rest = minutes % 60 == 0 ? "" : ":" + two(minutes % 60)
    return "UTC" + (offset < 0 ? "-" : "+") + String(minutes / 60) + rest
  }

  private static func offset(of zone: TimeZone, at time: Timestamp) -> Int {
    zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(time.second)))
  }

  fileprivate static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}

/// Date and time of day at an offset from UTC.
private struct Local {
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  let date: CivilDate
  private let second: Int

  init(_ time: Timestamp, _ offset: Int) {
    let local = Int(time.second) + offset
    let days = (local - (local < 0 ? 86_399 : 0)) / 86_400
    date = CivilDate(daysSinceEpoch: days)
    second = local - days * 86_400
  }

  /// `14:00:03`
  var clock: String { "\(hourAndMinute):\(DraftClock.two(second % 60))" }
  /// `14:00`, `14:00:03`: the seconds only where there are any, as people write times and programs measure them.
  var short: String { second % 60 == 0 ? hourAndMinute : clock }
  /// `2:00 PM`, `2:00:03 PM`
  var twelveHours: String {
    let hour = second / 3600
    return "\((hour + 11) % 12 + 1)\(short.dropFirst(2)) \(hour < 12 ? "AM" : "PM")"
  }
  /// `2024-06-05`
  var iso: String {
    let year = String(date.year)
    return String(repeating: "0", count: max(0, 4 - year.count)) + year
      + "-\(DraftClock.two(date.month))-\(DraftClock.two(date.day))"
  }
  /// `June 5, 2024`
  var long: String { "\(Self.months[(date.month + 11) % 12]) \(date.day), \(date.year)" }

  private var hourAndMinute: String { "\(DraftClock.two(second / 3600)):\(DraftClock.two(second / 60 % 60))" }
}
