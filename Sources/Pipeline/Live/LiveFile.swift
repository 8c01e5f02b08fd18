import Formats
import Foundation
import Incidents
import Records
import Tailing

/// A log file on its way into the engine.
final class LiveFile {
  /// Where a file stands, and what the next block's parse depends on.
  struct Position: Codable {
    var file: FilePosition
    var format: String?
    var history: ContextEventHistory

    var encoded: Data {
      get throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return try encoder.encode(self)
      }
    }
  }

  let tail: FileTail
  let format: LiveFormat
  private var history: ContextEventHistory
  /// The engine's number of it, once something has been read.
  private(set) var source: Int?
  private(set) var lines = 0
  private(set) var bytes: UInt64 = 0
  private(set) var unparsed = 0
  /// What keeps it from being read as it should be.
  var degraded: String? { trouble ?? refusal }
  private var trouble: String?
  /// Why what it holds is not read.
  private var refusal: String?
  private var arrival = ArrivalDelay()
  /// Whether the file had been read to its end when the last block came.
  private var wasCaughtUp = false

  init(path: String, stored: Position?, format: LiveFormat, settings: FileTail.Settings, pool: DescriptorPool) {
    self.format = format
    history = stored?.history ?? ContextEventHistory()
    tail = FileTail(
      path: path, position: stored?.file, settings: settings, boundaries: format.boundaries, pool: pool)
  }

  var path: String { tail.path }

  var position: Position { Position(file: tail.position, format: format.name, history: history) }

  /// Seconds that are waited for a second's last records.
  var lateness: Int64 { arrival.lateness }

  /// Hands what a poll gave to the engine.
  func apply(_ events: [TailEvent], to engine: Engine, now: Moment) {
    defer { wasCaughtUp = !tail.isBehind }
    for event in events {
      switch event.kind {
      case .block(let block): apply(block, to: engine, now: now)
      case .gap(let gap):
        if gap.reason != .hole {
          let source = announced(engine, firstTime: nil)
          engine.note(
            CoverageGap(
              from: engine.lastTime(of: source).map { Timestamp(microseconds: $0) }, to: now.wall,
              reason: gap.description, lost: nil), source: source)
        }
      case .ended: break
      case .degraded(let error): trouble = error.description
      case .recovered: trouble = nil
      }
    }
  }

  private func apply(_ block: Block, to engine: Engine, now: Moment) {
    bytes += UInt64(block.bytes.count)
    guard var batch = format.parse(block, now: now.wall) else {
      if case .refused(let reason) = format.finding { refusal = reason }
      return
    }
    refusal = nil
    if wasCaughtUp, let first = FileInspection.firstTime(batch) { arrival.note(first, now: now) }
    history.admit(&batch.events)
    lines += batch.lines
    unparsed += batch.unparsed
    engine.ingest(batch, source: announced(engine, firstTime: FileInspection.firstTime(batch)))
  }

  private func announced(_ engine: Engine, firstTime: @autoclosure () -> Int64?) -> Int {
    if let source { return source }
    let parser: BlockParser? = if case .parser(let parser) = format.finding { parser } else { nil }
    let number =
      engine.source(named: path)
      ?? engine.addSource(
        name: path, format: parser?.format.name ?? "unknown", service: parser?.service ?? "",
        stampMeaning: parser?.format.stampMeaning ?? .completion, firstTime: firstTime())
    source = number
    return number
  }

  /// Finds its number again in an engine that was taken up.
  func resume(in engine: Engine) { source = engine.source(named: path) }
}
