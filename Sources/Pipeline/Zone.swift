package import Formats
import Foundation

extension ZoneRules {
  /// The rules of a zone by its name (`Europe/Berlin`, `UTC`, `+02:00`); nil where there is none of that name.
  package init?(named name: String) {
    if name.hasPrefix("+") || name.hasPrefix("-") {
      guard let offset = name.wholeMatch(of: /[+-]([0-9]{2}):?([0-9]{2})/), let hours = Int64(offset.1),
        let minutes = Int64(offset.2), hours <= 14, minutes < 60
      else { return nil }
      self.init(fixed: (hours * 3600 + minutes * 60) * (name.hasPrefix("-") ? -1 : 1))
    } else if let zone = TimeZone(identifier: name) {
      self.init(zone)
    } else {
      return nil
    }
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
