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
    /// What users had declared when these were found (`FormatSet.fingerprint`).
    var declared: String?
    var history: ContextEventHistory
    /// What its times named last as their offset from UTC, seconds.
    var zoneOffset: Int64?
    /// What of it another source holds, too; nil where nothing.
    var mirror: LiveMirror?

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
  /// What of it another source holds, too.
  private(set) var mirror: LiveMirror
  /// What keeps it from being read as it should be.
  var degraded: String? { trouble ?? refusal ?? skewRemark }
  private var trouble: String?
  /// Why what it holds is not read.
  private var refusal: String?
  private var arrival = ArrivalDelay()
  private var skew = ClockSkew()
  /// That its clock or its zone is wrong, as far as that was seen.
  private(set) var skewRemark: String?
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
    mirror = stored?.mirror ?? LiveMirror()
    tail = FileTail(
      path: path, position: stored?.file, start: start, settings: settings,
      boundaries: { format.boundaries(of: $0) }, pool: pool)
  }

  var path: String { tail.path }

  var position: Position {
    Position(
      file: tail.position, formats: format.identifiers, declared: format.declared, history: history,
      zoneOffset: zoneOffset,
      mirror: mirror.isEmpty ? nil : mirror)
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
  ///   - reach: how far the sources that `mirror` names have been read.
  /// - Returns: whether one of these has been given up.
  @discardableResult
  func apply(
    _ events: [TailEvent], to engine: Engine, now: Moment, zone: ZoneRules,
    reach: LiveMirror.Reaches = LiveMirror.Reaches()
  ) -> Bool {
    var isGivenUp = false
    defer {
      wasCaughtUp = !tail.isBehind
      if wasCaughtUp, caughtUp == nil { caughtUp = now.elapsed }
    }
    for event in events {
      switch event.kind {
      case .block(let block):
        guard let batch = records(of: block, event.generation, engine, now, zone), let source else { break }
        let isLost = engine.ingest(batch, source: source, without: &mirror, reach, now: now.wall)
        isGivenUp = isGivenUp || isLost
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
    return isGivenUp
  }

  /// The records of a block, of a source that is announced then; nil where it is not read.
  private func records(
    of block: Block, _ generation: Int, _ engine: Engine, _ now: Moment, _ zone: ZoneRules
  ) -> RecordBatch? {
    bytes += UInt64(block.bytes.count)
    guard var batch = format.parse(block, generation: generation, now: now.wall, zone: zone) else {
      if case .refused(let reason) = format.finding(of: generation) { refusal = reason }
      return nil
    }
    refusal = nil
    history.admit(&batch.events)
    if let offset = batch.zoneOffset { zoneOffset = offset }
    if !batch.requests.isEmpty { holdsRequests = true }
    let first = FileInspection.firstTime(batch)
    arrival.note(wasCaughtUp ? first : nil, now: seen(now))
    if wasCaughtUp, let last = FileInspection.lastTime(batch) { note(newest: last, batch, zone, now) }
    lines += batch.lines
    unparsed += batch.unparsed
    _ = announced(engine, generation, firstTime: first)
    return batch
  }

  private func note(newest: Int64, _ batch: RecordBatch, _ zone: ZoneRules, _ now: Moment) {
    skew.note(newest: newest, now: now)
    let assumed = format.zone ?? zone
    let isAssumed = batch.zoneAssumed > 0
    skewRemark = skew.ahead.map { ahead in
      ClockSkew.remark(
        ahead: ahead, assumedOffset: isAssumed ? assumed.offset(at: now.wall.second) : nil)
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
    engine.note(mirror, source: number)
    return number
  }

  /// Leaves what another source holds, too, to that one.
  func leave(_ mirrored: MirroredRecords, to holder: String, _ engine: Engine) {
    mirror.leave(mirrored, to: holder)
    guard let source else { return }
    engine.note(mirror, source: source)
    // What was learnt of how many requests come was of both.
    if case .requests = mirrored.kind { engine.recount(source, service: nil) }
  }

  /// Finds its number again in an engine that was taken up.
  func resume(in engine: Engine) {
    source = engine.source(named: path)
    if let source { engine.resume(source: source) }
  }
}
