import ArgumentParser
import Control
import Foundation

/// What every reading command takes.
struct ReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Read this store. Default: ask the running hindcastd; without one, $XDG_STATE_HOME/hindcast/hindcast.db, else \
      ~/.local/state/hindcast/hindcast.db.
      """,
      valueName: "file"))
  var store: String?

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var display: DisplayOptions

  @OptionGroup var zone: ZoneOption

  func validate() throws { try zone.check(utc: display.utc) }

  /// With the zone that is asked for.
  func placed(_ surroundings: Surroundings) -> Surroundings {
    var placed = surroundings
    placed.zone = zone.zone(utc: display.utc) ?? surroundings.zone
    return placed
  }

  func library(_ surroundings: Surroundings) throws -> any IncidentAccess {
    try surroundings.incidents(store: store)
  }
}
