import ArgumentParser
import Drafting
import Foundation
import Records

/// `--tz`, beside a flag `--utc`.
struct ZoneOption: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Read and print times in this zone, as UTC, +02:00 or Europe/Berlin, not in the local one.", valueName: "zone"))
  var tz: String?

  func validate() throws {
    guard let tz, TimelineReading.zone(tz) == nil else { return }
    throw ValidationError("'\(tz.controlsVisible)' is no zone: write UTC, +02:00 or Europe/Berlin")
  }

  /// Throws where both are given.
  func check(utc: Bool) throws {
    if utc, tz != nil { throw ValidationError("--tz and --utc exclude each other") }
  }

  /// The zone that is asked for; nil: the local one.
  func zone(utc: Bool) -> TimeZone? { utc ? .gmt : tz.flatMap(TimelineReading.zone) }
}
