import ArgumentParser
import Control
import Pipeline

struct FormatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "formats",
    abstract: "Lists the formats that logs are read in.",
    discussion: """
      Which one a file is in is found by its lines; --format of 'hindcast replay' and 'hindcast parse' names one. Logs \
      whose head names their columns (#Fields:, as of IIS and CloudFront) and journals need none.
      """)

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var display: DisplayOptions

  func run() throws {
    let surroundings = Surroundings.process(utc: display.utc)
    try surroundings.terminal.page(try output(surroundings), surroundings.environment)
  }

  func output(_ surroundings: Surroundings) throws -> String {
    if json { return try ReadableJSON.encode(FormatList(formats: KnownFormat.all)) + "\n" }
    var table = Table(["FORMAT", "SERVICE", "RECORDS"])
    for format in KnownFormat.all {
      table.add([format.name, format.service, format.joinsLines ? "one or several lines" : "one line"])
    }
    return table.text(width: surroundings.terminal.width, display.ink(surroundings))
  }
}

private struct FormatList: Encodable {
  var formats: [KnownFormat]
}
