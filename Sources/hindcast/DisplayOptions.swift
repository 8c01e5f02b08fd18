import ArgumentParser
import Foundation

/// How times and colours are printed.
struct DisplayOptions: ParsableArguments {
  enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
  }

  @Flag(help: "Read and print times in UTC, not in the local zone.")
  var utc = false

  @Option(help: "When to colour: auto is on a terminal, unless NO_COLOR is set.")
  var color = ColorChoice.auto

  func ink(_ surroundings: Surroundings) -> Ink {
    switch color {
    case .always: return Ink(isOn: true)
    case .never: return Ink(isOn: false)
    case .auto:
      let isRefused =
        !(surroundings.environment["NO_COLOR"] ?? "").isEmpty || surroundings.environment["TERM"] == "dumb"
      return Ink(isOn: surroundings.terminal.isTerminal && !isRefused)
    }
  }

  func clock(_ surroundings: Surroundings) -> Clock { Clock(zone: utc ? .gmt : surroundings.zone) }
}
