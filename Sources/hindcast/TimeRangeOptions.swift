import ArgumentParser
import Control
import Foundation
import Records

/// `--since` and `--until`.
struct TimeRangeOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "From this time on: RFC 3339, '2024-06-05 14:00', 14:00, yesterday, -2h, @1717587041.")
  var since: String?

  @Option(parsing: .unconditional, help: "Up to this time.")
  var until: String?

  /// - Parameter span: when that was of which is asked; nil: clocks alone are of today.
  func range(_ surroundings: Surroundings, within span: ClosedRange<Timestamp>? = nil) throws -> TimeRange {
    let range = TimeRange(
      since: try since.map { try Self.time($0, surroundings, within: span) },
      until: try until.map { try Self.time($0, surroundings, within: span) })
    if let since = range.since, let until = range.until, since > until {
      throw ValidationError("--since is later than --until")
    }
    return range
  }

  /// A time that a person wrote; one that cannot be read is wrong usage.
  static func time(
    _ text: String, _ surroundings: Surroundings, within span: ClosedRange<Timestamp>? = nil
  ) throws -> Timestamp {
    do {
      return try TimeExpression(now: surroundings.now, zone: surroundings.zone, span: span).time(text)
    } catch {
      throw ValidationError(error.localizedDescription)
    }
  }
}

/// The time that is asked for.
struct TimeRange: Equatable {
  var since: Timestamp?
  var until: Timestamp?

  /// ` since 2024-06-05 23:40:00 +02:00`, so that people see of which day a clock alone was taken to be; empty where all
  /// is asked for.
  func words(_ clock: Clock) -> String {
    (since.map { " since \(clock.dateTimeAndZone($0))" } ?? "")
      + (until.map { " until \(clock.dateTimeAndZone($0))" } ?? "")
  }
}
