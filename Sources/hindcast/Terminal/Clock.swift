import Foundation
import Records

/// Times as they are printed to people: to the second, on the clocks of one zone.
struct Clock: Sendable {
  var zone: TimeZone

  /// `2024-06-05`
  func date(_ time: Timestamp) -> String { String(local(time).prefix(10)) }

  /// `14:00:03`
  func time(_ time: Timestamp) -> String { String(local(time).dropFirst(11).prefix(8)) }

  func dateAndTime(_ time: Timestamp) -> String { "\(date(time)) \(self.time(time))" }

  /// `UTC`, or the offset as `+02:00`.
  func zoneName(at time: Timestamp) -> String {
    let offset = offset(at: time)
    guard offset != 0 else { return "UTC" }
    let minutes = abs(offset) / 60
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    return (offset < 0 ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60)
  }

  private func local(_ time: Timestamp) -> String {
    Timestamp(microseconds: time.microseconds + Int64(offset(at: time)) * 1_000_000).rfc3339
  }

  private func offset(at time: Timestamp) -> Int {
    zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(time.second)))
  }
}
