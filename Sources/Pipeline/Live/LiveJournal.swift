import Formats
import Foundation
import Incidents
import Records
import Tailing

/// The journal on its way into the engine.
final class LiveJournal {
  static let name = "journal"
  /// A trace's next line comes within this time (microseconds), or not at all.
  static let pause: Int64 = 1_000_000
  /// Seconds that are waited for a second's last entries: journald stamps them itself, its readers hear of them within a
  /// quarter of a second, and what was held back by then is handed over first.
  static let lateness: Int64 = 1

  let follower: JournalFollower
  let source: Int
  private(set) var status = JournalStatus()
  private(set) var lines = 0
  private(set) var bytes: UInt64 = 0
  private(set) var unparsed = 0
  /// Why its reader is not there.
  private var ended: String?
  /// Whether a reader has said anything of the journal.
  private var hasSpoken = false
  /// When its reader last said something.
  private var lastWord: Duration
  /// The last second of the requests of each service; before the first, when its last entry had been.
  private var lastRequests: [String: Int64] = [:]
  private let lastBefore: Int64

  /// - Parameter last: when its last entry was that has been read, microseconds; nil before the first.
  init(_ follower: JournalFollower, source: Int, last: Int64?, now: Moment) {
    self.follower = follower
    lastBefore = last.map(Engine.second) ?? Int64.min
    self.source = source
    lastWord = now.elapsed
  }

  /// Announces the journal, so that nothing is judged before it has been looked at.
  static func announce(to engine: Engine) -> Int {
    guard let known = engine.source(named: name) else {
      return engine.addSource(name: name, format: "journal", service: "", stampMeaning: .completion, firstTime: nil)
    }
    engine.resume(source: known)
    return known
  }

  /// Whether its reader has begun, or is known not to come.
  var isPositioned: Bool { ended != nil || hasSpoken }

  /// Whether all that is there has been read, or cannot be. What a reader said last holds until it should have said
  /// something again: one that hangs, or a process that was stopped, has not seen what came since.
  func isCaughtUp(_ now: Moment) -> Bool {
    if ended != nil { return true }
    return (status.isCaughtUp || status.isBlind) && now.elapsed - lastWord < .seconds(8)
  }

  /// What keeps it, or a part of it, from being read, and what to do.
  var degraded: String? {
    if let ended { return ended }
    guard let first = status.problems.first else { return nil }
    return status.problems.count == 1 ? first : "\(first) (and \(status.problems.count - 1) more)"
  }

  /// Since when its reader has said nothing; it says something every five seconds.
  func silence(_ now: Moment) -> Duration { now.elapsed - lastWord }

  /// The last second of the requests of a service so far.
  func lastRequest(of service: String) -> Int64 { lastRequests[service] ?? lastBefore }

  /// What became of an update.
  struct Effect {
    var hasRead = false
    /// Whether the file that holds the same requests has been given up.
    var isGivenUp = false
  }

  /// - Parameter reach: how far the file has been read that holds the same requests.
  func apply(
    _ update: JournalFollower.Update, to engine: Engine, now: Moment, reach: LiveMirror.Reach
  ) -> Effect {
    lastWord = now.elapsed
    switch update {
    case .status(let status):
      self.status = status
      hasSpoken = true
      return Effect()
    case .readerEnded(let reason, let failures, _):
      // What came since is not known until another reader has looked.
      status.isCaughtUp = false
      // One end is no matter: another reader goes on where it stopped.
      ended = failures > 1 ? "its reader \(reason) (\(failures) times)" : nil
      return Effect()
    case .records(let batch, let gaps):
      ended = nil
      hasSpoken = true
      status.isCaughtUp = false
      for gap in gaps { engine.note(gap, source: source) }
      lines += batch.lines
      bytes += UInt64(batch.bytes.count)
      unparsed += batch.unparsed
      noteRequests(batch)
      let isGivenUp = engine.ingest(
        batch, source: source, without: &follower.mirror, LiveMirror.Reaches(requests: reach), now: now.wall)
      return Effect(hasRead: true, isGivenUp: isGivenUp)
    }
  }

  private func noteRequests(_ batch: RecordBatch) {
    var last: [UInt32: Int64] = [:]
    for request in batch.requests { last[request.service] = max(last[request.service] ?? request.end, request.end) }
    for (service, time) in last {
      let name = batch.services[Int(service)]
      lastRequests[name] = max(lastRequests[name] ?? Int64.min, Engine.second(time))
    }
  }

  /// Leaves the requests that a file holds, too, to that one.
  func leave(_ mirrored: MirroredRecords, to holder: String, _ engine: Engine) {
    follower.mirror.leave(mirrored, to: holder)
    engine.note(follower.mirror, source: source)
    // What was learnt of how many requests come was of both.
    engine.recount(source, service: follower.mirror.service)
  }

  /// Hands over what was held back because the next entry might have continued it, where that is so long ago that none
  /// will.
  func release(before time: Int64, to engine: Engine) -> Bool {
    guard let batch = follower.release(before: time) else { return false }
    engine.ingest(batch, source: source)
    return true
  }
}
