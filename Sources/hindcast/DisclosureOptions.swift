import ArgumentParser
import Control

/// What every command takes whose output is made to be passed on.
struct DisclosureOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Addresses of clients: keep them, give each a pseudonym of its own, or mask them. Default: as the configuration says.",
      valueName: "how"))
  var clients: RedactionPolicy.Treatment?

  @Option(help: ArgumentHelp("The same for e-mail addresses.", valueName: "how"))
  var emails: RedactionPolicy.Treatment?

  @Option(help: ArgumentHelp("The same for names of users.", valueName: "how"))
  var users: RedactionPolicy.Treatment?

  /// Whether anything is said here.
  var isNamed: Bool { clients != nil || emails != nil || users != nil }

  /// As the configuration says of whom is asked, but for what is said here.
  /// - Parameter recorded: how it was done the last time, which comes before the configuration.
  func policy(_ access: any IncidentAccess, recorded: [String: String] = [:]) throws -> RedactionPolicy {
    var policy = try access.redaction().with(recorded)
    if let clients { policy.clients = clients }
    if let emails { policy.emails = emails }
    if let users { policy.users = users }
    return policy
  }

  /// The place that is asked, whose texts have passed the policy when they come.
  func disclosed(_ access: any IncidentAccess) throws -> any IncidentAccess {
    try access.disclosed(by: try policy(access))
  }
}
