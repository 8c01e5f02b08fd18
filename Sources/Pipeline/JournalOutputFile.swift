import Formats
import Incidents
import Records
import Tailing

/// A file into which `journalctl` printed entries for programs to read.
struct PrintedJournal {
  var path: String
  var output: JournalOutput
  /// Of the same file; needed where it cannot be read a second time.
  var sample: FileSample?
}

/// Goes through the entries of such a file.
struct JournalOutputFile {
  /// The entry at hand, as it was found without its fields.
  enum Peeked: Equatable {
    case entry(time: Int64, cursor: UInt64)
    /// What is none, behind an entry of that time.
    case unread(Int64)
    case end
  }

  private let output: JournalOutput
  private let blocks: FileBlocks
  private var entries: JournalOutputEntries?
  private var peeked: Peeked?
  /// Behind the entry at hand.
  private var ahead: JournalOutputEntries?
  private var lastTime: Int64?
  private(set) var gaps: [CoverageGap] = []
  var skippedBytes: UInt64 { blocks.skippedBytes }

  init(_ journal: PrintedJournal, blockSize: Int) throws(TailingError) {
    output = journal.output
    blocks = try FileBlocks(
      path: journal.path, sample: journal.sample, readSize: blockSize,
      boundaries: RecordBoundaries(
        wholeRecords: output.wholeEntries, nextRecord: output.nextEntry, cap: JournalOutput.entryCap))
  }

  /// The next entry, with its fields handed to `take`; nil at the end.
  mutating func next(_ take: (RawSpan) -> Void) -> JournalOutputEntries.Step? {
    peeked = nil
    while true {
      if let step = entries?.next(take) {
        if case .entry(let place, _, _) = step { lastTime = place.realtime }
        return step
      }
      guard let block = nextBlock() else { return nil }
      entries = JournalOutputEntries(output, block: block.bytes)
    }
  }

  /// The entry that `next` gives, which stays where it is.
  mutating func peek() -> Peeked {
    if let peeked { return peeked }
    let found: Peeked
    while true {
      ahead = entries
      switch ahead?.next({ _ in }) {
      case .entry(let place, let cursor, _)?: found = .entry(time: place.realtime, cursor: cursor)
      case .unread?: found = .unread(lastTime ?? Int64.min)
      case nil:
        guard let block = nextBlock() else {
          found = .end
          break
        }
        entries = JournalOutputEntries(output, block: block.bytes)
        continue
      }
      break
    }
    peeked = found
    return found
  }

  /// Goes on behind the entry that was looked at.
  mutating func skip() {
    if case .entry(let time, _) = peek() { lastTime = time }
    entries = ahead
    peeked = nil
  }

  /// The next block. After damage there is a last one with what was read before it.
  private mutating func nextBlock() -> Block? {
    do throws(TailingError) { return try blocks.next() } catch { gaps.append(CoverageGap(error, after: lastTime)) }
    return (try? blocks.next()) ?? nil
  }
}
