import Foundation
import NIOCore
import NIOHTTP1

/// One connection's side of HTTP: hands on complete requests of bounded size one at a time, writes their answers, and
/// keeps the time limits.
///
/// It waits for a request (limited in time and size), is served (nothing is read; a reader that stalls is closed), and
/// waits again or closes. A request that breaks a rule is answered at once, and what still comes is read and thrown
/// away for a moment: closing with unread bytes would destroy the answer on its way.
final class ConnectionHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = APIRequest
  typealias OutboundIn = APIResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private enum State {
    case waiting
    case receiving(HTTPRequestHead, ByteBuffer, LargeRequests.Turn?)
    case served(HTTPRequestHead)
    /// Answered for good; what still comes is thrown away.
    case lingering
  }

  private let limits: APILimits
  private let connections: Connections
  private let isAllowed: Bool
  private var state = State.waiting
  private var deadline: Scheduled<Void>?
  private var stall: Scheduled<Void>?
  private var heartbeat: Scheduled<Void>?

  /// - Parameter isAllowed: false: every request is refused.
  init(limits: APILimits, connections: Connections, isAllowed: Bool) {
    self.limits = limits
    self.connections = connections
    self.isAllowed = isAllowed
  }

  func channelActive(context: ChannelHandlerContext) {
    closeUnless(requestWithin: limits.requestSeconds, context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    end(context)
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { end(context) }

  private func end(_ context: ChannelHandlerContext) {
    deadline?.cancel()
    stall?.cancel()
    heartbeat?.cancel()
    connections.leaves(context.channel)
  }

  // MARK: Requests

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch (unwrapInboundIn(data), state) {
    case (.head(let head), .waiting): begin(head, context)
    case (.body(var bytes), .receiving(let head, var body, var turn)):
      // The decoder has seen the end of a body only once all of it is here; until then this is the only copy.
      state = .waiting
      let limit = bodyLimit(head)
      let size = body.readableBytes + bytes.readableBytes
      guard size <= limit else { return refuse(.tooLarge(limit), context) }
      if size > limits.bodyBytes, turn == nil {
        turn = connections.largeTurn()
        if turn == nil { return refuse(.tooManyLarge, context) }
      }
      body.writeBuffer(&bytes)
      state = .receiving(head, body, turn)
    case (.end, .receiving(let head, let body, let turn)):
      deadline?.cancel()
      do {
        let request = try APIRequest(head, body: Data(body.readableBytesView), turn: turn)
        state = .served(head)
        connections.isServed(context.channel)
        context.fireChannelRead(wrapInboundOut(request))
      } catch {
        state = .served(head)
        write(.whole(APIResponse(error)), nil, context)
      }
    default: break
    }
  }

  private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    guard isAllowed else { return refuse(.forbidden, context) }
    if head.version == .http1_1, head.headers["host"].count != 1 {
      return refuse(
        APIError(.badRequest, "bad-request", "the request has no single Host", "send Host: localhost"), context)
    }
    let limit = bodyLimit(head)
    if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }), length > limit {
      return refuse(.tooLarge(limit), context)
    }
    state = .receiving(head, ByteBuffer(), nil)
  }

  private func bodyLimit(_ head: HTTPRequestHead) -> Int {
    guard head.method == .POST else { return limits.bodyBytes }
    return switch head.uri {
    case APIRoutes.drafts: limits.draftBytes
    case APIRoutes.corrections, APIRoutes.correctionTrials: limits.correctionBytes
    default: limits.bodyBytes
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch (error, state) {
    case (let error as HTTPParserError, .waiting), (let error as HTTPParserError, .receiving):
      refuse(error == .headerOverflow ? .headersTooLarge(limits) : .unreadable, context)
    default: context.close(promise: nil)
    }
  }

  /// Answers, and closes once the client has seen it.
  private func refuse(_ error: APIError, _ context: ChannelHandlerContext) {
    state = .lingering
    writeHead(of: APIResponse(error), version: .http1_1, isLast: true, hasBody: true, context)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    context.close(mode: .output, promise: nil)
    closeUnless(requestWithin: limits.lingerSeconds, context)
  }

  // MARK: Answers

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    write(unwrapOutboundIn(data), promise, context)
  }

  private func write(_ part: APIResponsePart, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) {
    guard case .served(let head) = state else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return
    }
    switch part {
    case .whole(let response):
      writeHead(of: response, version: head.version, isLast: !head.isKeepAlive, hasBody: head.method != .HEAD, context)
      finish(head, isLast: !head.isKeepAlive, promise, context)
    case .streamHead:
      var headers = Self.headers(contentType: "text/event-stream")
      headers.add(name: "connection", value: "close")
      context.writeAndFlush(
        wrapOutboundOut(.head(HTTPResponseHead(version: head.version, status: .ok, headers: headers))), promise: promise
      )
      beginHeartbeat(context)
    case .streamBlock(let block):
      context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(block))), promise: promise)
    case .streamEnd:
      heartbeat?.cancel()
      finish(head, isLast: true, promise, context)
    }
  }

  private func writeHead(
    of response: APIResponse, version: HTTPVersion, isLast: Bool, hasBody: Bool, _ context: ChannelHandlerContext
  ) {
    var headers = Self.headers(contentType: response.contentType)
    headers.add(name: "content-length", value: String(response.body.count))
    if let allow = response.allow { headers.add(name: "allow", value: allow) }
    if isLast { headers.add(name: "connection", value: "close") }
    let head = HTTPResponseHead(version: version, status: response.status, headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    guard hasBody, !response.body.isEmpty else { return }
    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: response.body)))), promise: nil)
  }

  private func finish(
    _ head: HTTPRequestHead, isLast: Bool, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext
  ) {
    if isLast {
      state = .lingering
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
      context.close(mode: .output, promise: nil)
      return closeUnless(requestWithin: limits.lingerSeconds, context)
    }
    state = .waiting
    connections.waits(context.channel)
    closeUnless(requestWithin: limits.requestSeconds, context)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
  }

  private static func headers(contentType: String) -> HTTPHeaders {
    ["content-type": contentType, "cache-control": "no-store", "x-content-type-options": "nosniff"]
  }

  // MARK: Time

  private func closeUnless(requestWithin seconds: Int64, _ context: ChannelHandlerContext) {
    deadline?.cancel()
    deadline = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(seconds)) { context.close(promise: nil) }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    stall?.cancel()
    if !context.channel.isWritable {
      stall = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(limits.stallSeconds)) {
        context.close(promise: nil)
      }
    }
    context.fireChannelWritabilityChanged()
  }

  /// A comment that no client shows, so that both sides notice when the other has gone.
  private func beginHeartbeat(_ context: ChannelHandlerContext) {
    heartbeat = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(limits.heartbeatSeconds)) {
      if context.channel.isWritable {
        context.writeAndFlush(self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: ":\n\n")))), promise: nil)
      }
      self.beginHeartbeat(context)
    }
  }
}

extension APIError {
  fileprivate static let forbidden = APIError(
    .forbidden, "forbidden", "you may not use this daemon", "become a member of its group")
  fileprivate static let unreadable = APIError(.badRequest, "bad-request", "this is no request of HTTP/1.1", nil)

  fileprivate static let tooManyLarge = APIError(
    .serviceUnavailable, "busy", "other large requests are under way", "ask again in a moment")

  fileprivate static func tooLarge(_ limit: Int) -> APIError {
    APIError(.payloadTooLarge, "too-large", "the body is too large", "at most \(limit) bytes are taken")
  }

  fileprivate static func headersTooLarge(_ limits: APILimits) -> APIError {
    APIError(
      .requestHeaderFieldsTooLarge, "too-large", "the header fields are too many or too large",
      "at most \(limits.headerFields) of \(limits.headerBytes) bytes together are taken")
  }
}
