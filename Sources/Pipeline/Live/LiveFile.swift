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
    /// Identifiers of the formats of its generations.
    var formats: [Int: String]
    var history: ContextEventHistory
    /// What its times named last as their offset from UTC, seconds.
    var zoneOffset: Int64?
    /// Path of another file that holds the same requests.
    var holder: String?

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
  private(set) var holdsRequests = false
  /// What its times named last as their offset from UTC, seconds.
  private(set) var zoneOffset: Int64?
  /// Path of another file that holds the same requests.
  private(set) var holder: String?
  /// Requests that were left out since the holder came as far as `reach`.
  private var ahead = (requests: 0, reach: Int64.min)
  private static let mostAhead = 20
  /// What keeps it from being read as it should be.
  var degraded: String? { trouble ?? refusal }
  private var trouble: String?
  /// Why what it holds is not read.
  private var refusal: String?
  private var arrival = ArrivalDelay()
  /// Whether the file had been read to its end when the last block came.
  private var wasCaughtUp = false
  /// When the file was last seen without the record that is held back; nil where that is not known.
  private(set) var heldAfter: Duration?
  /// Since when it is.
  private var heldSince: Duration?
  /// When it had been read to its end for the first time.
  private var caughtUp: Duration?

  /// - Parameter start: where it is begun where nothing was stored of it.
  init(
    path: String, stored: Position?, start: FileTail.Start, format: LiveFormat, settings: FileTail.Settings,
    pool: DescriptorPool
  ) {
    self.format = format
    history = stored?.history ?? ContextEventHistory()
    zoneOffset = stored?.zoneOffset
    holder = stored?.holder
    tail = FileTail(
      path: path, position: stored?.file, start: start, settings: settings,
      boundaries: { format.boundaries(of: $0) }, pool: pool)
  }

  var path: String { tail.path }

  var position: Position {
    Position(file: tail.position, formats: format.identifiers, history: history, zoneOffset: zoneOffset, holder: holder)
  }

  /// Seconds that are waited for a second's last records.
  func lateness(_ now: Moment) -> Int64 { arrival.lateness(now) }

  /// When the first record of what a poll gave was there to be read.
  private func seen(_ now: Moment) -> Moment {
    guard let heldSince else { return now }
    return Moment(wall: now.wall.advanced(bySeconds: (heldSince - now.elapsed) / .seconds(1)), elapsed: now.elapsed)
  }

  /// Takes notice of a last record that is held back since the last poll.
  /// - Parameter moment: what that poll found new was written after it; nil where that is not known.
  func noteHeld(after moment: Duration?) {
    guard tail.heldBackSince != heldSince else { return }
    heldSince = tail.heldBackSince
    // What lay there when it was not read to its end may be older.
    heldAfter = moment.flatMap { moment in caughtUp.flatMap { $0 <= moment ? moment : nil } }
  }

  /// Hands what a poll gave to the engine.
  /// - Parameters:
  ///   - zone: of times that name none.
  ///   - reach: the last second of `holder` so far, or the greatest number where more of it is still to be read.
  func apply(_ events: [TailEvent], to engine: Engine, now: Moment, zone: ZoneRules, reach: Int64) {
    defer {
      wasCaughtUp = !tail.isBehind
      if wasCaughtUp, caughtUp == nil { caughtUp = now.elapsed }
    }
    for event in events {
      switch event.kind {
      case .block(let block):
        apply(block, of: event.generation, to: engine, now: now, zone: zone, reach: reach)
      case .gap(let gap):
        if gap.reason != .hole {
          let source = announced(engine, event.generation, firstTime: nil)
          engine.note(
            CoverageGap(
              from: engine.lastTime(of: source).map { Timestamp(microseconds: $0) }, to: now.wall,
              reason: gap.description, lost: nil), source: source)
        }
      case .ended: format.end(event.generation)
      case .degraded(let error): trouble = error.description
      case .recovered: trouble = nil
      }
    }
  }

  private func apply(
    _ block: Block, of generation: Int, to engine: Engine, now: Moment, zone: ZoneRules, reach: Int64
  ) {
    bytes += UInt64(block.bytes.count)
    guard var batch = format.parse(block, generation: generation, now: now.wall, zone: zone) else {
      if case .refused(let reason) = format.finding(of: generation) { refusal = reason }
      return
    }
    refusal = nil
    history.admit(&batch.events)
    if let offset = batch.zoneOffset { zoneOffset = offset }
    if !batch.requests.isEmpty { holdsRequests = true }
    let first = FileInspection.firstTime(batch)
    arrival.note(wasCaughtUp ? first : nil, now: seen(now))
    lines += batch.lines
    unparsed += batch.unparsed
    let source = announced(engine, generation, firstTime: first)
    guard holder != nil, let last = batch.requests.last?.end else { return engine.ingest(batch, source: source) }
    leaveOutMirrored(of: &batch, reach)
    engine.ingest(batch, source: source)
    // It has been read as far as without a mirror.
    engine.pass(source: source, to: last)
  }

  /// Leaves out the requests that the holder has, too. Where it falls behind by more requests than a log that is
  /// written at the same time would, it has been given up: from there on they count here. They are fewer than what
  /// makes a fall in traffic.
  private func leaveOutMirrored(of batch: inout RecordBatch, _ reach: Int64) {
    if ahead.reach != reach { ahead = (0, reach) }
    batch.requests.removeAll { request in
      guard holder != nil else { return false }
      let second = Engine.second(request.end)
      guard reach < second - 1 else { return true }
      ahead.requests += 1
      if ahead.requests > LiveFile.mostAhead, reach < second - 10 { holder = nil }
      return holder != nil
    }
  }

  private func announced(_ engine: Engine, _ generation: Int, firstTime: @autoclosure () -> Int64?) -> Int {
    if let source { return source }
    let parser: BlockParser? = if case .parser(let parser) = format.finding(of: generation) { parser } else { nil }
    let number =
      engine.source(named: path)
      ?? engine.addSource(
        name: path, format: parser?.format.name ?? "unknown", service: parser?.service ?? "",
        stampMeaning: parser?.format.stampMeaning ?? .completion, firstTime: firstTime())
    source = number
    noteHolder(engine)
    return number
  }

  /// Leaves the requests to another file that holds them, too.
  func leaveRequests(to path: String, _ engine: Engine) {
    holder = path
    if source != nil { noteHolder(engine) }
  }

  private func noteHolder(_ engine: Engine) {
    guard let holder, let source else { return }
    let remark = "its requests are in \(holder), too, and are counted there"
    if !engine.sources[source].ledger.remarks.contains(remark) { engine.note(remark, source: source) }
  }

  /// Finds its number again in an engine that was taken up.
  func resume(in engine: Engine) {
    source = engine.source(named: path)
    if let source { engine.resume(source: source) }
  }
}
