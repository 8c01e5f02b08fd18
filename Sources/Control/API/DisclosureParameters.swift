import Store

/// How text leaves the house, as `GET /v1/disclosure` answers it. The key of the pseudonyms is not for those who ask: the
/// daemon makes them itself, where a request names a policy.
struct DisclosureAnswer: Codable, Sendable, Equatable {
  var policy: RedactionPolicy
}

extension RedactionPolicy {
  static let parameters = ["clients", "emails", "users"]

  /// The query that asks for texts that have passed this policy.
  var query: [APIRequest.QueryItem] {
    byName.sorted { $0.key < $1.key }.map { APIRequest.QueryItem(name: $0.key, value: $0.value) }
  }
}

extension APIRoute.Call {
  /// What the answer has to pass; nil where the request names no policy. What it leaves open is as configured.
  func disclosure(_ service: any ControlService) async throws -> Disclosure? {
    var treatments: [String: String] = [:]
    for name in RedactionPolicy.parameters {
      treatments[name] = try parameters.choice(name, RedactionPolicy.Treatment.self)?.rawValue
    }
    guard !treatments.isEmpty else { return nil }
    var disclosure = try await service.disclosure()
    disclosure.policy = disclosure.policy.with(treatments)
    return disclosure
  }
}
