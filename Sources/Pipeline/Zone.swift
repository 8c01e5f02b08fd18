package import Formats
import Foundation

extension ZoneRules {
  /// The rules of a zone by its name (`Europe/Berlin`, `UTC`, `+02:00`); nil where there is none of that name.
  package init?(named name: String) {
    if let zone = TimeZone(identifier: name) {
      self.init(zone)
      return
    }
    let digits = name.filter(\.isNumber)
    guard let sign = name.first, sign == "+" || sign == "-", digits.count == 4, let number = Int64(digits) else {
      return nil
    }
    self.init(fixed: (number / 100 * 3600 + number % 100 * 60) * (sign == "-" ? -1 : 1))
  }

  package static var local: ZoneRules { ZoneRules(TimeZone.current) }

  private init(_ zone: TimeZone) {
    // 1990 to 2060: logs are not older, and rules not known further.
    var at = Date(timeIntervalSince1970: 631_152_000)
    let end = Date(timeIntervalSince1970: 2_840_140_800)
    var periods = [Period(start: Int64.min, offset: Int64(zone.secondsFromGMT(for: at)))]
    while let next = zone.nextDaylightSavingTimeTransition(after: at), next > at, next < end {
      periods.append(Period(start: Int64(next.timeIntervalSince1970), offset: Int64(zone.secondsFromGMT(for: next))))
      at = next
    }
    self.init(periods: periods)
  }
}
