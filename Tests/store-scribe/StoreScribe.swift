import Foundation
import Incidents
import Records
import SampleIncidents
import Store

/// Writes checkpoint after checkpoint into the store that its argument names, and the number of each to its output,
/// until it is killed. Started again it goes on where the store says. When the store fails it tries once more, tells both
/// reasons and ends with status 74.
@main
enum StoreScribe {
  static func main() throws {
    let writer = try StoreWriter(path: CommandLine.arguments[1], destinations: ["test"], ballastBytes: 0)
    var number = try ScribedCheckpoint.number(of: writer.resume())
    var reasons: [StoreError.Reason] = []
    while reasons.count < 2 {
      do throws(StoreError) {
        _ = try writer.commit(reasons.isEmpty ? ScribedCheckpoint.numbered(number + 1) : Self.small)
      } catch {
        reasons.append(error.reason)
        continue
      }
      number += 1
      try FileHandle.standardOutput.write(contentsOf: Data("\(number)\n".utf8))
    }
    try FileHandle.standardError.write(contentsOf: Data("\(reasons)\n".utf8))
    exit(74)
  }

  /// A checkpoint that needs hardly any room.
  private static let small = Checkpoint(
    at: SampleIncidents.onset, coverage: [SourceCoverage(source: "small", records: 1)])
}
