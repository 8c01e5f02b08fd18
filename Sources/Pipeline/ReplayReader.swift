import Formats
import Incidents
import Records
import Tailing

/// Reads one input of a replay: keeps a few blocks ahead in parsing and hands their batches to the engine in order.
final class ReplayReader {
  /// The engine's number of this source.
  private(set) var source = -1
  let size: Int64
  private(set) var bytesRead: Int64 = 0
  private(set) var isDone = false
  private let path: String
  /// Of the next block.
  private var parser: BlockParser?
  private let blockSize: Int
  private let index: Int
  private var blocks: FileBlocks?
  /// Of a file; a journal's records have their own.
  private var history = ContextEventHistory()
  private var journal: (any RecordFeed)?
  private var journalSize: Int64 = 0
  private var sample: FileSample?
  private var nextSequence = 0
  private var expected = 0
  private var parsed: [Int: RecordBatch] = [:]
  private var isRead = false
  /// Why the file was not read to its end; noted when all that was read is in the engine.
  private var failure: TailingError?
  /// What another source holds, too, and how many records of each were left out.
  private var mirrored: [(what: MirroredRecords, count: Int)]
  /// Blocks in parsing at a time.
  private static let ahead = 4

  init(
    _ input: ReplayInput, _ found: FileInspection, engine: Engine, service: String?, zone: ZoneRules, blockSize: Int
  ) {
    self.blockSize = blockSize
    mirrored = found.mirrored.map { ($0, 0) }
    switch input {
    case .journal(let paths):
      path = paths[0]
      size = paths.reduce(0) { $0 + ReplayInputs.size($1) }
      parser = nil
      let feed = JournalFeed(
        paths: paths,
        records: JournalRecords(
          service: service, times: TimeReader(zone: zone, newest: ReplayInputs.newest(path)), rules: found.rules))
      journal = feed
      journalSize = size
      source = engine.addSource(
        name: input.name, format: "journal", service: service ?? "", stampMeaning: .completion,
        firstTime: feed.firstTime)
      index = source
      for remark in found.remarks { engine.note(remark, source: source) }
    case .skipped(let path, let reason):
      self.path = path
      size = 0
      parser = nil
      isDone = true
      source = engine.addSource(
        name: path, format: "skipped", service: "", stampMeaning: .completion, firstTime: nil)
      index = source
      engine.note(reason, source: source)
      engine.end(source: source)
    case .file(let path):
      self.path = path
      size = found.parser == nil && found.journal == nil ? 0 : ReplayInputs.size(path)
      parser = found.parser
      sample = found.sample
      source = engine.addSource(
        name: path, format: found.parser?.format.name ?? found.journal?.rawValue ?? found.reason,
        service: found.parser?.service ?? "", stampMeaning: found.parser?.format.stampMeaning ?? .completion,
        firstTime: found.firstTime)
      index = source
      for remark in found.remarks { engine.note(remark, source: source) }
      if let gap = found.gap { engine.note(gap, source: source) }
      if found.journal != nil {
        journalSize = size
        do throws(TailingError) {
          journal = try found.journalFeed(of: path, service: service, zone: zone, blockSize: blockSize)
        } catch {
          engine.note(CoverageGap(error, after: nil), source: source)
        }
      }
      if found.parser == nil, journal == nil {
        isDone = true
        engine.end(source: source)
      }
    }
  }

  /// Hands the next batch to the engine.
  func advance(_ engine: Engine, group: inout TaskGroup<ParsedBlock>, readers: [ReplayReader]) async {
    if let journal { return advance(journal, engine) }
    fill(engine, &group)
    while parsed[expected] == nil {
      guard expected < nextSequence, let block = await group.next() else {
        isDone = true
        blocks = nil
        if let failure { engine.note(CoverageGap(failure, after: engine.lastTime(of: source)), source: source) }
        noteMirrored(engine)
        engine.end(source: source)
        return
      }
      readers[block.reader].parsed[block.sequence] = block.batch
    }
    guard var batch = parsed.removeValue(forKey: expected) else { return }
    expected += 1
    fill(engine, &group)
    history.admit(&batch.events)
    leaveOutMirrored(of: &batch)
    engine.ingest(batch, source: source)
    bytesRead += Int64(batch.bytes.count)
  }

  private func advance(_ journal: any RecordFeed, _ engine: Engine) {
    if var batch = journal.next() {
      leaveOutMirrored(of: &batch)
      engine.ingest(batch, source: source)
      return
    }
    for gap in journal.gaps { engine.note(gap, source: source) }
    for remark in journal.remarks { engine.note(remark, source: source) }
    noteMirrored(engine)
    bytesRead = journalSize
    isDone = true
    self.journal = nil
    engine.end(source: source)
  }

  private func leaveOutMirrored(of batch: inout RecordBatch) {
    for i in mirrored.indices { mirrored[i].count += batch.leaveOut(mirrored[i].what) }
  }

  private func noteMirrored(_ engine: Engine) {
    for (what, count) in mirrored where count > 0 {
      let records = if case .messages = what.kind { "messages" } else { "requests" }
      engine.note("\(count) \(records) are in \(what.holder), too, and were counted there", source: source)
    }
  }

  private func fill(_ engine: Engine, _ group: inout TaskGroup<ParsedBlock>) {
    guard let first = parser else { return }
    do throws(TailingError) {
      if blocks == nil, !isRead {
        blocks = try FileBlocks(
          path: path, sample: sample, readSize: blockSize,
          boundaries: RecordBoundaries(
            wholeRecords: first.wholeRecords, nextRecord: first.nextRecord, cap: first.recordCap))
      }
      while !isRead, nextSequence - expected < ReplayReader.ahead {
        guard let block = try blocks?.next() else {
          isRead = true
          break
        }
        let sequence = nextSequence
        let reader = index
        let parser = parser ?? first
        nextSequence += 1
        group.addTask {
          ParsedBlock(
            reader: reader, sequence: sequence,
            batch: parser.parse(block.bytes, offset: block.offset, isCapped: block.isCapped))
        }
        self.parser = parser.behind(block.bytes)
      }
    } catch {
      failure = error
      // What was read before the damage is still to come.
      if blocks == nil { isRead = true } else { fill(engine, &group) }
    }
  }
}

extension CoverageGap {
  init(_ error: JournalError) {
    self.init(
      from: error.from.map { Timestamp(microseconds: $0) }, to: error.to.map { Timestamp(microseconds: $0) },
      reason: error.description, lost: error.lost.map { Int(clamping: $0) })
  }

  init(_ error: TailingError, after last: Int64?) {
    let reason =
      switch error.reason {
      case .open: "could not be opened: \(error.systemMessage)"
      case .read: "reading failed at byte \(error.offset): \(error.systemMessage)"
      case .truncatedCompression: "the compressed file ends within its data, after \(error.offset) bytes of content"
      case .corruptCompression: "the compressed file is damaged after \(error.offset) bytes of content"
      case .refused, .watch: error.description
      case .largeCompression: "the compressed file takes more than 128 MiB of memory to read: decompress it first"
      }
    self.init(from: last.map { Timestamp(microseconds: $0) }, to: nil, reason: reason, lost: nil)
  }
}
