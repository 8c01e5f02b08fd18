import ArgumentParser
import Control
import Formats

/// Which logs a command reads, and as what.
struct LogInputOptions: ParsableArguments {
  @Argument(
    help: """
      Files, folders, journals; - is standard input. A file is read once, whatever links lead to it. Of the symbolic links \
      in folders those are followed that lead to files in the folders named here.
      """)
  var paths: [String]

  @Option(help: ArgumentHelp("Read all files in this format instead of finding it by their lines.", valueName: "name"))
  var format: String?

  @OptionGroup var declared: FormatsOption
}

/// Where formats are declared.
struct FormatsOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read the declarations of formats (*.yaml) in this folder. Default: \(FormatFolder.systemPath), where there is one.",
      valueName: "folder"))
  var formats: String?

  func load() throws -> FormatSet { try FormatFolder.load(formats) }
}

/// What of records the user knows better than their lines.
struct LogContextOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Take all records for this service's.", valueName: "name"))
  var service: String?

  @Option(
    help: ArgumentHelp(
      "Zone of times that name none (Europe/Berlin, UTC, +02:00). Default: of a replay the offset that its other files "
        + "name; the local zone.", valueName: "zone"))
  var tz: String?
}
