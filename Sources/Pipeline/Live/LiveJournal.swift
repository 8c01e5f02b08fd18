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
  /// Seconds that are waited for a second's last entries, held-back ones included.
  static let lateness: Int64 = 2

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
  private var lastWord = Duration.zero

  init(_ follower: JournalFollower, source: Int) {
    self.follower = follower
    self.source = source
  }

  /// Announces the journal, so that nothing is judged before it has been looked at.
  static func announce(to engine: Engine) -> Int {
    engine.source(named: name)
      ?? engine.addSource(name: name, format: "journal", service: "", stampMeaning: .completion, firstTime: nil)
  }

  /// Whether its reader has begun, or is known not to come.
  var isPositioned: Bool { ended != nil || hasSpoken }

  /// Whether all that is there has been read, or cannot be. What a reader said last holds until it should have said
  /// something again: one that hangs, or a process that was stopped, has not seen what came since.
  func isCaughtUp(_ now: Moment) -> Bool {
    if ended != nil { return true }
    return (status.isCaughtUp || status.isBlind) && now.elapsed - lastWord < .seconds(8)
  }

  /// What keeps it from being read, and what to do.
  var degraded: String? { ended ?? (status.isBlind ? status.problems.first : nil) }

  /// - Returns: whether something was read.
  func apply(_ update: JournalFollower.Update, to engine: Engine, now: Moment) -> Bool {
    lastWord = now.elapsed
    switch update {
    case .status(let status):
      self.status = status
      hasSpoken = true
      return false
    case .readerEnded(let reason, let failures, _):
      // One end is no matter: another reader goes on where it stopped.
      ended = failures > 1 ? "its reader \(reason) (\(failures) times)" : nil
      return false
    case .records(let batch, let gaps):
      ended = nil
      hasSpoken = true
      status.isCaughtUp = false
      for gap in gaps { engine.note(gap, source: source) }
      lines += batch.lines
      bytes += UInt64(batch.bytes.count)
      unparsed += batch.unparsed
      engine.ingest(batch, source: source)
      return true
    }
  }

  /// Hands over what was held back because the next entry might have continued it, where that is so long ago that none
  /// will.
  func release(before time: Int64, to engine: Engine) -> Bool {
    guard let batch = follower.release(before: time) else { return false }
    engine.ingest(batch, source: source)
    return true
  }
}
