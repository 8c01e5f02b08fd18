import ArgumentParser
import Control
import Foundation
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

  @Flag(help: "Read times in UTC, not in the local zone.")
  var utc = false

  func library(_ surroundings: Surroundings) throws -> any IncidentAccess {
    try surroundings.incidents(store: store)
  }

  /// Has the change recorded.
  /// - Returns: a line for each correction, or JSON.
  func output(of change: CorrectionRequest.Change, _ surroundings: Surroundings) throws -> String {
    let receipt = try record(change, surroundings)
    return json ? try ReadableJSON.encode(receipt) + "\n" : lines(of: receipt, surroundings)
  }

  func record(_ change: CorrectionRequest.Change, _ surroundings: Surroundings) throws -> CorrectionReceipt {
    try library(surroundings).correct(
      CorrectionRequest(by: by ?? surroundings.userName, at: surroundings.now, change: change))
  }

  /// A line for each correction.
  func lines(of receipt: CorrectionReceipt, _ surroundings: Surroundings) -> String {
    zip(receipt.corrections, receipt.summaries).map { correction, summary in
      let words = summary.controlsVisible
      return cut(words, max(40, surroundings.terminal.width - 40))
        + "  ('hindcast undo \(correction.number)' undoes it)\n"
    }.joined()
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
    try options.output(of: try change(surroundings), surroundings)
  }
}
