import Foundation
import NIOCore
import NIOHTTP1

/// What a route answers.
enum APIAnswer: Sendable {
  case response(APIResponse)
  /// A stream of server-sent events that lasts until one side closes it.
  case events(AsyncStream<IncidentEvent>)
  /// The same, of changes.
  case changes(AsyncStream<StoreChange>)
}

struct APIResponse: Sendable, Equatable {
  var status: HTTPResponseStatus
  var contentType: String
  var body: Data
  /// The methods to name where the one asked for is refused.
  var allow: String?

  static let json = "application/json"

  init(status: HTTPResponseStatus = .ok, contentType: String = json, body: Data) {
    self.status = status
    self.contentType = contentType
    self.body = body
  }

  init(_ value: some Encodable) throws {
    self.init(body: Data((try ReadableJSON.encode(value, .oneLine) + "\n").utf8))
  }

  init(_ error: APIError) {
    let json = try? ReadableJSON.encode(error, .oneLine) + "\n"
    self.init(status: HTTPResponseStatus(statusCode: error.status), body: Data((json ?? "{}\n").utf8))
  }
}

/// What is written for a request, in this order: one whole response, or a stream's head, its blocks and its end.
enum APIResponsePart: Sendable {
  case whole(APIResponse)
  case streamHead
  case streamBlock(ByteBuffer)
  case streamEnd
}
