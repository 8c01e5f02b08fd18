import Formats
import Incidents
import Records
import Tailing

/// Reads the entries that `journalctl` printed into a file.
final class JournalOutputReader {
  private let output: JournalOutput
  private let blocks: FileBlocks
  private var entries: JournalOutputEntries?
  /// Entries read.
  private var count: UInt64 = 0
  private var lastTime: Int64?
  private var isAtEnd = false
  /// What could not be read: complete at the end.
  private(set) var gaps: [CoverageGap] = []
  var skippedBytes: UInt64 { blocks.skippedBytes }
  /// Messages that journalctl left out, since they are long.
  private(set) var messagesLeftOut = 0

  /// - Parameter sample: of the same file; needed where it cannot be read a second time.
  init(path: String, _ sample: FileSample?, _ output: JournalOutput, blockSize: Int) throws(TailingError) {
    self.output = output
    blocks = try FileBlocks(
      path: path, sample: sample, readSize: blockSize,
      boundaries: RecordBoundaries(
        wholeRecords: output.wholeEntries, nextRecord: output.nextEntry, cap: JournalOutput.entryCap))
  }

  /// The next entries; nil at the end.
  func next() -> JournalBatch? {
    while !isAtEnd {
      if entries == nil { entries = nextBlock().map { JournalOutputEntries(output, block: $0.bytes) } }
      guard entries != nil else {
        isAtEnd = true
        break
      }
      let batch = JournalCondensing.batch(first: count) { take in
        switch entries?.next(take) {
        case .entry(let place, let isCut):
          if isCut { messagesLeftOut += 1 }
          return .entry(place)
        case .unread: return .damaged
        case nil: return nil
        }
      }
      guard let batch else {
        entries = nil
        continue
      }
      count += UInt64(batch.entries.count)
      lastTime = batch.entries.last?.place.realtime ?? lastTime
      return batch
    }
    return nil
  }

  /// The next block. After damage there is a last one with what was read before it.
  private func nextBlock() -> Block? {
    do throws(TailingError) { return try blocks.next() } catch { gaps.append(CoverageGap(error, after: lastTime)) }
    return (try? blocks.next()) ?? nil
  }
}

/// Reads a file that `journalctl` printed as the journal that it was printed from.
final class JournalOutputFeed: RecordFeed {
  private let reader: JournalOutputReader
  private var records: JournalRecords
  private var isAtEnd = false

  init(_ reader: JournalOutputReader, _ records: JournalRecords) {
    self.reader = reader
    self.records = records
  }

  var gaps: [CoverageGap] { reader.gaps }
  var remarks: [String] {
    var remarks: [String] = []
    if reader.skippedBytes > 0 {
      remarks.append("\(reader.skippedBytes) bytes of entries longer than 1 MiB were left out")
    }
    if reader.messagesLeftOut > 0 {
      remarks.append(
        "\(reader.messagesLeftOut) messages are missing: journalctl leaves out long ones unless it is run with --all")
    }
    return remarks
  }

  func next() -> RecordBatch? {
    guard !isAtEnd else { return nil }
    if let batch = reader.next() { return records.convert(batch) }
    isAtEnd = true
    return records.finish()
  }
}

extension JournalOutput {
  /// Time of the first entry in a file's beginning, microseconds since the epoch.
  func firstTime(in sample: [UInt8]) -> Int64? {
    var entries = JournalOutputEntries(self, block: sample)
    while let step = entries.next({ _ in }) {
      if case .entry(let place, _) = step { return place.realtime }
    }
    return nil
  }

  /// Times of the entries in a file's beginning.
  func times(in sample: [UInt8]) -> [Int64] {
    var entries = JournalOutputEntries(self, block: sample)
    var times: [Int64] = []
    while let step = entries.next({ _ in }) {
      if case .entry(let place, _) = step { times.append(place.realtime) }
    }
    return times
  }

  /// Time of the last entry in a file's end.
  func lastTime(in end: [UInt8]) -> Int64? {
    guard let start = unsafe nextEntry(in: end.span.bytes) else { return nil }
    var entries = JournalOutputEntries(self, block: Array(end[start...]))
    var last: Int64?
    while let step = entries.next({ _ in }) {
      if case .entry(let place, _) = step { last = place.realtime }
    }
    return last
  }
}
