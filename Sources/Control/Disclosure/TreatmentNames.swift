extension RedactionPolicy {
  /// The treatments by the names of the options and of the configuration: `clients`, `emails`, `users`.
  package var byName: [String: String] {
    ["clients": clients.rawValue, "emails": emails.rawValue, "users": users.rawValue]
  }

  /// The same with what is named in it; what it says otherwise is passed over.
  package func with(_ treatments: [String: String]) -> RedactionPolicy {
    var policy = self
    for (name, value) in treatments {
      guard let treatment = Treatment(rawValue: value) else { continue }
      switch name {
      case "clients": policy.clients = treatment
      case "emails": policy.emails = treatment
      case "users": policy.users = treatment
      default: break
      }
    }
    return policy
  }
}
