import Foundation
import Incidents
import NIOHTTP1
import Records
import SampleIncidents
import Synchronization
import Testing

@testable import Control

@Suite struct WebhookSenderTests {
  private static let event = CommandSenderTests.event
  private static let loopback = ["127.0.0.0/8"].compactMap(NetworkRange.init)
  /// Sunday, 1994-11-06 08:49:37 UTC, as RFC 9110 has it.
  private static let now = Date(timeIntervalSince1970: 784_111_777)

  /// - Parameter addresses: what the name's server says, whatever it is asked.
  private func sender(
    _ url: String, _ payload: WebhookTarget.Payload = .json, allowed: [NetworkRange] = loopback,
    addresses: [String]? = ["127.0.0.1"]
  ) -> WebhookSender {
    let target = WebhookTarget(url: url, payload: payload, allowed: allowed)
    guard let addresses else { return WebhookSender(target: target) }
    return WebhookSender(target: target, timeLimit: .seconds(10), addresses: { _ in addresses }, now: { Self.now })
  }

  @Test func theEventIsPostedWithItsKey() async throws {
    let receiver = try await WebhookReceiver()
    let sender = sender("http://hooks.example.test:\(receiver.port)/a%20b?token=\"s\\e'cret")
    #expect(await sender.deliver(Self.event) == .delivered)
    let request = try #require(receiver.requests.first)
    #expect(receiver.requests.count == 1)
    #expect(request.head.method == .POST)
    #expect(request.head.uri == "/a%20b?token=\"s\\e'cret")
    #expect(request.head.headers["host"] == ["hooks.example.test:\(receiver.port)"])
    #expect(request.head.headers["idempotency-key"] == [Self.event.id])
    #expect(request.head.headers["content-type"] == ["application/json"])
    #expect(try JSONDecoder().decode(OutboundEvent.self, from: Data(request.body.utf8)) == Self.event)
  }

  @Test func aKeyBecomesNoOtherHeader() async throws {
    let receiver = try await WebhookReceiver()
    var event = Self.event
    event.id = "a\r\nX-Evil: 1\n\"\nurl = \"http://127.0.0.1:1/\""
    #expect(await sender("http://a.test:\(receiver.port)/").deliver(event) == .delivered)
    #expect(receiver.requests.count == 1 && receiver.requests[0].head.headers["x-evil"].isEmpty)
  }

