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
  /// Zone of times that name none; nil: the local one.
  package var zone: String?
  /// Descriptors of log files that may be open at a time.
  package var descriptors = 256
  /// How much of the journal is read where it has never been read.
  package var backfill = Duration.seconds(24 * 3600)
  /// How often what was read is made durable while something comes.
  package var checkpointInterval = Duration.seconds(60)
  /// How often an incident under way is stored anew.
  package var incidentInterval = Duration.seconds(10)

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
}
