import ArgumentParser
import Control
import Foundation
import Pipeline

struct TemplatesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "templates",
    abstract: "Mines the message templates of logs: what is written again and again, and how often.",
    discussion: """
      Reads files (plain or compressed), folders, journal files and standard input (-), and finds their formats by \
      looking at the lines. What varies in a message is shown by its kind: <number>, <id>, <address>, <path>, \
      <duration>, <size>, <time>, <quoted>, <value>, <name>, or <*> where it is of several kinds.

      A template's severity is the worst that one of its messages had. Its id is a hash of the template: the same log \
      has the same ids on every host, in whatever order its lines or files are read.
      """)

  @OptionGroup var input: LogInputOptions

  @Flag(
    help: """
      Print the number of every line of a record, a tab, and the id of its template; the lines of a stack trace have \
      that of the record they belong to. Of several files each line begins with the file's path and a colon.
      """)
  var assignments = false

  @Flag(help: "Print JSON.")
  var json = false

  @Option(help: .hidden)
  var readSize = 262_144

  @OptionGroup var display: DisplayOptions

  func validate() throws {
    if assignments, json { throw ValidationError("--assignments and --json are two forms of output: use one of them.") }
  }

  func run() throws {
    let surroundings = Surroundings.process(utc: display.utc)
    var options = TemplateMining.Options(paths: input.paths)
    options.format = input.format
    options.formats = try input.declared.load()
    options.keepsAssignments = assignments
    options.readSize = readSize
    var mining = TemplateMining(options)
    var meter = ProgressMeter()
    let result = try mining.run { meter.show(bytes: $0.bytes, of: $0.totalBytes) }
    meter.clear()
    let rendering = TemplatesRendering(result)
    if assignments {
      for remark in rendering.remarks { FileHandle.standardError.write(Data("\(remark)\n".utf8)) }
      try rendering.assignments { try StandardOutput.write($0) }
    } else if json {
      print(try ReadableJSON.encode(rendering.document))
    } else {
      let text = rendering.table(width: surroundings.terminal.width, display.ink(surroundings))
      try surroundings.terminal.page(text, surroundings.environment)
    }
    if result.sources.allSatisfy({ $0.records == 0 && !$0.remarks.isEmpty }) { throw ExitCode.failure }
  }
}
