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

  /// As the configuration says of whom is asked, but for what is said here.
  /// - Parameter recorded: how it was done the last time, which comes before the configuration.
  func disclosure(_ access: any IncidentAccess, recorded: [String: String] = [:]) throws -> Disclosure {
    var disclosure = try access.disclosure()
    disclosure.policy = disclosure.policy.with(recorded)
    if let clients { disclosure.policy.clients = clients }
    if let emails { disclosure.policy.emails = emails }
    if let users { disclosure.policy.users = users }
    return disclosure
  }
}
