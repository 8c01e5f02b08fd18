import ArgumentParser
import Control
import Foundation
import Incidents
import Pipeline
import Records
import Store

struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Reconstructs the incidents in past logs.",
    discussion: """
      Reads files (plain or compressed), folders, journal files and standard input (-), all merged in event time, and finds \
      their formats by looking at the lines. Prints what it found and keeps it in the store, where 'hindcast list', \
      'show', 'timeline' and 'draft' read it. With --json it prints the same as JSON and keeps it only where --store \
      says so.
      """)

  @OptionGroup var input: LogInputOptions
  @OptionGroup var context: LogContextOptions

  @Option(
    help: ArgumentHelp(
      "Read the configuration from this file. Default: \(Configuration.systemPath), where there is one.",
      valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp(
      "Keep the incidents in this store. Default: $XDG_STATE_HOME/hindcast/hindcast.db, else "
        + "~/.local/state/hindcast/hindcast.db; with --json none.", valueName: "file"))
  var store: String?

  @Flag(help: "Print JSON.")
  var json = false

  @Option(help: .hidden)
  var readSize = 262_144

  @OptionGroup var display: DisplayOptions

  func run() async throws {
    let surroundings = Surroundings.process(utc: display.utc)
    var options = Replay.Options(paths: input.paths)
    options.format = input.format
    options.service = context.service
    options.zone = context.tz
    options.readSize = readSize
    let configuration = try Configuration.load(config, formats: input.declared.formats)
    options.formats = configuration.formats
    options.settings = configuration.engineSettings
    options.deployPatterns = configuration.deployPatterns
    options.trustedProxies = configuration.trustedProxies
    options.logTimes = configuration.logTimes
    if let path = try storePath(surroundings) { try IncidentStore.checkIsFree(path) }
    var meter = ProgressMeter()
    let result = try await Replay(options).run { meter.show(bytes: $0.bytes, of: $0.totalBytes) }
    meter.clear()
    let saved = try save(result, surroundings)
    if json {
      print(try ReadableJSON.encode(result, .indented))
    } else {
      try surroundings.terminal.page(
        text(saved ?? result.incidents, result.coverage, surroundings), surroundings.environment)
    }
  }

  /// The incidents as the store names them; nil where none was to be written.
  private func save(_ result: Reconstruction, _ surroundings: Surroundings) throws -> [Incident]? {
    guard let path = try storePath(surroundings) else { return nil }
    let store = try IncidentStore(path: path)
    let before = try result.incidents.map(\.startedAt).min().map { first in
      try store.incidents(IncidentFilter(since: first.advanced(bySeconds: -86_400)))
    }
    let saved = try store.save(result)
    let read = Set(result.coverage.sources.map(\.source))
    for remark in FewerLogs.remarks(before: before ?? [], after: saved, read: read) { surroundings.remarks.say(remark) }
    return saved
  }

  private func storePath(_ surroundings: Surroundings) throws -> String? {
    if json, store == nil { return nil }
    return try store ?? StoreLocation.standard(environment: surroundings.environment)
  }

  private func text(_ incidents: [Incident], _ coverage: Coverage, _ surroundings: Surroundings) -> String {
    let clock = display.clock(surroundings)
    let ink = display.ink(surroundings)
    let width = surroundings.terminal.width
    var text = ""
    for incident in incidents {
      text += IncidentRendering(clock: clock, ink: ink, width: width, showsAll: false).text(incident) + "\n"
    }
    text += CoverageRendering(clock: clock, ink: ink, width: width).text(coverage)
    let place = whereKept(surroundings)
    switch incidents.count {
    case 0: text += "\nNo incident found.\n"
    case 1: text += "\n1 incident. 'hindcast draft \(incidents[0].id)\(place)' writes its postmortem skeleton.\n"
    default:
      text +=
        "\n\(incidents.count) incidents. 'hindcast show ID\(place)' shows one, "
        + "'hindcast draft ID\(place)' writes its postmortem.\n"
    }
    return text
  }

  /// What other commands need to be told to find what was kept; nothing where they look there by themselves. A running
  /// daemon answers them from its own store.
  private func whereKept(_ surroundings: Surroundings) -> String {
    guard let path = try? storePath(surroundings) else { return "" }
    let asksDaemon = (try? DaemonClient(environment: surroundings.environment).isAnswered()) ?? true
    return store != nil || asksDaemon ? " --store \(path.controlsVisible)" : ""
  }
}
