/// What users set of `hindcastd`: what it follows, who may ask it, whom it tells, and how long it keeps what it found.
package struct DaemonConfiguration: Sendable, Equatable {
  /// Patterns of log files.
  package var logFiles = DaemonConfiguration.usualLogFiles
  package var followsLinks = false
  package var readsJournal = true
  /// Folders of journals, those of machines and namespaces below them.
  package var journalFolders = ["/var/log/journal", "/run/log/journal"]
  /// Members of this group may use the socket, beside root and the daemon's own user.
  package var socketGroup = "hindcast"
  /// Programs with their arguments, told of incidents as JSON on standard input.
  package var commands: [[String]] = []
  package var webhooks: [Webhook] = []
  /// Seconds.
  package var keepsIncidents = 730.0 * 86_400
  package var keepsEntries = 90.0 * 86_400

  package struct Webhook: Sendable, Equatable {
    package var url: String
    package var isSlack = false
    /// Networks of the host's own that it may reach.
    package var allowedNetworks: [String] = []
  }

  /// Where the usual servers write. What is not there costs nothing.
  package static let usualLogFiles = [
    "/var/log/nginx/*.log", "/var/log/apache2/*.log", "/var/log/httpd/*log", "/var/log/haproxy.log",
    "/var/log/haproxy/*.log", "/var/log/caddy/*.log", "/var/log/traefik/*.log", "/var/log/postgresql/*.log",
    "/var/log/dpkg.log",
  ]
}
