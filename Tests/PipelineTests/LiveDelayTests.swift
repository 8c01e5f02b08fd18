import Foundation
import Incidents
import LogLab
import Records
import Store
import Testing

@testable import Pipeline

/// How soon after its evidence an incident is stored and told.
@Suite(.timeLimit(.minutes(2))) struct LiveDelayTests {
  private static let start = AccessLog.start * 1_000_000

  /// Follows the first trouble of the script from ten minutes before it, four times a second: a daemon is woken by
  /// each line.
  /// - Parameter restart: what is done between two runs five minutes before it.
  /// - Returns: seconds from the beginning of the second in which the evidence sufficed.
  private func delay(_ files: Set<String>, restart: ((LiveRig) throws -> Void)? = nil) async throws -> Double {
    let rig = try LiveRig()
    let script = LiveRig.script(seconds: 960, rotates: false)
    var done = script.startIndex
    try rig.start()
    for quarter in Int64(1200)..<3840 {
      let now = Self.start + quarter * 250_000
      let second = Double(quarter) / 4
      let next = script[done...].firstIndex { $0.at > now } ?? script.endIndex
      let isAfter = restart != nil && second >= 600
      try rig.perform(
        script[done..<next].filter { event in
          guard isAfter, case .line(let file, _) = event.deed else { return true }
          return files.contains(file)
        }[...])
      done = next
      try await rig.step(LiveRig.moment(now))
      if second == 600, let restart {
        rig.kill()
        try restart(rig)
        try rig.start()
      }
      if let told = rig.transitions.first {
        let incident = try #require(try rig.reconstruction().incidents.first { $0.id == told.incident })
        return LiveRig.moment(now).wall.seconds(since: incident.detectedAt)
      }
    }
    Issue.record("nothing was told")
    return .infinity
  }

  /// A second is over after one, another one is waited for its last lines, and a log whose last record may go on tells
  /// with its next.
  @Test func anIncidentIsToldWhenItsSecondHasBeenRead() async throws {
    let delay = try await delay(["access.log", "app.log", "postgresql.log"])
    #expect(delay <= 2.25)
  }

  @Test func logsThatAreGoneKeepNoOtherWaiting() async throws {
    let delay = try await delay(["access.log"]) { rig in
      for name in ["app.log", "postgresql.log"] { try FileManager.default.removeItem(atPath: "\(rig.logs)/\(name)") }
    }
    #expect(delay <= 2)
  }
}
