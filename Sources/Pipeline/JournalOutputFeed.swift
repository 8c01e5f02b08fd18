import Formats
import Incidents
import Records
import Tailing

/// Reads a file that `journalctl` printed as the journal that it was printed from.
final class JournalOutputFeed: RecordFeed {
  private let output: JournalOutput
  private let blocks: FileBlocks
  private var records: JournalRecords
  private var entries: JournalOutputEntries?
  /// Entries read.
  private var count: UInt64 = 0
  private(set) var gaps: [CoverageGap] = []
  private var lastTime: Int64?
  private var isAtEnd = false

  var remarks: [String] {
    blocks.skippedBytes > 0 ? ["\(blocks.skippedBytes) bytes of entries longer than 1 MiB were left out"] : []
  }

  /// - Parameter sample: of the same file; needed where it cannot be read a second time.
  init(
    path: String, _ sample: FileSample?, _ output: JournalOutput, _ records: JournalRecords, blockSize: Int
  ) throws(TailingError) {
    self.output = output
    self.records = records
    blocks = try FileBlocks(
      path: path, sample: sample, readSize: blockSize,
      boundaries: RecordBoundaries(
        wholeRecords: output.wholeEntries, nextRecord: output.nextEntry, cap: JournalOutput.entryCap))
  }

  func next() -> RecordBatch? {
    while !isAtEnd {
      if entries == nil { entries = nextBlock().map { JournalOutputEntries(output, block: $0.bytes) } }
      guard entries != nil else {
        isAtEnd = true
        return records.finish()
      }
      let batch = JournalCondensing.batch(first: count) { take in
        switch entries?.next(take) {
        case .entry(let place, let isCut): .entry(place, isCut: isCut)
        case .unread: .damaged
        case nil: nil
        }
      }
      guard let batch else {
        entries = nil
        continue
      }
      count += UInt64(batch.entries.count)
      lastTime = batch.entries.last?.place.realtime ?? lastTime
      return records.convert(batch)
    }
    return nil
  }

  /// The next block. After damage there is a last one with what was read before it.
  private func nextBlock() -> Block? {
    do throws(TailingError) { return try blocks.next() } catch { gaps.append(CoverageGap(error, after: lastTime)) }
    return (try? blocks.next()) ?? nil
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
}
