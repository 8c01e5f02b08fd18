import Foundation
import Incidents
import Records
import SampleIncidents
import Store

/// Writes checkpoint after checkpoint into the store that its argument names, and the number of each to its output,
/// until it is killed. Started again it goes on where the store says.
@main
enum StoreScribe {
  static func main() throws {
    let writer = try StoreWriter(path: CommandLine.arguments[1], destinations: ["test"], ballastBytes: 0)
    var number = try ScribedCheckpoint.number(of: writer.resume())
    while true {
      number += 1
      _ = try writer.commit(ScribedCheckpoint.numbered(number))
      try FileHandle.standardOutput.write(contentsOf: Data("\(number)\n".utf8))
    }
  }
}
