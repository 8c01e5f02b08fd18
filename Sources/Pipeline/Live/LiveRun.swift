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
///
/// Sources are read in the order of event time, as a replay reads them: where some are behind, one that is far ahead
/// waits, so that what waits to be judged stays small.
package actor LiveRun {
  /// What a step led to.
  package struct Outcome: Sendable {
    /// What people are to be told of.
    package var transitions: [IncidentTransition] = []
    /// Ids of incidents that were stored anew.
    package var incidents: [String] = []
    /// Whether entries were stored that belong to no incident.
    package var hasEntries = false
    /// Whether there is more to do at once.
    package var isBehind = false
    /// When there is something to do though nothing changes (`Moment.elapsed`).
    package var next: Duration?
    /// Folders to be watched.
    package var watched: Set<String> = []

    /// Whether what people read may have changed.
    package var hasNews: Bool { hasEntries || !incidents.isEmpty || !transitions.isEmpty }
  }

  /// How far one source may be ahead of another one that is behind (seconds of event time).
  private static let lead: Int64 = 60
  private static let pollsAStep = 64

  var options: LiveOptions
  let store: StoreWriter
  var zone: ZoneRules
  var zones: LiveZone
  var rules: ReadingRules
  var engine: Engine
  var files: [String: LiveFile] = [:]
  let tails = FileTails()
  let pool: DescriptorPool
  var glob: LogGlob.Match
  /// When all files, and those in folders that are not watched, were last looked at though nothing was told of them.
  var lastListing: Duration?
  var lastGlance: Duration?
  /// Whether files have been looked for at all.
  var hasListed = false
  /// Folders whose changes are not told, and why.
  var unwatched: [String: TailingError] = [:]
  private var clock = SteadyClock()
  /// When sources are looked at for records that another one holds, too (`Moment.elapsed`).
  var surveys: [Duration] = []
  /// The moment up to which all changes of files are known.
  var filesKnown: Moment?

  // The journal.
  var journal: LiveJournal?
  /// The engine's number of the journal, from before it is read; nil where it is not.
  var journalSource: Int?
  var isJournalStopped = false
  /// How much of the journal is read where it has never been read.
  var journalBackfill: Duration
  /// The journal's task where it waits for a step.
  var waiter: CheckedContinuation<Void, Never>?

  // Durability.
  var stored: [String: Data]
  var hasUnstored = false
  var lastCheckpoint: Duration?
  var lastIncident: Duration?
  /// When it was last looked whether the store could be written.
  var lastLook: Duration?
  /// When the first step was, and whether all that was there then has been read since.
  var began: Duration?
  var hasCaughtUp = false
  /// Incidents that are over and have not been stored so.
  var over: [Incident] = []
  /// Changes that the engine told of and that have not been stored.
  var changes: [TimelineEntry] = []
  /// When the incidents that the stored state knows to be under way were detected and ended.
  var storedTurns: [Timestamp?] = []
  /// Ids under which incidents under way are stored.
  var openIncidents: Set<String>
  /// Why the last checkpoint failed; nothing is read meanwhile.
  package internal(set) var storeTrouble: StoreError?
  var retryAt: Duration?

  /// - Throws: `StoreError` where the store cannot be read, `ReplayError` where the zone is unknown.
  package init(_ options: LiveOptions, store: StoreWriter) throws {
    self.options = options
    journalBackfill = options.backfill
    self.store = store
    let zone = try LiveRun.zone(options)
    self.zone = zone
    zones = LiveZone(zone, isGiven: options.zone != nil)
    rules = options.rules
    pool = DescriptorPool(limit: options.descriptors)
    glob = LogGlob([]).match()
    let resumption = try store.resume()
    let underWay = try store.openIncidents()
    stored = resumption?.positions ?? [:]
    openIncidents = Set(underWay.map(\.id))
    if let resumption, resumption.stateFormat == EngineState.version,
      let engine = try? EngineState(bytes: resumption.state).engine(settings: options.settings)
    {
      // Incidents that it knows nothing of are withdrawn with the first checkpoint.
      self.engine = engine
    } else {
      // Another version's state cannot be read: baselines are learnt anew, from where reading goes on, and nobody sees to
      // the end what is under way.
      engine = Engine(settings: options.settings)
      over = underWay.map { incident in
        var incident = incident.over
        incident.caveats.append("hindcastd began anew while it lasted and did not see how it went on.")
        return incident
      }
    }
    journalSource = options.journal == nil ? nil : LiveJournal.announce(to: engine)
  }

  /// Seconds are judged when they are over: soon after the wall clock's own begin.
  private static func untilNextSecond(_ now: Moment) -> Duration {
    .microseconds(1_001_000 - (now.wall.microseconds - now.wall.second * 1_000_000))
  }

  // MARK: Steps

  /// Does a bounded amount of work.
  /// - Parameters:
  ///   - now: a moment up to which `changes` tells all.
  ///   - changes: what may have changed in files since the last step; nil: anything.
  package func step(_ now: Moment, _ changes: FileChanges?) throws(StoreError) -> Outcome {
    var outcome = Outcome()
    tails.known = filesKnown?.elapsed
    filesKnown = now
    note(changes, now)
    if storeTrouble == nil {
      outcome.isBehind = readFiles(now)
      settle(now)
    }
    try store(now, &outcome, isLast: false)
    outcome.watched = tails.watched.union(glob.folders)
    // What waits while reading rests is nothing to do.
    let rests = storeTrouble != nil || !tails.waiting(now: now.elapsed).isEmpty
    let isWaiting = engine.isWaiting || journal?.follower.isHoldingBack == true
    let tick = isWaiting ? LiveRun.untilNextSecond(now) : listingInterval
    outcome.next = [rests ? nil : tails.nextDue, nextStore, nextLook, now.elapsed + tick].compactMap(\.self).min()
    if storeTrouble != nil { outcome.isBehind = false }
    wakeJournal()
    return outcome
  }

  // MARK: The order of reading

  /// How far a file has been read in event time (seconds); one that has not is the first to be.
  func place(_ tail: FileTail) -> Int64 {
    files[tail.path]?.source.map { engine.position(of: $0) } ?? Int64.min
  }

  /// How far a source may be read while another one that is behind stands at `place`.
  static func horizon(_ place: Int64) -> Int64 { place > Int64.max - lead ? Int64.max : place + lead }

  /// The least place of the files that there is something to do for; nil where there is none.
  func leastPlace(_ now: Moment) -> Int64? { tails.waiting(now: now.elapsed).map(place).min() }

  /// Polls what there is to poll, a bounded number of times.
  /// - Returns: whether more is left that could be read at once.
  private func readFiles(_ now: Moment) -> Bool {
    var polls = 0
    while let least = leastPlace(now) {
      // Nothing may be judged before every file has been looked at.
      if least != Int64.min { engine.advance() }
      if let place = journalPlace(now), least > Self.horizon(place) { return false }
      let horizon = Self.horizon(least)
      while let (tail, events) = tails.next(
        now: now.elapsed, where: { place($0) <= horizon && !awaitsHolder($0, horizon) })
      {
        guard let file = files[tail.path] else { continue }
        if events.contains(where: { if case .ended = $0.kind { false } else { true } }) { hasUnstored = true }
        let reach = LiveMirror.Reaches(requests: reach(of: file.mirror, now), messages: reachOfJournal(now))
        if file.apply(events, to: engine, now: now, zone: zones.rules, reach: reach) { surveyAnew(now) }
        file.noteHeld(after: tails.changedAfter(file.path))
        if let offset = file.zoneOffset { zones.note(offset, of: file.path, at: now.wall.second) }
        // Where nothing is new, nearly nothing was done.
        if !events.isEmpty { polls += 1 }
        if polls == Self.pollsAStep { return true }
      }
    }
    return false
  }

  /// Lets the engine judge what all sources have passed.
  ///
  /// A record that is held back, as it may go on in the next line, was written since the file was last seen without it;
  /// or, where the file had not been read to its end then, at any time after the record before it.
  func settle(_ now: Moment) {
    let newest = engine.newestTime
    let present = clock.second(now, newest: newest)
    var lateness: [Int: Int64] = [:]
    lateness.reserveCapacity(files.count)
    for file in files.values { if let source = file.source { lateness[source] = file.lateness(now) } }
    if let journalSource { lateness[journalSource] = LiveJournal.lateness }
    let waiting = tails.waiting(now: now.elapsed)
    var behind: Set<Int> = []
    for tail in waiting { if let source = files[tail.path]?.source { behind.insert(source) } }
    if let journalSource {
      if let journal, journal.isCaughtUp(now) {
        if journal.release(before: now.wall.microseconds - LiveJournal.pause, to: engine) { hasUnstored = true }
      } else if !isJournalStopped {
        behind.insert(journalSource)
      }
    }
    for tail in tails.scheduled {
      guard tail.heldBackSince != nil, let file = files[tail.path], let source = file.source,
        behind.insert(source).inserted
      else { continue }
      let seen = file.heldAfter.map { now.wall.advanced(bySeconds: ($0 - now.elapsed) / .seconds(1)).second }
      let bound = seen ?? engine.lastTime(of: source).map(Engine.second)
      if let bound { engine.idle(source: source, until: min(present, bound) - file.lateness(now)) }
    }
    // Nothing will come from sources of which nothing is followed any more.
    for source in engine.sources.indices where !behind.contains(source) {
      engine.idle(source: source, until: present - (lateness[source] ?? 0))
    }
    if !waiting.contains(where: { place($0) == Int64.min }) { engine.advance() }
  }
}
