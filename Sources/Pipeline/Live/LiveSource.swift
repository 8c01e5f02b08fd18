package import Incidents
import Records
import Tailing

/// A source as it stands.
package struct LiveSource: Sendable {
  package var name: String
  package var isJournal: Bool
  package var format: String
  /// The first byte or entry that has not been applied: an offset, or a cursor; nil before the first.
  package var position: String?
  /// From its last event to now while there is more to read, else 0: a log that is quiet is not behind. nil before the
  /// first event.
  package var lagSeconds: Double?
  package var lines: Int
  package var bytes: Int
  package var unparsed: Int
  /// The latest, with the earlier ones as one.
  package var gaps: [CoverageGap]
  /// How many there have been.
  package var gapCount = 0
  /// What keeps it from being read as it should be, and what to do.
  package var degraded: String?
  /// How the journal's reading goes; nil for files.
  package var journal: Journal?

  package struct Journal: Sendable {
    /// Journal files, and sequences of entries in them.
    package var files: Int
    package var sequences: Int
    /// Since its reader last said something, which it does every five seconds.
    package var heardSeconds: Double
  }
}

extension LiveSource {
  /// What no record is read of: a file that is refused, a folder that cannot be looked into or is not watched.
  init(unread name: String, degraded: String) {
    self.init(
      name: name, isJournal: false, format: "", position: nil, lagSeconds: nil, lines: 0, bytes: 0, unparsed: 0,
      gaps: [], degraded: degraded)
  }
}

extension LiveRun {
  /// All sources, by name.
  package func sources(_ now: Moment) -> [LiveSource] {
    let ledgers = Dictionary(engine.coverage.sources.map { ($0.source, $0) }) { first, _ in first }
    func lag(_ source: Int?, isCaughtUp: Bool) -> Double? {
      source.flatMap { engine.lastTime(of: $0) }
        .map { isCaughtUp ? 0 : max(0, now.wall.seconds(since: Timestamp(microseconds: $0))) }
    }
    var found = files.values.map { file in
      LiveSource(
        name: file.path, isJournal: false, format: file.format.name ?? "",
        position: file.tail.position.generations.last.map { String($0.offset) },
        lagSeconds: lag(file.source, isCaughtUp: file.tail.backlog == 0),
        lines: file.lines, bytes: Int(file.bytes), unparsed: file.unparsed, gaps: ledgers[file.path]?.gaps ?? [],
        gapCount: file.source.map(engine.gapCount) ?? 0, degraded: file.degraded)
    }
    for (path, refusal) in glob.skipped where files[path] == nil {
      found.append(LiveSource(unread: path, degraded: "not read: it is \(refusal.rawValue)"))
    }
    found += glob.errors.map { LiveSource(unread: $0.path, degraded: $0.description) }
    found += unwatched.map { LiveSource(unread: $0.key, degraded: $0.value.description) }
    if let journal {
      found.append(
        LiveSource(
          name: LiveJournal.name, isJournal: true, format: "journal", position: journal.follower.cursor,
          lagSeconds: lag(journal.source, isCaughtUp: journal.isCaughtUp(now)), lines: journal.lines,
          bytes: Int(journal.bytes),
          unparsed: journal.unparsed, gaps: ledgers[LiveJournal.name]?.gaps ?? [],
          gapCount: engine.gapCount(of: journal.source), degraded: journal.degraded,
          journal: LiveSource.Journal(
            files: journal.status.files, sequences: journal.status.sequences,
            heardSeconds: journal.silence(now) / .seconds(1))))
    }
    return found.sorted { $0.name < $1.name }
  }

  /// What has been read of every source.
  package var coverage: Coverage { engine.coverage }
}
