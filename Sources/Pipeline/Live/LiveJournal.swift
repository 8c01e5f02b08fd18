import Formats
import Foundation
import Incidents
import Records
import Tailing

/// The journal on its way into the engine, as its child process reads it (`JournalChild`).
final class LiveJournal {
  static let name = "journal"

  /// Where it stands: cursors, and the number that the next entry gets.
  struct Position: Codable {
    var cursors: String
    var number: UInt64
  }

  private var marks: JournalPosition
  private var number: UInt64
  private var records: JournalRecords
  private(set) var source: Int?
  private(set) var status = JournalStatus()
  private(set) var lines = 0
  private(set) var bytes: UInt64 = 0
  private(set) var unparsed = 0
  /// Why the child is not there.
  private var ended: String?

  init(stored: Data?, zone: ZoneRules, deploys: DeployPatterns?) {
    let position = stored.flatMap { try? JSONDecoder().decode(Position.self, from: $0) }
    marks = JournalPosition(text: position?.cursors ?? "")
    number = position?.number ?? 0
    records = JournalRecords(
      service: nil, times: TimeReader(zone: zone, newest: 4_000_000_000), deploys: deploys)
  }

  var position: Position { Position(cursors: marks.text, number: number) }

  /// Where the child has to begin: behind what was read, or `backfill` before now where nothing was.
  func start(_ now: Moment, ownProcess: Int64, options: LiveOptions) -> (start: JournalStart, number: UInt64) {
    let since = now.wall.microseconds - options.backfill.components.seconds * 1_000_000
    let start = JournalStart(
      position: marks, since: since, ownProcess: ownProcess, folders: options.journal?.folders ?? [])
    return (start, number)
  }

  var isCaughtUp: Bool { status.isCaughtUp || status.isBlind || ended != nil }

  /// What keeps it from being read, and what to do.
  var degraded: String? { ended ?? (status.isBlind ? status.problems.first : nil) }

  /// - Returns: whether something was read.
  func apply(_ event: JournalChild.Event, to engine: Engine, now: Moment) -> Bool {
    switch event {
    case .status(let status):
      self.status = status
      return false
    case .ended(let reason, let failures, _):
      // One end is no matter: another child goes on where it stopped.
      ended = failures > 1 ? "its reader \(reason) (\(failures) times)" : nil
      return false
    case .news(let news):
      ended = nil
      status.isCaughtUp = false
      let source = announced(engine)
      for gap in news.gaps { engine.note(CoverageGap(gap), source: source) }
      lines += news.batch.entries.count
      bytes += UInt64(news.batch.bytes.count)
      unparsed += news.batch.damaged
      number = news.batch.first + UInt64(news.batch.entries.count)
      marks.advance(to: news.marks)
      engine.ingest(records.convert(news.batch), source: source)
      return true
    }
  }

  /// Hands over what was held back because the next entry may continue it.
  func flush(to engine: Engine) {
    guard let source, let rest = records.finish() else { return }
    engine.ingest(rest, source: source)
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

  /// Finds its number again in an engine that was taken up.
  func resume(in engine: Engine) { source = engine.source(named: LiveJournal.name) }
}
