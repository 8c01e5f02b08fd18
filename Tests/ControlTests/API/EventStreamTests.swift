import DaemonLab
import Foundation
import Incidents
import LogLab
import NIOCore
import SampleIncidents
import Testing

@testable import Control

@Suite struct EventStreamTests {
  private let folder: TemporaryFolder
  private static let opened = IncidentEvent(change: .opened, incident: SampleIncidents.shop)
  private static let request = "GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"

  init() throws { folder = try TemporaryFolder() }

  @Test(.timeLimit(.minutes(1))) func aListenerIsToldWhatHappens() async throws {
    let (received, continuation) = AsyncStream.makeStream(of: IncidentEvent.self)
    try await withServer(folder) { path, service in
      await withTaskGroup { tasks in
        tasks.addTask {
          defer { continuation.finish() }
          try? await DaemonClient(path: path).events(listening: { service.broadcast.publish(Self.opened) }) { event in
            continuation.yield(event)
            if event.change == .opened {
              service.broadcast.publish(IncidentEvent(change: .ended, incident: event.incident))
            }
          }
        }
        var events: [IncidentEvent] = []
        for await event in received.prefix(2) { events.append(event) }
        #expect(events.map(\.change) == [.opened, .ended])
        #expect(events.first?.incident == SampleIncidents.shop.published)
        tasks.cancelAll()
      }
    }
  }

  @Test func aListenerThatLeavesIsForgotten() async throws {
    try await withServer(folder) { path, service in
      do {
        let listener = try RawConnection(path)
        listener.send(Self.request)
        #expect(try await offPool { listener.receive(until: "\r\n\r\n") }.contains("text/event-stream"))
        #expect(service.broadcast.count == 1)
      }
      #expect(try await eventually { service.broadcast.count == 0 })
    }
  }

  @Test func aListenerThatDoesNotKeepUpIsDroppedAndTheOthersAreNot() async {
    let broadcast = EventBroadcast<IncidentEvent>(waiting: .atMost(2))
    let slow = broadcast.events()
    var quick = broadcast.events().makeAsyncIterator()
    for _ in 0..<5 {
      broadcast.publish(Self.opened)
      #expect(await quick.next() == Self.opened)
    }
    #expect(broadcast.count == 1)
    var seen = 0
    for await _ in slow { seen += 1 }
    #expect(seen == 2)
  }

  @Test func changesThatWaitBecomeOne() async {
    let broadcast = EventBroadcast<StoreChange>(waiting: .latest)
    var listener = broadcast.events().makeAsyncIterator()
    for _ in 0..<5 { broadcast.publish(StoreChange()) }
    #expect(broadcast.count == 1)
    #expect(await listener.next() == StoreChange())
  }

  @Test func aListenerThatNeverReadsIsDropped() async throws {
    try await withServer(folder) { path, service in
      let listener = try RawConnection(path)
      listener.send(Self.request)
      #expect(try await eventually { service.broadcast.count == 1 })
      #expect(
        try await eventually {
          service.broadcast.publish(Self.opened)
          return service.broadcast.count == 0
        })
    }
  }

  @Test func thereIsAnEndToStreams() async throws {
    var limits = APILimits()
    limits.streams = 1
    try await withServer(folder, limits: limits) { path, _ in
      try await offPool {
        let first = try RawConnection(path)
        first.send(Self.request)
        #expect(first.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200"))
        let second = try RawConnection(path)
        second.send(Self.request)
        #expect(second.receive(until: "}").hasPrefix("HTTP/1.1 503"))
      }
    }
  }

  @Test func aStreamInPiecesIsPutTogether() throws {
    var reader = EventStreamReader()
    #expect(try reader.read(ByteBuffer(string: ":\n\nevent: opened\nda")) == [])
    #expect(try reader.read(ByteBuffer(string: "ta: {\"a\":1}\n")) == [])
    #expect(try reader.read(ByteBuffer(string: "\ndata: 2\n\n")) == [Data(#"{"a":1}"#.utf8), Data("2".utf8)])
  }
}
