import ArgumentParser
import Control

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows what the running hindcastd reads, how far it is, and what it could not read.")

  @Option(
    help: ArgumentHelp(
      "Ask the daemon on this socket. Default: $HINDCAST_SOCKET, else \(DaemonClient.standardPath).", valueName: "path")
  )
  var socket: String?

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var display: DisplayOptions

  func run() throws {
    let surroundings = Surroundings.process(utc: display.utc)
    try surroundings.terminal.page(try output(surroundings), surroundings.environment)
  }

  func output(_ surroundings: Surroundings) throws -> String {
    let client = socket.map { DaemonClient(path: $0) } ?? DaemonClient(environment: surroundings.environment)
    let status = try client.status()
    if json { return try ReadableJSON.encode(status) + "\n" }
    return StatusRendering(
      clock: display.clock(surroundings), ink: display.ink(surroundings), width: surroundings.terminal.width
    ).text(status)
  }
}
