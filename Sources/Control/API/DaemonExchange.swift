import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

struct DaemonAnswer: Sendable {
  var status: Int
  var body: Data
}

/// One request to the daemon and its answer, waited for.
struct DaemonExchange {
  /// No answer is longer.
  static let maximumBytes = 1 << 30
  /// For which the daemon may be silent.
  static let patience = TimeAmount.seconds(60)

  let path: String

  func answer(to method: HTTPMethod, _ target: String, body: Data?) throws(DaemonError) -> DaemonAnswer {
    let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    defer { try? threads.syncShutdownGracefully() }
    var head = HTTPRequestHead(version: .http1_1, method: method, uri: target)
    head.headers = ["host": "localhost", "connection": "close"]
    if let body {
      head.headers.add(name: "content-type", value: APIResponse.json)
      head.headers.add(name: "content-length", value: String(body.count))
    }
    let promise = threads.next().makePromise(of: DaemonAnswer.self)
    let request = (head, body)
    do {
      let connecting = ClientBootstrap(group: threads).channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHTTPClientHandlers()
          try pipeline.addHandler(NIOHTTPClientResponseAggregator(maxContentLength: Self.maximumBytes))
          try pipeline.addHandler(AskingHandler(request, promise))
        }
      }.connect(unixDomainSocketPath: path)
      connecting.whenFailure { promise.fail($0) }
      return try promise.futureResult.wait()
    } catch let error as IOError where error.errnoCode != ECONNRESET && error.errnoCode != EPIPE {
      throw DaemonError(errorNumber: error.errnoCode, path: path)
    } catch is SocketAddressError {
      throw DaemonError(errorNumber: ENAMETOOLONG, path: path)
    } catch {
      throw DaemonError(.noAnswer, path: path)
    }
  }
}

/// Sends a request once connected, and keeps the promise of its answer.
private final class AskingHandler: ChannelInboundHandler {
  typealias InboundIn = NIOHTTPClientResponseFull
  typealias OutboundOut = HTTPClientRequestPart

  private let request: (head: HTTPRequestHead, body: Data?)
  private let promise: EventLoopPromise<DaemonAnswer>
  private var patience: Scheduled<Void>?

  init(_ request: (HTTPRequestHead, Data?), _ promise: EventLoopPromise<DaemonAnswer>) {
    self.request = request
    self.promise = promise
  }

  func channelActive(context: ChannelHandlerContext) {
    patience = context.eventLoop.assumeIsolated().scheduleTask(in: DaemonExchange.patience) {
      context.close(promise: nil)
    }
    context.write(wrapOutboundOut(.head(request.head)), promise: nil)
    if let body = request.body {
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let response = unwrapInboundIn(data)
    promise.succeed(
      DaemonAnswer(
        status: Int(response.head.status.code), body: response.body.map { Data($0.readableBytesView) } ?? Data()))
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    patience?.cancel()
    promise.fail(ChannelError.eof)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    promise.fail(error)
    context.close(promise: nil)
  }
}
