import Drafting
import Foundation
import Records

/// Times as they are printed to people: to the second, on the clocks of one zone.
struct Clock: Sendable {
  private let offsets: ZoneOffsets

  init(zone: TimeZone) { offsets = ZoneOffsets(zone, of: []) }

  private init(_ offsets: ZoneOffsets) { self.offsets = offsets }

  var zone: TimeZone { offsets.zone }

  /// The clock for what prints these times: where the zone's clocks are turned among them, each has its offset beside it.
  func covering(_ times: some Sequence<Timestamp>) -> Clock { Clock(ZoneOffsets(zone, of: times)) }

  /// `2024-06-05`
  func date(_ time: Timestamp) -> String { offsets.local(time).date }

  /// `14:00:03`; `02:00:03 +01:00` where the clocks are turned.
  func time(_ time: Timestamp) -> String {
    offsets.local(time).clock + (offsets.areSeveral ? " " + zoneName(at: time) : "")
  }

  func dateAndTime(_ time: Timestamp) -> String { "\(date(time)) \(self.time(time))" }

  /// `2024-06-05 14:00:03 +02:00`
  func dateTimeAndZone(_ time: Timestamp) -> String {
    "\(date(time)) \(offsets.local(time).clock) \(zoneName(at: time))"
  }

  /// `UTC`, or the offset as `+02:00`.
  func zoneName(at time: Timestamp) -> String { ZoneOffsets.digits(offsets.offset(at: time)) }

  /// The heading of a column of times: `TIME (+02:00)`, without the offset where each of them has its own.
  func heading(_ title: String) -> String {
    guard let offset = offsets.all.first, !offsets.areSeveral else { return title }
    return "\(title) (\(ZoneOffsets.digits(offset)))"
  }
}
