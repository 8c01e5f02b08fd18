import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A web server on the loopback that remembers what it was sent and answers what it was told to.
final class WebhookReceiver: Sendable {
  struct Request: Sendable {
    var head: HTTPRequestHead
    var body = ""
  }

  private final class Deposit: Sendable {
    let requests = Mutex<[Request]>([])
  }

  private let deposit: Deposit
  private let channel: any Channel

  var port: Int { channel.localAddress?.port ?? 0 }
  var requests: [Request] { deposit.requests.withLock { $0 } }

  init(status: Int = 200, headers: [(String, String)] = []) async throws {
    let deposit = Deposit()
    self.deposit = deposit
    let head = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: HTTPHeaders(headers))
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).childChannelInitializer {
      channel in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.configureHTTPServerPipeline()
        try channel.pipeline.syncOperations.addHandler(Receiving(deposit, head))
      }
    }.bind(host: "127.0.0.1", port: 0).get()
  }

  deinit { channel.close(promise: nil) }

  private final class Receiving: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let deposit: Deposit
    private let answer: HTTPResponseHead
    private var request: Request?

    init(_ deposit: Deposit, _ answer: HTTPResponseHead) {
      self.deposit = deposit
      self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head(let head): request = Request(head: head)
      case .body(let bytes): request?.body += String(buffer: bytes)
      case .end:
        if let request { deposit.requests.withLock { $0.append(request) } }
        context.write(wrapOutboundOut(.head(answer)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
      }
    }
  }
}
