import Foundation

/// Where a webhook posts to, and the addresses that it may reach there.
package struct WebhookTarget: Sendable, Equatable {
  package enum Payload: String, Sendable, CaseIterable {
    /// The event as it is.
    case json
    /// A message for Slack, and for what takes its messages: Mattermost, Rocket.Chat, Discord's `/slack`.
    case slack
  }

  package var url: String
  package var payload: Payload
  /// Networks of this host's own that it may reach, beside the public internet.
  package var allowed: [NetworkRange]

  package init(url: String, payload: Payload = .json, allowed: [NetworkRange] = []) {
    self.url = url
    self.payload = payload
    self.allowed = allowed
  }

  package init(_ webhook: DaemonConfiguration.Webhook) {
    self.init(
      url: webhook.url, payload: webhook.isSlack ? .slack : .json,
      allowed: webhook.allowedNetworks.compactMap { NetworkRange($0) })
  }

  /// The host and port of the URL; nil: it is none that can be posted to.
  var place: (host: String, port: Int)? {
    guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(), let host = parts.host,
      ["http", "https"].contains(scheme), parts.user == nil, !url.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F })
    else { return nil }
    let name = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    let isPlain = name.utf8.allSatisfy {
      (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || [45, 46, 58, 95].contains($0)
    }
    guard isPlain, let first = name.utf8.first, first != 45 else { return nil }
    return (name, parts.port ?? (scheme == "https" ? 443 : 80))
  }

  func mayReach(_ address: IPAddress) -> Bool { address.isPublic || allowed.contains { $0.contains(address) } }
}
