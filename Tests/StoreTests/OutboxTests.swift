import GRDB
import Incidents
import LogLab
import Records
import SampleIncidents
import Store
import Testing

@Suite struct OutboxTests {
  private let folder: TemporaryFolder
  private let writer: StoreWriter
  private let now = SampleIncidents.at(2000)

  init() throws {
    folder = try TemporaryFolder()
    writer = try StoreWriter(path: folder.file("hindcast.db"), destinations: ["hook", "draft"], ballastBytes: 0)
    var open = SampleIncidents.shop
    (open.status, open.endedAt) = (.open, nil)
    _ = try writer.commit(Checkpoint(at: now, incidents: [open]))
    _ = try writer.commit(Checkpoint(at: now, incidents: [SampleIncidents.shop]))
  }

  private func due(_ destination: String = "hook", after seconds: Double = 0) throws -> [Delivery] {
    try writer.dueDeliveries(to: destination, at: now.advanced(bySeconds: seconds))
  }

  @Test func whatIsToldOfAnIncidentArrivesInOrder() throws {
    #expect(try due().map(\.transition) == [.opened])
    try writer.record(.failed(), of: due()[0], at: now)
    #expect(try due().isEmpty)
    try writer.record(.delivered, of: due(after: 5)[0], at: now.advanced(bySeconds: 5))
    #expect(try due().map(\.key) == ["20240605-1400/ended/2"])
    try writer.record(.delivered, of: due()[0], at: now)
    #expect(try due(after: 1e9).isEmpty)
    #expect(try writer.nextDelivery(to: "hook") == nil)
  }

  @Test func destinationsDoNotWaitForEachOther() throws {
    try writer.record(.failed(), of: due("hook")[0], at: now)
    #expect(try due("draft").count == 1)
    #expect(try due("nobody").isEmpty)
    #expect(try writer.nextDelivery(to: "draft") == now)
  }

  @Test func aFailureIsTriedAgainLaterAndLater() throws {
    var at = now
    var waits: [Double] = []
    for attempt in 0..<14 {
      let delivery = try #require(try writer.dueDeliveries(to: "hook", at: at).first)
      #expect(delivery.attempts == attempt)
      try writer.record(.failed(), of: delivery, at: at)
      // The delivery behind it waits for this one.
      let next = try #require(try next(after: at))
      waits.append(next.seconds(since: at))
      at = next
    }
    #expect(waits == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600, 3600])
  }

  /// When the first delivery is due.
  private func next(after time: Timestamp) throws -> Timestamp? {
    var seconds = 1.0
    while try writer.dueDeliveries(to: "hook", at: time.advanced(bySeconds: seconds)).isEmpty {
      seconds += 1
      if seconds > 4000 { return nil }
    }
    return time.advanced(bySeconds: seconds)
  }

  @Test func whatCannotBeToldForThreeDaysIsGivenUp() throws {
    try writer.record(.failed(), of: due()[0], at: now.advanced(bySeconds: 3 * 86_400))
    #expect(try due(after: 1e9).map(\.transition) == [.ended])
  }

  /// As long as it asks for, but for no longer than is waited anyway.
  @Test(arguments: [(nil, 5), (3, 5), (120, 120), (86_400, 3600)] as [(Double?, Double)])
  func theDestinationSaysWhenToTryAgain(asked: Double?, wait: Double) throws {
    try writer.record(.failed(after: asked), of: due()[0], at: now)
    #expect(try writer.nextDelivery(to: "hook") == now.advanced(bySeconds: wait))
    try writer.record(.failed(after: nil), of: due(after: wait)[0], at: now.advanced(bySeconds: wait))
    #expect(try writer.nextDelivery(to: "hook") == now.advanced(bySeconds: wait + 10))
  }

  @Test func whatWaitsForNobodyIsDropped() throws {
    try writer.record(.delivered, of: due("draft")[0], at: now)
    let dropped = try writer.dropDeliveries(exceptTo: ["draft"])
    #expect(dropped.map(\.destination) == ["hook"] && dropped.map(\.count) == [2])
    #expect(try due(after: 1e9).isEmpty && writer.nextDelivery(to: "hook") == nil)
    #expect(try due("draft", after: 1e9).map(\.transition) == [.ended])
    #expect(try writer.dropDeliveries(exceptTo: ["draft"]).isEmpty)
    // All of it is done, so that it does not keep the events for ever either.
    #expect(try writer.dropDeliveries(exceptTo: []).map(\.count) == [1])
    _ = try writer.sweep(Retention(incidentSeconds: 0, entrySeconds: 0), now: now.advanced(bySeconds: 1e9))
    let left = try DatabaseQueue(path: writer.path).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM event") }
    #expect(left == 0)
  }

  @Test func whatIsRefusedIsNotTriedAgain() throws {
    try writer.record(.refused, of: due()[0], at: now)
    #expect(try due(after: 1e9).map(\.transition) == [.ended])
  }

  @Test func anOutcomeIsNotTakenBack() throws {
    let delivery = try due()[0]
    try writer.record(.delivered, of: delivery, at: now)
    try writer.record(.failed(), of: delivery, at: now)
    #expect(try due(after: 1e9).map(\.transition) == [.ended])
  }

  @Test func theOutboxOutlivesItsProcess() throws {
    let path = folder.file("second.db")
    do {
      let first = try StoreWriter(path: path, destinations: ["hook"], ballastBytes: 0)
      _ = try first.commit(Checkpoint(at: now, incidents: [SampleIncidents.shop]))
    }
    #expect(
      try StoreWriter(path: path, ballastBytes: 4096).dueDeliveries(to: "hook", at: now).map(\.transition) == [.ended])
  }
}