  @Test func slackGetsAMessageInWhichNothingOfALogIsObeyed() async throws {
    let receiver = try await WebhookReceiver()
    var event = Self.event
    event.incident = OutboundIncident(SampleIncidents.shop(withLogText: "<!channel> <http://evil|x> @all & \u{1b}[2J"))
    #expect(await sender("http://a.test:\(receiver.port)/", .slack).deliver(event) == .delivered)
    let body = try JSONDecoder().decode([String: String].self, from: Data(receiver.requests[0].body.utf8))
    let text = try #require(body["text"])
    #expect(
      text.hasPrefix(
        "*Incident opened on web1:* &lt;!channel&gt; &lt;http://evil|x&gt; @\u{2060}all &amp; \\x1b[2J (major)\n"))
    #expect(text.contains("1,234 of 20,000 requests failed"))
    #expect(text.hasSuffix("`hindcast show 20240605-1400`"))
    #expect(!text.contains("<"))
  }

  @Test(
    arguments: [
      (200, [], DeliveryOutcome.delivered), (204, [], .delivered),
      (400, [], .failed(reason: "a.test answered with status 400")),
      (404, [], .failed(reason: "a.test answered with status 404")),
      (408, [], .retry(after: nil, reason: "a.test answered with status 408")),
      (429, [("Retry-After", "120")], .retry(after: .seconds(120), reason: "a.test answered with status 429")),
      (
        503, [("Retry-After", "Sun, 06 Nov 1994 08:50:37 GMT")],
        .retry(after: .seconds(60), reason: "a.test answered with status 503")
      ),
      (
        503, [("Retry-After", "Sun, 06 Nov 1994 08:00:00 GMT")],
        .retry(after: .seconds(0), reason: "a.test answered with status 503")
      ),
      (503, [("Retry-After", "99999999")], .retry(after: .seconds(86_400), reason: "a.test answered with status 503")),
      (500, [("Retry-After", "soon")], .retry(after: nil, reason: "a.test answered with status 500")),
    ] as [(Int, [(String, String)], DeliveryOutcome)])
  func theAnswerDecidesWhetherToTryAgain(status: Int, headers: [(String, String)], expected: DeliveryOutcome)
    async throws
  {
    let receiver = try await WebhookReceiver(status: status, headers: headers)
    #expect(await sender("http://a.test:\(receiver.port)/").deliver(Self.event) == expected)
  }

  @Test func case89ARedirectIsNotFollowed() async throws {
    let other = try await WebhookReceiver()
    let receiver = try await WebhookReceiver(status: 302, headers: [("Location", "http://127.0.0.1:\(other.port)/")])
    let outcome = await sender("http://a.test:\(receiver.port)/").deliver(Self.event)
    guard case .failed(let reason) = outcome else { throw CancellationError() }
    #expect(reason.contains("redirects are not followed"))
    #expect(receiver.requests.count == 1 && other.requests.isEmpty)
  }

  @Test(arguments: [
    "169.254.169.254", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0",
    "localhost",
    "[::1]", "[::]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]", "[fd00:ec2::254]", "10.0.0.1",
    "100.100.100.200",
  ])
  func case89AnAddressOfTheHostsOwnIsBlockedHoweverItIsWritten(host: String) async throws {
    let receiver = try await WebhookReceiver()
    // The real resolver of the system reads these.
    let outcome = await sender("http://\(host):\(receiver.port)/", allowed: [], addresses: nil).deliver(Self.event)
    guard case .failed(let reason) = outcome else { throw Unblocked(outcome: outcome) }
    #expect(reason.contains("own networks"))
    #expect(receiver.requests.isEmpty)
  }

  private struct Unblocked: Error { var outcome: DeliveryOutcome }

  @Test func case89WhatWasCheckedIsWhatIsConnectedTo() async throws {
    let receiver = try await WebhookReceiver()
    let lookups = Mutex(0)
    // A name's server that says something else each time; and curl would read this host as another address than asked.
    let sender = WebhookSender(
      target: WebhookTarget(
        url: "http://2130706433:\(receiver.port)/", allowed: [try #require(NetworkRange("127.0.0.2"))]),
      timeLimit: .seconds(10),
      addresses: { _ in
        lookups.withLock {
          $0 += 1
          return $0 == 1 ? ["127.0.0.2", "127.0.0.1"] : ["127.0.0.1"]
        }
      }, now: { Self.now })
    guard case .retry = await sender.deliver(Self.event) else { throw CancellationError() }
    #expect(lookups.withLock { $0 } == 1)
    // The receiver listens on 127.0.0.1 alone, which was refused; nothing else was tried.
    #expect(receiver.requests.isEmpty)
  }

  @Test func whatIsAllowedIsReached() async throws {
    let receiver = try await WebhookReceiver()
    let sender = sender("http://127.0.0.1:\(receiver.port)/", addresses: nil)
    #expect(await sender.deliver(Self.event) == .delivered)
  }

  @Test(arguments: [
    "ftp://a.test/", "file:///etc/passwd", "http://", "http://user:pw@a.test/", "http://a.test/\nurl = x", "a.test",
    "http://-x/",
    "http://a\"b/", "gopher://a.test/",
  ])
  func whatCannotBePostedToIsSaid(url: String) async {
    guard case .failed(let reason) = await sender(url).deliver(Self.event) else {
      return #expect(Bool(false), "\(url) should have failed")
    }
    #expect(reason.contains("http://"))
  }

  @Test func aNameWithoutAnAddressAndAHostThatIsDownAreTriedAgain() async throws {
    guard case .retry = await sender("http://a.test/", addresses: []).deliver(Self.event) else {
      throw CancellationError()
    }
    let port = try await WebhookReceiver().port
    guard case .retry(nil, let reason) = await sender("http://a.test:\(port)/").deliver(Self.event) else {
      throw CancellationError()
    }
    #expect(reason.contains("curl: (7)"))
  }
}
