import Foundation
import GRDB
import Incidents
import Records
import SampleIncidents
import Store
import Testing

/// Expects the store to hold exactly the first so many scribed checkpoints.
/// - Returns: how many.
@discardableResult
func expectWholeCheckpoints(_ path: String) throws -> Int {
  let database = try DatabaseQueue(path: path)
  #expect(try database.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") } == ["ok"])
  let events = try database.read { try String.fetchAll($0, sql: "SELECT key FROM event") }
  try database.close()
  let writer = try StoreWriter(path: path, destinations: ["test"], ballastBytes: 0)
  let resumption = try writer.resume()
  let number = ScribedCheckpoint.number(of: resumption)
  let store = writer.incidents
  guard number > 0 else {
    #expect(try store.incidents().isEmpty && store.entries().isEmpty && events.isEmpty)
    return 0
  }
  #expect(resumption == ScribedCheckpoint.resumption(number))
  #expect(try store.incidents().map(\.impact.requests) == [number])
  #expect(try store.entries(EntryQuery(membership: .outside)).map(\.entry.id) == (1...number).map { "r\($0)" })
  #expect(try store.coverage().sources.map(\.records) == [number])
  #expect(events == ["\(SampleIncidents.shop.id)/opened/2"])
  return number
}
