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
  func range(
    _ surroundings: Surroundings, within span: ClosedRange<Timestamp>? = nil
  ) throws -> (since: Timestamp?, until: Timestamp?) {
    let since = try since.map { try Self.time($0, surroundings, within: span) }
    let until = try until.map { try Self.time($0, surroundings, within: span) }
    if let since, let until, since > until { throw ValidationError("--since is later than --until") }
    return (since, until)
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
