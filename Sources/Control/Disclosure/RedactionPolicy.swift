/// How personal data is treated in what is made to be passed on: `redaction` in `hindcast.yaml`. Secrets and card numbers
/// are no matter of policy: they are masked before anything is stored.
package struct RedactionPolicy: Codable, Sendable, Equatable {
  package enum Treatment: String, Codable, Sendable, CaseIterable {
    /// As it is stored.
    case keep
    /// A name of its own: the same for the same within a store, and telling nobody who it is.
    case pseudonym
    /// The same word for all.
    case mask
  }

  /// Addresses of clients.
  package var clients = Treatment.pseudonym
  package var emails = Treatment.pseudonym
  /// Names of those who used the service. Who ran a command or wrote a note is a part of the timeline, and stays.
  package var users = Treatment.pseudonym

  package init() {}

  var keepsAll: Bool { self == .keepingAll }

  /// Nothing is taken out.
  package static var keepingAll: RedactionPolicy {
    var policy = RedactionPolicy()
    (policy.clients, policy.emails, policy.users) = (.keep, .keep, .keep)
    return policy
  }
}
