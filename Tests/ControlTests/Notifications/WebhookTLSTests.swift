import Foundation
import LogLab
import Testing

@testable import Control

/// Webhooks by https, to a real server.
@Suite(.enabled(if: TLSReceiver.obstacle == nil, "\(TLSReceiver.obstacle ?? "")"))
struct WebhookTLSTests {
  private static let event = CommandSenderTests.event
  private let receiver: TLSReceiver

  init() throws { receiver = try TLSReceiver(name: "hooks.example.test") }

  /// - Parameter trusts: whether the system trusts the server's authority.
  private func deliver(to host: String = "hooks.example.test", trusts: Bool = true) async throws -> DeliveryOutcome {
    let loopback = try #require(NetworkRange("127.0.0.0/8"))
    let sender = WebhookSender(
      target: WebhookTarget(url: "https://\(host):\(receiver.port)/a?b=c", allowed: [loopback]),
      timeLimit: .seconds(20), addresses: { _ in ["127.0.0.1"] }, now: { Date() },
      environment: trusts ? ["CURL_CA_BUNDLE": receiver.authority] : [:])
    return await sender.deliver(Self.event)
  }

  @Test func theEventIsPostedToAServerOfThatName() async throws {
    #expect(try await deliver() == .delivered)
    #expect(receiver.log.contains("Host: hooks.example.test:\(receiver.port)\n"))
    #expect(receiver.log.contains("Idempotency-Key: \(Self.event.id)\n"))
    let body = try #require(receiver.log.split(separator: "\n").last)
    #expect(try JSONDecoder().decode(OutboundEvent.self, from: Data(body.utf8)) == Self.event)
  }

  @Test func aServerWhoseAuthorityNobodyTrustsIsToldNothing() async throws {
    guard case .retry(nil, let reason) = try await deliver(trusts: false) else { throw CancellationError() }
    #expect(reason.contains("curl: (60) SSL certificate problem"))
    #expect(reason.contains("update-ca-certificates(8)"))
    #expect(receiver.log.isEmpty)
  }

  @Test func aServerOfAnotherNameIsToldNothing() async throws {
    guard case .retry(nil, let reason) = try await deliver(to: "other.example.test") else { throw CancellationError() }
    #expect(reason.contains("curl: (60) SSL: no alternative certificate subject name matches"))
    #expect(receiver.log.isEmpty)
  }
}
