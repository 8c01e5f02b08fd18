import ArgumentParser
import Control
import Foundation
import Pipeline
import Records

struct ParseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parse",
    abstract: "Prints the records of logs as they are read.",
    discussion: """
      Reads what 'hindcast replay' reads: files (plain or compressed), folders, journal files and standard input (-), \
      one after another. A line for each record, and for each line that no format could read; with --json an object \
      each. What of a stack trace stands in several lines is one record.
      """)

  @OptionGroup var input: LogInputOptions
  @OptionGroup var context: LogContextOptions

  @Option(
    help: ArgumentHelp(
      "Read the configuration from this file. Default: \(Configuration.systemPath), where there is one.",
      valueName: "file"))
  var config: String?

  @Flag(help: "Print one JSON object a record.")
  var json = false

  @OptionGroup var display: DisplayOptions

  func run() throws {
    let surroundings = Surroundings.process(utc: display.utc)
    var output = LineOutput()
    var meter = ProgressMeter()
    // On a terminal it would stand among the records.
    let showsProgress = !surroundings.terminal.isTerminal
    let isRead = try read(surroundings) { said in
      switch said {
      case .line(let line): try output.write(line)
      case .trouble(let trouble):
        meter.clear()
        FileHandle.standardError.write(Data("hindcast: \(trouble)\n".utf8))
      case .progress(let bytes, let total): if showsProgress { meter.show(bytes: bytes, of: total) }
      }
    }
    meter.clear()
    try output.flush()
    if !isRead { throw ExitCode.failure }
  }

  enum Said: Equatable {
    /// For standard output; and for standard error.
    case line(String)
    case trouble(String)
    case progress(bytes: Int64, of: Int64)
  }

  /// - Returns: false where nothing of all that was named could be read.
  func read(_ surroundings: Surroundings, _ say: (Said) throws -> Void) throws -> Bool {
    var options = RecordReading.Options(paths: input.paths)
    options.format = input.format
    options.formats = try input.declared.load()
    options.service = context.service
    options.zone = context.tz ?? (display.utc ? "UTC" : nil)
    let configuration = try Configuration.load(config)
    options.trustedProxies = configuration.trustedProxies
    options.logTimes = configuration.logTimes
    let reading = try RecordReading(options)
    let clock = display.clock(surroundings)
    let ink = display.ink(surroundings)
    let width = surroundings.terminal.width
    var troubles = 0
    try reading.run { step in
      switch step {
      case .record(let record, let source):
        let named = reading.sources > 1 ? source : nil
        let line =
          json
          ? RecordPrinting.json(record, source: named)
          : RecordPrinting.text(record, source: named, clock, ink, width: width)
        try say(.line(line))
      case .trouble(let text):
        troubles += 1
        try say(.trouble(text.controlsVisible))
      case .progress(let bytes, let total): try say(.progress(bytes: bytes, of: total))
      }
    }
    return troubles < reading.sources
  }
}

/// Lines on standard output, some at a time.
private struct LineOutput {
  private var pending: [UInt8] = []

  mutating func write(_ line: String) throws {
    pending += line.utf8
    pending.append(UInt8(ascii: "\n"))
    if pending.count > 65_536 { try flush() }
  }

  mutating func flush() throws {
    try StandardOutput.write(Data(pending))
    pending.removeAll(keepingCapacity: true)
  }
}
