package import Formats
package import Foundation
package import Incidents
package import Records
package import Tailing

/// Follows the journals of this host: the records of what is written, and where to go on after them.
///
/// For one owner, who applies each update before asking for the next. `resumption` belongs to all updates given so far:
/// stored together with what they led to, it makes another follower give exactly what is still to come.
package final class JournalFollower {
  package enum Update: Sendable {
    /// Records, and what could not be read.
    case records(RecordBatch, gaps: [CoverageGap])
    case status(JournalStatus)
    /// The reading process has ended, as `reason` tells; another one follows after `pause`. `failures`: how many in a
    /// row have ended without having read anything.
    case readerEnded(reason: String, failures: Int, pause: Duration)
  }

  /// Whether the resumption that was given could not be read, or not all of it. What it does not know is read on by time
  /// then: from the entry that was applied last.
  package let isResumptionLost: Bool

  private let child: JournalChild
  private var records: JournalRecords
  private var position: JournalPosition
  private var number: UInt64

  /// What `resumption` holds.
  private struct Resumption: Codable {
    var position: JournalPosition
    /// Of the entry that comes next.
    var number: UInt64
    var records: JournalRecords.State
    /// Nil where nothing is left out.
    var mirror: LiveMirror?
  }

  /// What of it a log file holds, too.
  var mirror: LiveMirror
  /// The last records, kept while log files are looked at that may hold them, too.
  var window: JournalWindow?

  /// - Parameters:
  ///   - command: the program and its arguments that run `JournalChildMain`.
  ///   - resumption: where an earlier follower left off; nil: nowhere.
  ///   - last: when the entry was received that was applied last; nil where that is not known.
  ///   - start: its position is that of `resumption`.
  ///   - records: new, as the user configured them.
  package init(
    command: [String], resumption: Data?, last: Int64? = nil, start: JournalStart = JournalStart(),
    records: JournalRecords,
    timing: JournalChild.Timing = JournalChild.Timing()
  ) {
    let known = resumption.flatMap { try? JSONDecoder().decode(Resumption.self, from: $0) }
    isResumptionLost =
      resumption != nil && known.map { $0.position.isIncomplete || $0.position.marks.isEmpty && $0.number > 0 } ?? true
    self.records = records
    if let known { self.records.state = known.records }
    mirror = known?.mirror ?? LiveMirror()
    position = known?.position ?? JournalPosition()
    number = known?.number ?? 0
    var start = start
    start.position = position
    if isResumptionLost, let last { start.since = max(start.since ?? last, last) }
    child = JournalChild(command: command, start: start, number: number, timing: timing)
  }

  deinit { child.stop() }

  /// The next update; nil after `stop`.
  package func next(isolation: isolated (any Actor)? = #isolation) async -> Update? {
    switch await child.next() {
    case nil: return nil
    case .status(let status): return .status(status)
    case .ended(let reason, let failures, let pause):
      return .readerEnded(reason: reason, failures: failures, pause: pause)
    case .news(let news):
      position.advance(to: news.marks)
      number += UInt64(news.batch.entries.count)
      let gaps = news.gaps.map { CoverageGap($0) }
      let marks = window == nil ? [] : MessageMarks.marks(of: news.batch)
      let batch = records.convert(news.batch)
      window?.add(marks, batch)
      return .records(batch, gaps: gaps)
    }
  }

  /// Whether records are held back since the next entries may continue them.
  package var isHoldingBack: Bool { records.oldestHeld != nil }

  /// The records that were held back since the next entries might have continued them, and that no entry received from
  /// `time` on (microseconds since the epoch) can; nil without any. For the owner to call where nothing comes.
  package func release(before time: Int64) -> RecordBatch? { records.release(before: time) }

  /// Takes another zone of times that name none, and other rules, from the next update on.
  package func set(zone: ZoneRules, rules: ReadingRules) {
    records.set(times: TimeReader(zone: zone, newest: 4_000_000_000), rules: rules)
  }

  /// Where to go on after all updates that were given.
  package var resumption: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return try encoder.encode(
        Resumption(
          position: position, number: number, records: records.state, mirror: mirror.isEmpty ? nil : mirror))
    }
  }

  /// A cursor of the entry that was received last of those given; nil before the first.
  package var cursor: String? { position.newest?.cursor }

  /// Ends the reading process.
  package func stop() { child.stop() }
}
