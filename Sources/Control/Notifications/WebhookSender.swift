import Foundation
import Records

/// Posts events to a URL.
///
/// The host's name is looked up once and every address it stands for is checked; `curl` is then told to connect to
/// those that passed and to nothing else, whatever the URL says and the name's server answers by then. Redirects are
/// not followed, and no proxy is used. `curl` brings the certificates and the protocol fixes of the system along.
package struct WebhookSender: NotificationSender {
  package var target: WebhookTarget
  package var timeLimit: Duration
  private let addresses: @Sendable (String) async throws -> [String]
  private let now: @Sendable () -> Date
  private let environment: [String: String]

  package init(target: WebhookTarget, timeLimit: Duration = .seconds(20)) {
    self.init(
      target: target, timeLimit: timeLimit, addresses: { try await HostName.addresses(of: $0) }, now: { Date() })
  }

  /// - Parameters:
  ///   - addresses: looks a name up.
  ///   - now: what a date in `Retry-After` is compared with.
  ///   - environment: of `curl`, beside what every command gets.
  init(
    target: WebhookTarget, timeLimit: Duration, addresses: @escaping @Sendable (String) async throws -> [String],
    now: @escaping @Sendable () -> Date, environment: [String: String] = [:]
  ) {
    self.target = target
    self.timeLimit = timeLimit
    self.addresses = addresses
    self.now = now
    self.environment = environment
  }

  /// Why nothing would be delivered as things are; nil: it might be. Nothing is sent.
  package func obstacle() async -> String? {
    guard let place = target.place else { return Self.noURL }
    guard let found = try? await addresses(place.host), !found.isEmpty else { return Self.noAddress(place.host) }
    return found.contains(where: mayReach) ? nil : Self.ownAddress(place.host, found[0])
  }

  private func mayReach(_ address: String) -> Bool { IPAddress(address).map(target.mayReach) ?? false }

  private static let noURL = "the webhook's URL is none: write http:// or https://, a host and a path"

  private static func noAddress(_ host: String) -> String { "\(host) has no address: check its name" }

  private static func ownAddress(_ host: String, _ address: String) -> String {
    "\(host) is \(address.controlsVisible), an address of this host's own networks: "
      + "list its network under the webhook's 'allow' if that is meant"
  }

  package func deliver(_ event: OutboundEvent) async -> DeliveryOutcome {
    guard let place = target.place else { return .failed(reason: Self.noURL) }
    do {
      let found = try await addresses(place.host)
      guard !found.isEmpty else { return .retry(after: nil, reason: Self.noAddress(place.host)) }
      let reachable = found.filter(mayReach)
      guard !reachable.isEmpty else { return .failed(reason: Self.ownAddress(place.host, found[0])) }
      let body = try WebhookPayload.body(of: event, target.payload)
      let request = CurlRequest(
        url: target.url, port: place.port, addresses: reachable, key: event.id, body: body, timeLimit: timeLimit)
      let child = ChildCommand(
        command: CurlRequest.command, environment: environment, timeLimit: timeLimit + .seconds(5))
      guard let result = try await child.run(input: Array(request.configuration.utf8)) else {
        return .retry(after: nil, reason: "\(place.host) took too long to answer")
      }
      return outcome(result, place.host)
    } catch let error as ChildCommandError {
      return .retry(
        after: nil, reason: "\(CurlRequest.command[0]) cannot be run (\(error.localizedDescription)): install curl")
    } catch {
      return .retry(after: nil, reason: "\(place.host) could not be told: \(error.localizedDescription)")
    }
  }

  /// The exit status of `curl` where it does not trust a certificate (CURLE_PEER_FAILED_VERIFICATION).
  private static let distrusted: Int32 = 60

  private func outcome(_ result: ChildCommand.Result, _ host: String) -> DeliveryOutcome {
    guard result.status == 0 else {
      let said = result.output.split(separator: "\n").first { $0.hasPrefix("curl:") }
      var reason = "\(host) could not be told: \((said ?? "no answer").controlsVisible)"
      if result.status == Self.distrusted {
        reason += "; an authority of your own is trusted once the system does, see update-ca-certificates(8)"
      }
      return .retry(after: nil, reason: reason)
    }
    let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
    let status = lines.first.flatMap { Int($0) } ?? 0
    let reason = "\(host) answered with status \(status)"
    switch status {
    case 200..<300: return .delivered
    case 408, 429, 500...: return .retry(after: lines.count > 1 ? retryAfter(String(lines[1])) : nil, reason: reason)
    case 300..<400: return .failed(reason: reason + ", and redirects are not followed: give the final URL")
    default: return .failed(reason: reason)
    }
  }

  /// Seconds, or a date (RFC 9110, 10.2.3); a day at most, for a receiver is not to silence us for good.
  private func retryAfter(_ text: String) -> Duration? {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    let format = Date.ParseStrategy(
      format:
        "\(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .defaultDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits) GMT",
      locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt)
    let seconds = Double(text) ?? (try? Date(text, strategy: format)).map { $0.timeIntervalSince(now()) }
    guard let seconds, seconds.isFinite else { return nil }
    return .seconds(min(max(0, seconds), 86_400))
  }
}
