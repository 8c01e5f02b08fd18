import Foundation
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import Control

/// The time limits of a connection, on a clock that the test turns.
@Suite struct ConnectionHandlerTests {
  private let limits = APILimits()
  private let channel = EmbeddedChannel()

  init() throws {
    let handler = ConnectionHandler(limits: limits, connections: Connections(limit: 8, large: 2), isAllowed: true)
    try channel.pipeline.syncOperations.addHandler(handler)
    try channel.connect(to: try SocketAddress(unixDomainSocketPath: "/s")).wait()
  }

  private func pass(_ seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }

  private func ask(_ uri: String) throws {
    let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: uri, headers: ["host": "localhost"])
    try channel.writeInbound(HTTPServerRequestPart.head(head))
    try channel.writeInbound(HTTPServerRequestPart.end(nil))
  }

  private func written() throws -> [HTTPServerResponsePart] {
    var parts: [HTTPServerResponsePart] = []
    while let part = try channel.readOutbound(as: HTTPServerResponsePart.self) { parts.append(part) }
    return parts
  }

  @Test func aSilentConnectionIsClosed() {
    pass(limits.requestSeconds - 1)
    #expect(channel.isActive)
    pass(1)
    #expect(!channel.isActive)
  }

  @Test func aBodyThatNeverEndsIsNotWaitedFor() throws {
    let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: "/v1/corrections", headers: ["host": "x"])
    try channel.writeInbound(HTTPServerRequestPart.head(head))
    for _ in 0..<limits.requestSeconds - 1 {
      try channel.writeInbound(HTTPServerRequestPart.body(ByteBuffer(string: "x")))
      pass(1)
    }
    #expect(channel.isActive)
    pass(1)
    #expect(!channel.isActive)
  }

  @Test func anAnswerMayTakeItsTimeAndTheNextRequestToo() throws {
    try ask("/v1/status")
    #expect(try channel.readInbound(as: APIRequest.self)?.path == "/v1/status")
    pass(10 * limits.requestSeconds)
    #expect(channel.isActive)
    try channel.writeOutbound(APIResponsePart.whole(APIResponse(body: Data("{}".utf8))))
    #expect(try written().count == 3)
    pass(limits.requestSeconds - 1)
    #expect(channel.isActive)
    try ask("/v1/coverage")
    #expect(try channel.readInbound(as: APIRequest.self)?.path == "/v1/coverage")
  }

  @Test func aClientThatDoesNotReadIsClosed() throws {
    try ask("/v1/incidents")
    channel.isWritable = false
    channel.pipeline.fireChannelWritabilityChanged()
    pass(limits.stallSeconds - 1)
    channel.isWritable = true
    channel.pipeline.fireChannelWritabilityChanged()
    pass(limits.stallSeconds)
    #expect(channel.isActive)
    channel.isWritable = false
    channel.pipeline.fireChannelWritabilityChanged()
    pass(limits.stallSeconds)
    #expect(!channel.isActive)
  }

  @Test func aStreamShowsSignsOfLife() throws {
    try ask("/v1/events")
    try channel.writeOutbound(APIResponsePart.streamHead)
    #expect(try written().count == 1)
    pass(3 * limits.heartbeatSeconds)
    let comment = HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: ":\n\n")))
    #expect(try written() == [comment, comment, comment])
  }

  /// The work that a request causes goes on when its client has hung up: until it is done others wait.
  @Test func aLargeRequestCountsUntilItsWorkIsDone() throws {
    let connections = Connections(limit: 8, large: 1)
    func channel() throws -> EmbeddedChannel {
      let handler = ConnectionHandler(limits: limits, connections: connections, isAllowed: true)
      let channel = EmbeddedChannel(handler: handler)
      try channel.connect(to: try SocketAddress(unixDomainSocketPath: "/s")).wait()
      return channel
    }
    func send(_ channel: EmbeddedChannel) throws -> APIRequest? {
      var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: APIRoutes.corrections)
      head.headers.add(name: "host", value: "localhost")
      try channel.writeInbound(HTTPServerRequestPart.head(head))
      let body = ByteBuffer(repeating: 0x20, count: limits.bodyBytes + 1)
      try channel.writeInbound(HTTPServerRequestPart.body(body))
      if channel.isActive { try channel.writeInbound(HTTPServerRequestPart.end(nil)) }
      return try channel.readInbound(as: APIRequest.self)
    }
    let first = try channel()
    var work = try send(first)
    #expect(work?.body.count == limits.bodyBytes + 1)
    _ = try first.finish(acceptAlreadyClosed: true)
    #expect(try send(channel()) == nil)
    withExtendedLifetime(work) {}
    work = nil
    #expect(try send(channel()) != nil)
    // What is given up before it is complete does not count.
    let given = try channel()
    try given.writeInbound(
      HTTPServerRequestPart.head(
        HTTPRequestHead(version: .http1_1, method: .POST, uri: APIRoutes.drafts, headers: ["host": "localhost"])))
    try given.writeInbound(HTTPServerRequestPart.body(ByteBuffer(repeating: 0x20, count: limits.bodyBytes + 1)))
    #expect(try send(channel()) == nil)
    _ = try given.finish(acceptAlreadyClosed: true)
    #expect(try send(channel()) != nil)
  }

  @Test func theLongestWaitingMakesRoom() throws {
    let connections = Connections(limit: 2, large: 2)
    let channels = try (0..<4).map { _ in
      let channel = EmbeddedChannel()
      try channel.connect(to: try SocketAddress(unixDomainSocketPath: "/s")).wait()
      return channel
    }
    #expect(connections.admit(channels[0]) && connections.admit(channels[1]))
    // The first has been served since, so the second has waited longer.
    connections.isServed(channels[0])
    connections.waits(channels[0])
    #expect(connections.admit(channels[2]))
    #expect(channels.map(\.isActive) == [true, false, true, true])
    connections.isServed(channels[0])
    connections.isServed(channels[2])
    #expect(!connections.admit(channels[3]))
    connections.leaves(channels[0])
    #expect(connections.admit(channels[3]))
  }
}
