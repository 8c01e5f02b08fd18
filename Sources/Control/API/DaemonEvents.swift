import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

extension DaemonClient {
  /// What happens to incidents from now on, as the daemon tells it; ends when the daemon stops.
  ///
  /// `listening` is called once nothing can be missed any more: what is read of the incidents then and the events after
  /// it are the whole story.
  package func events(
    listening: @Sendable () async throws -> Void = {}, _ receive: @Sendable (IncidentEvent) async throws -> Void
  ) async throws {
    try await stream("/v1/events", listening: listening, receive)
  }

  /// Whenever incidents or entries may have changed; as `events` otherwise.
  package func changes(
    listening: @Sendable () async throws -> Void = {}, _ receive: @Sendable (StoreChange) async throws -> Void
  ) async throws {
    try await stream("/v1/changes", listening: listening, receive)
  }

  private func stream<Event: Decodable>(
    _ route: String, listening: @Sendable () async throws -> Void,
    _ receive: @Sendable (Event) async throws -> Void
  ) async throws {
    let connection = try await connect()
    try await connection.executeThenClose { parts, request in
      let head = HTTPRequestHead(
        version: .http1_1, method: .GET, uri: route, headers: ["host": "localhost", "connection": "close"])
      try await request.write(contentsOf: [.head(head), .end(nil)])
      var events = EventStreamReader()
      for try await part in parts {
        switch part {
        case .head(let head):
          guard head.status == .ok else {
            throw DaemonError(head.status == .notFound ? .tooOld : .noAnswer, path: path)
          }
          try await listening()
        case .body(let bytes):
          for data in try events.read(bytes) {
            try await receive(JSONDecoder().decode(Event.self, from: data))
          }
        case .end: return
        }
      }
    }
  }

  private func connect() async throws -> NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart> {
    do {
      return try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup).connect(unixDomainSocketPath: path)
      {
        channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHTTPClientHandlers()
          return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
        }
      }
    } catch let error as IOError {
      throw DaemonError(errorNumber: error.errnoCode, path: path)
    }
  }
}

/// Takes the data of events out of a stream (WHATWG HTML, "Server-sent events"): the `data` of each, comments left out.
struct EventStreamReader {
  /// No event is longer.
  static let maximumBytes = 16 << 20

  private var line: [UInt8] = []
  private var data: [UInt8] = []

  mutating func read(_ bytes: ByteBuffer) throws -> [Data] {
    var events: [Data] = []
    for byte in bytes.readableBytesView {
      guard byte == UInt8(ascii: "\n") else {
        line.append(byte)
        guard line.count + data.count <= Self.maximumBytes else { throw HTTPParserError.invalidChunkSize }
        continue
      }
      if line.isEmpty {
        if !data.isEmpty { events.append(Data(data)) }
        data = []
      } else if line.starts(with: Array("data: ".utf8)) {
        data += line.dropFirst(6)
      }
      line = []
    }
    return events
  }
}
