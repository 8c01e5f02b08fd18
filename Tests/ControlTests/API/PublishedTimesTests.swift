import Foundation
import Incidents
import Records
import SampleIncidents
import Store
import Testing

@testable import Control

@Suite struct PublishedTimesTests {
  private func throughJSON<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
  }

  @Test func aStoreSaysWhatADaemonDoes() throws {
    let shop = SampleIncidents.shop
    #expect(shop.published != shop)
    #expect(try shop.published == throughJSON(shop))
    #expect(try SampleIncidents.coverage.published == throughJSON(SampleIncidents.coverage))
    for entry in shop.timeline {
      let stored = StoredEntry(entry: entry, incidents: [shop.id])
      #expect(try stored.published == throughJSON(stored))
    }
  }

  @Test func correctionsDoToo() throws {
    let at = SampleIncidents.onset
    for change in [
      Correction.Change.note(kind: .note, at: at, text: "x"), .split(at: at, into: "j"), .undo(correction: 1),
    ] {
      let made = Correction(number: 1, at: at, by: "ann", incident: nil, change: change)
      #expect(try made.published == throughJSON(made))
    }
  }

  @Test func timesBeforeTheEpochAreCutTowardsThePast() throws {
    for microseconds: Int64 in [-1, -999, -1000, -1001, 0, 1, 999, 1000] {
      let time = Timestamp(microseconds: microseconds)
      #expect(try time.published == throughJSON([time])[0])
    }
  }
}
