import ArgumentParser
import Control
import Foundation
import Pipeline
import Records

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explains how logs are read: which format, and what of a line each field is.",
    discussion: """
      For a log that is not read, or is misread. Says which formats read how many of its first lines and which one was \
      chosen, where service and zone come from, and shows for a record every field and the piece of the line that it was \
      read from. For a line that nothing reads it says how far the nearest formats came and what they want there, and \
      prints the beginning of a declaration.

        hindcast explain /var/log/shop/access.log             # the first record, and the first lines that nothing reads
        hindcast explain --line 4711 /var/log/shop/access.log # this line
        tail -n 3 /var/log/shop/access.log | hindcast explain - # lines that are piped or pasted, each of them

      To have lines read that are not: put the declaration that it prints into a file such as \
      \(FormatFolder.systemPath)/shop.yaml, mend its pattern (hindcast formats --fields lists the fields) and its \
      sample's fields, and look again; --formats . reads declarations of the current folder. hindcastd takes them up \
      by SIGHUP.
      """)

  @OptionGroup var input: LogInputOptions
  @OptionGroup var context: LogContextOptions

  @Option(help: ArgumentHelp("Explain the record that this line is of.", valueName: "number"))
  var line: Int?

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var display: DisplayOptions

  func validate() throws {
    if let line, line < 1 { throw ValidationError("--line is the number of a line, from 1.") }
  }

  func run() throws {
    let surroundings = Surroundings.process(utc: display.utc)
    try surroundings.terminal.page(try output(surroundings), surroundings.environment)
  }

  func output(_ surroundings: Surroundings) throws -> String {
    var options = LogExplaining.Options(paths: input.paths)
    options.format = input.format
    options.formats = try input.declared.load()
    options.service = context.service
    options.zone = context.tz ?? (display.utc ? "UTC" : nil)
    options.line = line
    let explanations = try LogExplaining(options).run()
    if json { return try ReadableJSON.encode(ExplanationDocument(explanations)) + "\n" }
    let rendering = ExplanationRendering(ink: display.ink(surroundings), width: surroundings.terminal.width)
    return explanations.map(rendering.text).joined(separator: "\n")
  }
}
