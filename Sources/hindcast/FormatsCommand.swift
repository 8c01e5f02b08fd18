import ArgumentParser
import Control
import Formats
import Pipeline

struct FormatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "formats",
    abstract: "Lists the formats that logs are read in.",
    discussion: """
      Which one a file is in is found by its lines; --format of 'hindcast replay' and 'hindcast parse' names one. Logs \
      whose head names their columns (#Fields:, as of IIS and CloudFront) and journals need none.

      Formats of your own are declared in files of \(FormatFolder.systemPath); 'hindcast explain' says which format a \
      log is read in and begins a declaration where there is none. The access logs of a web server are declared by its \
      own configuration:

        hindcast formats --from /etc/nginx/nginx.conf > \(FormatFolder.systemPath)/nginx.yaml
      """)

  @Option(
    help: ArgumentHelp(
      """
      Print declarations of the formats that this configuration of nginx or Apache, and what it includes, has for \
      access logs (log_format, LogFormat).
      """, valueName: "file"))
  var from: String?

  @Flag(help: "List the fields that patterns of declared formats may have.")
  var fields = false

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var declared: FormatsOption
  @OptionGroup var display: DisplayOptions

  func validate() throws {
    if [from != nil, fields, json].count(where: \.self) > 1 {
      throw ValidationError("--from, --fields and --json are different outputs: use one of them.")
    }
  }

  func run() throws {
    let surroundings = Surroundings.process(utc: display.utc)
    try surroundings.terminal.page(try output(surroundings), surroundings.environment)
  }

  func output(_ surroundings: Surroundings) throws -> String {
    if let from { return try declarations(from) }
    let ink = display.ink(surroundings)
    if fields {
      var table = Table(["FIELD", "IS"])
      for (name, form) in LineField.glossary { table.add([name, form]) }
      return table.text(width: surroundings.terminal.width, ink)
    }
    let formats = KnownFormat.all(of: try declared.load())
    if json { return try ReadableJSON.encode(FormatList(formats: formats)) + "\n" }
    var table = Table(["FORMAT", "SERVICE", "RECORDS", "DECLARED"])
    for format in formats {
      table.add([
        format.name, format.service, format.joinsLines ? "one or several lines" : "one line",
        format.isDeclared ? "by you" : "",
      ])
    }
    return table.text(width: surroundings.terminal.width, ink)
  }

  private func declarations(_ path: String) throws -> String {
    let configuration = try ServerConfiguration(path: path)
    let found = configuration.found
    guard !found.isEmpty else {
      throw ConfigurationError(
        .malformed, path: path,
        "declares no format of an access log (log_format, LogFormat): the usual ones are built in")
    }
    return configuration.doubts.map { "# \($0)\n" }.joined() + found.map(\.text).joined(separator: "---\n")
  }
}

private struct FormatList: Encodable {
  var formats: [KnownFormat]
}
