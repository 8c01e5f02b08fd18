import ArgumentParser
import Control

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

  func library(_ surroundings: Surroundings) throws -> any IncidentAccess {
    try surroundings.incidents(store: store)
  }
}
