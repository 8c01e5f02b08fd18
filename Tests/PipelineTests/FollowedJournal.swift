import LogLab
import Records
import Store
import Synchronization

@testable import Pipeline

/// A journal that a script writes, and that live runs follow, one after the other, by the script's clock.
final class FollowedJournal {
  /// What the task that follows shares with the script.
  private final class Shared: Sendable {
    let now = Mutex(LiveRig.moment(0))
    let transitions = Mutex<[IncidentTransition]>([])
  }

  let folder: String
  let options: LiveOptions.Journal
  private let file: GrowingJournal
  private var entries = 0
  private let shared = Shared()
  private var task: Task<Void, any Error>?
  private var updates: AsyncStream<Void>.Iterator?

  init(in parent: TemporaryFolder) throws {
    folder = try parent.write("journal/.keep", "").replacing("/.keep", with: "")
    options = LiveOptions.Journal(command: [JournalFollowerTests.reader], folders: [folder])
    file = try GrowingJournal(folder + "/system.journal")
  }

  func append(_ export: [UInt8]) throws {
    try file.append(export)
    entries += 1
  }

  /// A moment passes, and leaves an entry: what a reader said of the journal holds for a few seconds only.
  func pass(to now: Moment) throws {
    turn(to: now)
    let fields: [(String, String)] = [
      ("__REALTIME_TIMESTAMP", "\(now.wall.microseconds)"), ("__MONOTONIC_TIMESTAMP", "\(now.wall.microseconds)"),
      ("_BOOT_ID", JournalLab.boot), ("_HOSTNAME", "web1"), ("PRIORITY", "6"), ("MESSAGE", "tick"),
      ("_SYSTEMD_UNIT", "tick.service"),
    ]
    try append(JournalLab.export(fields.map { ($0.0, Array($0.1.utf8)) }))
  }

  /// A moment passes in silence: the reader says that nothing came, every half second of real time.
  func turn(to now: Moment) { shared.now.withLock { $0 = now } }

  func follow(_ run: LiveRun) {
    let (stream, tell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    updates = stream.makeAsyncIterator()
    task = Task { [shared, options] in
      try await run.followJournal(options, ownProcess: 0, clock: { shared.now.withLock { $0 } }) { outcome in
        shared.transitions.withLock { $0 += outcome.transitions }
        tell.yield()
      }
    }
  }

  /// Ends the reading.
  func leave(_ run: LiveRun) async throws {
    await run.stopJournal()
    try await task?.value
    task = nil
  }

  /// Waits for the next update where the run has not read all entries.
  /// - Returns: whether it waited.
  func awaitsMore(of run: LiveRun, _ now: Moment) async -> Bool {
    if await run.journalEntries == entries, await run.hasReadJournal(now) { return false }
    var waiting = updates
    await waiting?.next()
    updates = waiting
    return true
  }

  func takeTransitions() -> [IncidentTransition] {
    shared.transitions.withLock { transitions in
      defer { transitions = [] }
      return transitions
    }
  }
}

extension LiveRun {
  /// Entries of the journal so far, those before a restart included.
  var journalEntries: Int { journalSource.map { engine.sources[$0].ledger.lines } ?? 0 }
}
