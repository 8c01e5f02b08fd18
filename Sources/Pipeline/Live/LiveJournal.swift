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
  /// What is waited for a second's last entries, held-back ones included: judged with the second tick behind it.
  static let lateness: Int64 = 1_900_000

  let follower: JournalFollower
  private(set) var source: Int?
  private(set) var status = JournalStatus()
  private(set) var lines = 0
  private(set) var bytes: UInt64 = 0
  private(set) var unparsed = 0
  /// Why its reader is not there.
  private var ended: String?

  init(_ follower: JournalFollower, engine: Engine) {
    self.follower = follower
    source = engine.source(named: LiveJournal.name)
  }

  var isCaughtUp: Bool { status.isCaughtUp || status.isBlind || ended != nil }

  /// What keeps it from being read, and what to do.
  var degraded: String? { ended ?? (status.isBlind ? status.problems.first : nil) }

  /// - Returns: whether something was read.
  func apply(_ update: JournalFollower.Update, to engine: Engine) -> Bool {
    switch update {
    case .status(let status):
      self.status = status
      return false
    case .readerEnded(let reason, let failures, _):
      // One end is no matter: another reader goes on where it stopped.
      ended = failures > 1 ? "its reader \(reason) (\(failures) times)" : nil
      return false
    case .records(let batch, let gaps):
      ended = nil
      status.isCaughtUp = false
      let source = announced(engine)
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
    guard isCaughtUp, let source, let batch = follower.release(before: time) else { return false }
    engine.ingest(batch, source: source)
    return true
  }

  private func announced(_ engine: Engine) -> Int {
    if let source { return source }
    let number =
      engine.source(named: LiveJournal.name)
      ?? engine.addSource(
        name: LiveJournal.name, format: "journal", service: "", stampMeaning: .completion, firstTime: nil)
    source = number
    return number
  }
}
