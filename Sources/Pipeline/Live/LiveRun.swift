import Formats
import Foundation
import Incidents
import Records
package import Store
package import Tailing

/// Follows live sources through the engine into the store: the daemon's driver of the engine that `Replay` drives with
/// past logs.
///
/// It has no clock and waits for nothing: whoever owns it tells it what changed and when it is. What it has read is
/// made durable together with what follows from it, in one transaction (`Checkpoint`); where that fails, nothing more is
/// read until it succeeds.
package actor LiveRun {
  /// What a step led to.
  package struct Outcome: Sendable {
    /// What people are to be told of.
    package var transitions: [IncidentTransition] = []
    /// Ids of incidents that were stored anew.
    package var incidents: [String] = []
    /// Whether there is more to do at once.
    package var isBehind = false
    /// When there is something to do though nothing changes (`Moment.elapsed`).
    package var next: Duration?
    /// Folders to be watched.
    package var watched: Set<String> = []
  }

  private(set) var options: LiveOptions
  let store: StoreWriter
  let zone: ZoneRules
  let deploys: DeployPatterns?
  var engine: Engine
  var files: [String: LiveFile] = [:]
  let tails = FileTails()
  let pool: DescriptorPool
  var journal: LiveJournal?
  private(set) var glob: LogGlob.Match
  private var stored: [String: Data]
  private var lastListing: Duration?

  // Durability.
  private var hasUnstored = false
  private var lastCheckpoint: Duration?
  private var lastIncident: Duration?
  /// Incidents that are over and have not been stored so.
  private var over: [Incident] = []
  /// Ids under which incidents under way are stored.
  private var openIncidents: Set<String> = []
  /// Why the last checkpoint failed; nothing is read meanwhile.
  private(set) var storeTrouble: StoreError?
  private var retryAt: Duration?

  /// - Throws: `StoreError` where the store cannot be read, `ReplayError` where the zone is unknown.
  package init(_ options: LiveOptions, store: StoreWriter) throws {
    self.options = options
    self.store = store
    if let name = options.zone {
      guard let known = ZoneRules(named: name) else {
        throw ReplayError(.unknownZone, "no time zone \(name): use a name such as Europe/Berlin, UTC or +02:00")
      }
      zone = known
    } else {
      zone = .local
    }
    deploys = DeployPatterns(options.deployPatterns)
    pool = DescriptorPool(limit: options.descriptors)
    glob = LogGlob([]).match()
    let resumption = try store.resume()
    if let resumption, resumption.stateFormat == EngineState.version,
      let engine = try? EngineState(bytes: resumption.state).engine(settings: options.settings)
    {
      self.engine = engine
      stored = resumption.positions
    } else {
      // Another version's state cannot be read: baselines are learnt anew, from where reading goes on.
      engine = Engine(settings: options.settings)
      stored = resumption?.positions ?? [:]
    }
  }

  /// How often files are looked for though no folder has changed.
  private static let listingInterval = Duration.seconds(60)

  // MARK: Steps

  /// Does a bounded amount of work.
  /// - Parameter changes: what may have changed in files since the last step; nil: anything.
  package func step(_ now: Moment, _ changes: FileChanges?) throws(StoreError) -> Outcome {
    var outcome = Outcome()
    if let changes {
      let unknown = tails.note(changes)
      if !unknown.isEmpty || !changes.folders.isEmpty { lastListing = nil }
    } else {
      tails.noteAll()
      lastListing = nil
    }
    if lastListing.map({ now.elapsed - $0 >= LiveRun.listingInterval }) ?? true { list(now) }
    if storeTrouble == nil {
      outcome.isBehind = readFiles(now)
      settle(now)
    }
    try store(now, &outcome, isLast: false)
    outcome.watched = tails.watched.union(glob.folders)
    let tick = engine.isWaiting ? LiveRun.untilNextSecond(now) : LiveRun.listingInterval
    outcome.next = [tails.nextDue, nextStore, .some(now.elapsed + tick)].compactMap(\.self).min()
    if storeTrouble != nil { outcome.isBehind = false }
    return outcome
  }

  /// Follows the journal until `stopJournal`.
  /// - Parameters:
  ///   - ownProcess: whose entries are left out.
  ///   - clock: gives the time.
  ///   - each: takes what an update led to.
  package func followJournal(
    _ options: LiveOptions.Journal, ownProcess: Int64, clock: @Sendable () -> Moment, each: @Sendable (Outcome) -> Void
  ) async throws(StoreError) {
    let since = clock().wall.microseconds - self.options.backfill.components.seconds * 1_000_000
    let follower = JournalFollower(
      command: options.command, resumption: stored[LiveJournal.name],
      start: JournalStart(since: since, ownProcess: ownProcess, folders: options.folders),
      records: JournalRecords(
        service: nil, times: TimeReader(zone: zone, newest: 4_000_000_000), deploys: deploys))
    let live = LiveJournal(follower, engine: engine)
    journal = live
    while let update = await follower.next() {
      var outcome = Outcome()
      let now = clock()
      if live.apply(update, to: engine) { hasUnstored = true }
      settle(now)
      try store(now, &outcome, isLast: false)
      each(outcome)
    }
  }

  package func stopJournal() { journal?.follower.stop() }

  /// Makes durable what has been read so far, before the end.
  package func finish(_ now: Moment) throws(StoreError) -> Outcome {
    var outcome = Outcome()
    try store(now, &outcome, isLast: true)
    for tail in tails.all { tail.release() }
    return outcome
  }

  /// Takes other settings from here on; files that are no longer among the patterns are followed until the next start.
  package func set(_ options: LiveOptions) {
    self.options = options
    engine.set(options.settings)
    lastListing = nil
  }

  private func list(_ now: Moment) {
    lastListing = now.elapsed
    glob = LogGlob(options.files, followsLinks: options.followsLinks).match(known: tails.paths)
    for path in glob.files where files[path] == nil {
      let position = stored[path].flatMap { try? JSONDecoder().decode(LiveFile.Position.self, from: $0) }
      var settings = FileTail.Settings()
      settings.followsLinks = options.followsLinks
      let file = LiveFile(
        path: path, stored: position,
        format: LiveFormat(path: path, format: position?.format, zone: zone, deploys: deploys), settings: settings,
        pool: pool)
      file.resume(in: engine)
      files[path] = file
      tails.add(file.tail)
    }
  }

  /// Polls what there is to poll, a bounded number of times.
  /// - Returns: whether more is left.
  private func readFiles(_ now: Moment) -> Bool {
    for _ in 0..<64 {
      guard let (tail, events) = tails.next(now: now.elapsed) else { return false }
      guard let file = files[tail.path] else { continue }
      if events.contains(where: { if case .ended = $0.kind { false } else { true } }) { hasUnstored = true }
      file.apply(events, to: engine, now: now)
    }
    return true
  }

  /// Lets the engine judge what all sources have passed.
  private func settle(_ now: Moment) {
    func second(waiting lateness: Int64) -> Int64 { Timestamp(microseconds: now.wall.microseconds - lateness).second }
    for file in files.values where file.isCaughtUp {
      if let source = file.source { engine.idle(source: source, until: second(waiting: file.lateness)) }
    }
    if let journal {
      if journal.release(before: now.wall.microseconds - LiveJournal.pause, to: engine) { hasUnstored = true }
      if journal.isCaughtUp, let source = journal.source {
        engine.idle(source: source, until: second(waiting: LiveJournal.lateness))
      }
    }
    engine.advance()
  }

  /// Seconds are judged when they are over: soon after the wall clock's own begin.
  private static func untilNextSecond(_ now: Moment) -> Duration {
    .microseconds(1_001_000 - (now.wall.microseconds - now.wall.second * 1_000_000))
  }

  // MARK: Durability

  private var nextStore: Duration? {
    if let retryAt { return retryAt }
    if !openIncidents.isEmpty, let lastIncident { return lastIncident + options.incidentInterval }
    if hasUnstored, let lastCheckpoint { return lastCheckpoint + options.checkpointInterval }
    return nil
  }

  private func store(_ now: Moment, _ outcome: inout Outcome, isLast: Bool) throws(StoreError) {
    if let retryAt, now.elapsed < retryAt, !isLast { return }
    let isDue = lastCheckpoint.map { now.elapsed - $0 >= options.checkpointInterval } ?? true
    let isStale = lastIncident.map { now.elapsed - $0 >= options.incidentInterval } ?? true
    let wantsState = hasUnstored && (isDue || isLast) || storeTrouble != nil
    let wantsIncidents = engine.hasNews || wantsState || (!openIncidents.isEmpty && hasUnstored && isStale)
    guard wantsState || wantsIncidents else { return }
    do throws(StoreError) {
      try commit(now, withState: wantsState || engine.hasNews, &outcome)
      storeTrouble = nil
      retryAt = nil
    } catch {
      switch error.reason {
      case .full, .readOnly, .busy:
        storeTrouble = error
        retryAt = now.elapsed + .seconds(2)
        if isLast { throw error }
      default: throw error
      }
    }
  }

  private func commit(_ now: Moment, withState: Bool, _ outcome: inout Outcome) throws(StoreError) {
    over += engine.takeClosed()
    let open = engine.openIncidents
    var checkpoint = Checkpoint(at: now.wall, incidents: over + open)
    if withState {
      checkpoint.resumption = try resumption()
      checkpoint.coverage = engine.coverage.sources
    }
    var receipt = try store.commit(checkpoint)
    let gone = openIncidents.subtracting(receipt.incidents)
    if !gone.isEmpty {
      let more = try store.commit(Checkpoint(at: now.wall, withdrawn: gone.sorted()))
      receipt.transitions += more.transitions
    }
    openIncidents = Set(receipt.incidents.suffix(open.count))
    over = []
    lastIncident = now.elapsed
    if withState {
      lastCheckpoint = now.elapsed
      hasUnstored = false
    }
    outcome.transitions += receipt.transitions
    outcome.incidents += receipt.incidents
  }

  private func resumption() throws(StoreError) -> Resumption {
    do {
      var positions = stored
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      for (path, file) in files { positions[path] = try encoder.encode(file.position) }
      if let journal { positions[LiveJournal.name] = try journal.follower.resumption }
      stored = positions
      return Resumption(
        positions: positions, state: try EngineState(of: engine).bytes, stateFormat: EngineState.version)
    } catch {
      throw StoreError(.database, path: store.path)
    }
  }
}
