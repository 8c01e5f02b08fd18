import ArgumentParser
import Control
import Foundation
import Pipeline
import Store
import Tailing

struct Hindcastd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hindcastd",
    abstract: "Watches the journal and log files, and keeps the incidents it finds.",
    discussion: """
      Runs until it is told to end (SIGTERM); SIGHUP reads the configuration again. 'hindcast' asks it over its socket.
      """,
    version: "0.1.0", subcommands: [JournalReaderCommand.self])

  @Option(
    help: ArgumentHelp(
      "Read the configuration from this file. Default: \(Configuration.systemPath), where there is one.",
      valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp(
      "Read the declarations of formats (*.yaml) in this folder. Default: \(FormatFolder.systemPath), where there is one.",
      valueName: "folder"))
  var formats: String?

  @Option(
    help: ArgumentHelp(
      "Keep incidents in this store. Default: hindcast.db in $STATE_DIRECTORY, else in /var/lib/hindcast.",
      valueName: "file"))
  var store: String?

  @Option(
    help: ArgumentHelp(
      "Answer on this socket. Default: hindcast.sock in $RUNTIME_DIRECTORY, else in /run/hindcast.",
      valueName: "path"))
  var socket: String?

  @Flag(help: "Test the configuration and what can be read, say what was found, and end.")
  var check = false

  func run() async throws {
    let configuration = try Configuration.load(config, formats: formats)
    if check {
      let report = await DaemonCheck(configuration: configuration).report()
      print(report.text)
      if !report.isWell { throw ExitCode.failure }
      return
    }
    let daemon = configuration.daemon
    try SourceSurvey.requireSight(
      patterns: daemon.logFiles, followsLinks: daemon.followsLinks,
      journal: daemon.readsJournal ? daemon.journalFolders : nil)
    let environment = ProcessInfo.processInfo.environment
    let state = environment["STATE_DIRECTORY"] ?? "/var/lib/hindcast"
    let runtime = environment["RUNTIME_DIRECTORY"] ?? "/run/hindcast"
    let places = DaemonPlaces(
      configuration: config, formats: formats, store: store ?? state + "/hindcast.db",
      socket: socket ?? runtime + "/hindcast.sock",
      drafts: (store.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path } ?? state) + "/drafts")
    try await Daemon(configuration, places).run()
  }

  /// The child process that reads the journal (`JournalChild`).
  struct JournalReaderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: JournalChildMain.command, abstract: "Reads the journal for hindcastd.", shouldDisplay: false)

    func run() throws {
      let status = JournalChildMain.run()
      if status != 0 { throw ExitCode(status) }
    }
  }
}

/// Where a daemon keeps things.
struct DaemonPlaces: Sendable {
  /// The file that was named; nil: the system's.
  var configuration: String?
  /// The folder of formats that was named; nil: the system's.
  var formats: String?
  var store: String
  var socket: String
  /// The folder that drafts are written to.
  var drafts: String
}
