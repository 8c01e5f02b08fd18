package import Formats
import Glibc
import Tailing

/// What a live run follows and how.
package struct LiveOptions: Sendable {
  /// Patterns of log files (`LogGlob`); sources that match later are followed from their beginning.
  package var files: [String] = []
  package var followsLinks = false
  /// How the journal is read; nil: not at all.
  package var journal: Journal?
  package var settings = EngineSettings()
  /// Messages and commands that are deploys: `*` stands for any text.
  package var deployPatterns: [String] = []
  package var formats = FormatSet.builtIn
  /// Addresses and networks of proxies whose word on whom they speak for is taken.
  package var trustedProxies = LiveOptions.trustedProxies
  /// What is known of the times in some files; of a path the first entry that covers it.
  package var logTimes: [LogTimes] = []
  /// Zone of times that name none; nil: the local one.
  package var zone: String?
  /// Descriptors of log files that may be open at a time.
  package var descriptors = LiveOptions.descriptors
  /// How much is read of a source that has never been read: of the journal, and of what a log was before its last
  /// rotations. The log itself is read from its beginning.
  package var backfill = Duration.seconds(24 * 3600)
  /// How often what was read is made durable while something comes.
  package var checkpointInterval = Duration.seconds(60)
  /// How often an incident under way is stored anew.
  package var incidentInterval = Duration.seconds(10)

  /// Those of the host itself and of private networks.
  package static var trustedProxies: [String] { TrustedProxies.standardNetworks }

  var rules: ReadingRules {
    var rules = ReadingRules(deploys: deployPatterns, proxies: trustedProxies)
    rules.isZoneGiven = zone != nil
    return rules
  }

  /// The rules for the file at `path`.
  func rules(for path: String) -> ReadingRules { logTimes.rules(rules, for: path) }

  package struct Journal: Sendable {
    /// The program and arguments that run `JournalChildMain`.
    package var command: [String]
    package var folders: [String]

    package init(command: [String], folders: [String] = ["/var/log/journal", "/run/log/journal"]) {
      self.command = command
      self.folders = folders
    }
  }

  package init() {}

  /// A third of what the process may have open, so that the rest of it never lacks any.
  private static let descriptors: Int = {
    var limit = rlimit()
    let isKnown = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
    return isKnown ? Int(clamping: min(256, max(1, limit.rlim_cur / 3))) : 256
  }()
}
