import ArgumentParser
import Control
import Drafting
import Foundation
import Incidents
import Records
import Store

/// What every command takes that corrects an incident.
struct CorrectionOptions: ParsableArguments {
  @Option(help: "Who says so. Default: your user name.")
  var by: String?

  @Option(
    help: ArgumentHelp(
      """
      Correct in this store. Default: ask the running hindcastd; without one, $XDG_STATE_HOME/hindcast/hindcast.db, else \
      ~/.local/state/hindcast/hindcast.db.
      """,
      valueName: "file"))
  var store: String?

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Read and print times in UTC, not in the local zone.")
  var utc = false

  @OptionGroup var zoneOption: ZoneOption

  func validate() throws { try zoneOption.check(utc: utc) }

  /// The zone that is asked for; nil: the local one.
  var zone: TimeZone? { zoneOption.zone(utc: utc) }

  /// With the zone that is asked for.
  func placed(_ surroundings: Surroundings) -> Surroundings {
    var placed = surroundings
    placed.zone = zone ?? surroundings.zone
    return placed
  }

  func library(_ surroundings: Surroundings) throws -> any IncidentAccess {
    try surroundings.incidents(store: store)
  }

  /// Has the change recorded.
  /// - Returns: a line for each correction, or JSON.
  func output(of change: CorrectionRequest.Change, _ surroundings: Surroundings) throws -> String {
    try output(of: record(change, surroundings), surroundings)
  }

  func output(of receipt: CorrectionReceipt, _ surroundings: Surroundings) throws -> String {
    json ? try ReadableJSON.encode(receipt) + "\n" : lines(of: receipt, surroundings)
  }

  func record(_ change: CorrectionRequest.Change, _ surroundings: Surroundings) throws -> CorrectionReceipt {
    let receipt = try library(surroundings).correct(request(change, surroundings))
    if !receipt.corrections.isEmpty { try surroundings.sayWhereWritten(store: store) }
    return receipt
  }

  /// What `record` would do; nothing is recorded.
  func trial(_ change: CorrectionRequest.Change, _ surroundings: Surroundings) throws -> CorrectionReceipt {
    try library(surroundings).trial(request(change, surroundings))
  }

  private func request(_ change: CorrectionRequest.Change, _ surroundings: Surroundings) -> CorrectionRequest {
    CorrectionRequest(by: by ?? surroundings.userName, at: surroundings.now, change: change)
  }

  func incident(_ id: String, _ surroundings: Surroundings) throws -> Incident {
    try library(surroundings).document(id, includingHidden: true, entries: 1).incident
  }

  /// A line for each correction, and one for the time that it names, so that people see what was understood.
  func lines(of receipt: CorrectionReceipt, _ surroundings: Surroundings) -> String {
    let clock = ZoneClock(zone: surroundings.zone)
    return zip(receipt.corrections, receipt.summaries).map { correction, summary in
      let words = summary.controlsVisible.printingTimes(clock.rfc3339)
      return cut(words, max(40, surroundings.terminal.width - 40))
        + "  ('hindcast undo \(correction.number)' undoes it)\n"
        + (correction.namedTime.map { "  at \(clock.rfc3339($0))\n" } ?? "")
    }.joined()
  }
}

extension Correction {
  /// The time that a person gave, or that was taken for want of one, where the summary does not have it.
  fileprivate var namedTime: Timestamp? {
    switch change {
    case .note(_, let noted, _): noted
    case .notes, .mark, .set, .merge, .split, .undo: nil
    }
  }
}

extension Surroundings {
  /// The person at the terminal, also behind sudo.
  var userName: String {
    ["SUDO_USER", "LOGNAME", "USER"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? NSUserName()
  }
}

/// A command that records corrections: it names the change, and prints what became of it.
protocol CorrectionCommand: ParsableCommand {
  var options: CorrectionOptions { get }
  func change(_ surroundings: Surroundings) throws -> CorrectionRequest.Change
  func output(_ surroundings: Surroundings) throws -> String
}

extension CorrectionCommand {
  func run() throws {
    print(try output(Surroundings.process(utc: options.utc)), terminator: "")
  }

  func output(_ surroundings: Surroundings) throws -> String {
    let surroundings = options.placed(surroundings)
    return try options.output(of: try change(surroundings), surroundings)
  }
}
