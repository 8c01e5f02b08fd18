import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// The API on a Unix socket.
///
/// The socket listens from the making of the value; connections wait until `run` serves them.
package final class ControlServer: Sendable {
  private let socket: SocketFile
  private let access: Mutex<SocketAccess>
  private let service: any ControlService
  private let limits: APILimits
  private let connections: Connections
  private let streams = Mutex(0)
  /// Connections that nobody has begun to serve. NIO wants each to be served, also those that come while the server ends.
  private let unserved = Mutex<[ObjectIdentifier: Connection]>([:])

  package init(path: String, access: SocketAccess, service: any ControlService, limits: APILimits = APILimits())
    throws(SocketFileError)
  {
    socket = try SocketFile.listen(at: path, group: access.group)
    self.access = Mutex(access)
    self.service = service
    self.limits = limits
    connections = Connections(limit: limits.connections, large: limits.largeBodies)
  }

  /// Lets these connect from now on; who is connected stays so.
  package func set(_ access: SocketAccess) throws(SocketFileError) {
    try socket.give(to: access.group)
    self.access.withLock { $0 = access }
  }

  /// Serves until the task is cancelled; then the socket's file is gone and every connection closed. To be called once.
  package func run() async throws {
    defer { socket.remove() }
    let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    do {
      try await serve(on: threads)
    } catch is CancellationError {
      // Cancelled is how it ends.
    } catch {
      try await threads.shutdownGracefully()
      throw error
    }
    try await threads.shutdownGracefully()
  }

  private func serve(on threads: MultiThreadedEventLoopGroup) async throws {
    let listener = try await ServerBootstrap(group: threads).bind(socket.descriptor) { channel in
      channel.eventLoop.makeCompletedFuture { try self.configure(channel) }
    }
    do {
      try await withThrowingDiscardingTaskGroup { clients in
        try await listener.executeThenClose { accepted in
          for try await connection in accepted {
            guard let connection else { continue }
            unserved.withLock { $0[ObjectIdentifier(connection.channel)] = nil }
            clients.addTask { await self.serve(connection) }
          }
        }
      }
    } catch {
      await closeUnserved(on: threads)
      throw error
    }
    await closeUnserved(on: threads)
  }

  private func closeUnserved(on threads: MultiThreadedEventLoopGroup) async {
    // Behind what its thread was about to accept.
    try? await threads.next().submit {}.get()
    for connection in unserved.withLock({ $0.values }) { try? await connection.executeThenClose { _, _ in } }
  }

  private typealias Connection = NIOAsyncChannel<APIRequest, APIResponsePart>

  /// nil: there is no room for it.
  private func configure(_ channel: any Channel) throws -> Connection? {
    guard connections.admit(channel) else {
      channel.close(promise: nil)
      return nil
    }
    let pipeline = channel.pipeline.syncOperations
    let peer = try pipeline.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
      PeerCredentials(descriptor: $0)
    }
    var decoding = NIOHTTPDecoderLimitConfiguration()
    decoding.maxHeaderListSize = limits.headerBytes
    decoding.maxHeaderFieldSize = limits.headerBytes
    decoding.maxHeaderFieldCount = limits.headerFields
    try pipeline.configureHTTPServerPipeline(
      withErrorHandling: false, withEncoderConfiguration: .init(), withDecoderLimitConfiguration: decoding)
    let isAllowed = peer.flatMap { $0 }.map(access.withLock { $0 }.allows) ?? false
    try pipeline.addHandler(ConnectionHandler(limits: limits, connections: connections, isAllowed: isAllowed))
    let connection = try Connection(wrappingChannelSynchronously: channel)
    unserved.withLock { $0[ObjectIdentifier(channel)] = connection }
    return connection
  }

  /// A client that goes away, or breaks the rules, ends its connection and nothing else.
  private func serve(_ connection: Connection) async {
    try? await connection.executeThenClose { requests, answers in
      for try await request in requests {
        // Nobody waits for what a client asked that has gone before its turn came.
        guard connection.channel.isActive else { return }
        let answer = await APIRoutes.answer(request, service)
        withExtendedLifetime(request) {}
        switch answer {
        case .response(let response): try await answers.write(.whole(response))
        case .events where request.method == .HEAD, .changes where request.method == .HEAD:
          try await answers.write(.whole(.noEvents))
        case .events(let events): try await stream(events, answers, connection.channel) { $0.change.rawValue }
        case .changes(let changes): try await stream(changes, answers, connection.channel) { _ in "changed" }
        }
      }
    }
  }

  /// Writes events, each under its name, until the client goes away or is too slow for them.
  private func stream<Event: Encodable & Sendable>(
    _ events: AsyncStream<Event>, _ answers: NIOAsyncChannelOutboundWriter<APIResponsePart>,
    _ channel: any Channel, name: @escaping @Sendable (Event) -> String
  ) async throws {
    let hasRoom = streams.withLock { streams in
      guard streams < limits.streams else { return false }
      streams += 1
      return true
    }
    guard hasRoom else {
      let error = APIError(.serviceUnavailable, "busy", "too many event streams are open", "close one and try again")
      return try await answers.write(.whole(APIResponse(error)))
    }
    defer { streams.withLock { $0 -= 1 } }
    try await answers.write(.streamHead)
    let (untilClosed, closing) = AsyncStream.makeStream(of: Never.self)
    channel.closeFuture.whenComplete { _ in closing.finish() }
    try await withThrowingTaskGroup { tasks in
      tasks.addTask { for await _ in untilClosed {} }
      tasks.addTask {
        for await event in events {
          let data = try ReadableJSON.encode(event, .oneLine)
          try await answers.write(
            .streamBlock(ByteBuffer(string: "event: \(name(event))\ndata: \(data)\n\n")))
        }
        try await answers.write(.streamEnd)
      }
      try await tasks.next()
      tasks.cancelAll()
    }
  }
}

extension APIResponse {
  /// What HEAD learns of an event stream.
  fileprivate static let noEvents = APIResponse(contentType: "text/event-stream", body: Data())
}
