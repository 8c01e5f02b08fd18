import Control
import DaemonLab
import Foundation
import Incidents
import LogLab
import Records
import SampleIncidents
import Store
import Synchronization
import Testing

@testable import hindcastd

@Suite struct DeliveriesTests {
  private let folder: TemporaryFolder
  private let time = ManualTime(SampleIncidents.at(2000))

  init() throws { folder = try TemporaryFolder() }

  /// Somebody who answers one thing after the other, and in the end takes what comes.
  private final class Receiver: NotificationSender {
    private let state: Mutex<(answers: [Control.DeliveryOutcome], events: [String])>

    init(_ answers: [Control.DeliveryOutcome]) { state = Mutex((answers, [])) }

    var events: [String] { state.withLock { $0.events } }

    func deliver(_ event: OutboundEvent) async -> Control.DeliveryOutcome {
      state.withLock { state in
        state.events.append(event.id)
        return state.answers.isEmpty ? .delivered : state.answers.removeFirst()
      }
    }
  }

  /// Runs deliveries to the receiver of a store in which an incident has begun.
  private func withDeliveries(
    _ path: String, to receiver: Receiver, _ body: (Deliveries, StoreWriter) async throws -> Void
  ) async throws {
    let store = try StoreWriter(path: path, ballastBytes: 0)
    let library = try IncidentLibrary(store)
    let deliveries = Deliveries(
      store: store, library: library, disclosure: try CurrentDisclosure(library), timing: time.timing)
    deliveries.set([DeliveryTarget(name: "receiver", sender: receiver)])
    var open = SampleIncidents.shop
    (open.status, open.endedAt) = (.open, nil)
    _ = try store.commit(Checkpoint(at: SampleIncidents.at(2000), incidents: [open]))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { await deliveries.run() }
      try await body(deliveries, store)
      tasks.cancelAll()
    }
  }

  private func isWaiting(_ waits: [Duration]) async throws -> Bool {
    try await eventually { [time] in time.waits == waits }
  }

  @Test func itIsTriedAgainWhenTheReceiverSays() async throws {
    let receiver = Receiver([
      .retry(after: .seconds(600), reason: "429"), .retry(after: nil, reason: "500"),
      .retry(after: .seconds(86_400), reason: "503"),
    ])
    try await withDeliveries(folder.file("hindcast.db"), to: receiver) { (_, store) async throws in
      #expect(try await isWaiting([.seconds(600)]))
      #expect(receiver.events.count == 1)
      time.advance(by: .seconds(600))
      #expect(try await isWaiting([.seconds(600), .seconds(10)]))
      time.advance(by: .seconds(10))
      #expect(try await isWaiting([.seconds(600), .seconds(10), .seconds(3600)]))
      time.advance(by: .seconds(3600))
      #expect(try await eventually { (try? store.nextDelivery(to: "receiver")) == .some(nil) })
      #expect(receiver.events == Array(repeating: "20240605-1400/opened/2", count: 4))
    }
  }

  @Test(.enabled(if: TinyDisk.isAvailable, "needs root and the right to mount"))
  func whileTheStoreIsFullNobodyIsToldOverAndOver() async throws {
    let disk = try TinyDisk(megabytes: 8)
    let receiver = Receiver([.retry(after: nil, reason: "500")])
    try await withDeliveries(disk.path + "/hindcast.db", to: receiver) { (_, store) async throws in
      #expect(try await isWaiting([.seconds(5)]))
      try disk.fill()
      time.advance(by: .seconds(5))
      #expect(try await isWaiting([.seconds(5), .seconds(10)]))
      #expect(receiver.events.count == 2)
      time.advance(by: .seconds(9))
      #expect(receiver.events.count == 2)
      time.advance(by: .seconds(1))
      #expect(try await isWaiting([.seconds(5), .seconds(10), .seconds(10)]))
      #expect(receiver.events.count == 3)
      try disk.free()
      time.advance(by: .seconds(10))
      #expect(try await eventually { (try? store.nextDelivery(to: "receiver")) == .some(nil) })
      // It has heard it once more than it would have, and knows by the key that it is the same.
      #expect(receiver.events == Array(repeating: "20240605-1400/opened/2", count: 4))
    }
  }
}
