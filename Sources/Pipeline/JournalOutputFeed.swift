import Formats
import Incidents
import Records
import Tailing

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
    if reader.duplicates > 0 {
      remarks.append(
        "\(reader.duplicates) entries are in \(reader.holders.joined(separator: ", ")), too, and were counted there")
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
      if case .entry(let place, _, _) = step { return place.realtime }
    }
    return nil
  }

  /// Times of the entries in a file's beginning.
  func times(in sample: [UInt8]) -> [Int64] {
    var entries = JournalOutputEntries(self, block: sample)
    var times: [Int64] = []
    while let step = entries.next({ _ in }) {
      if case .entry(let place, _, _) = step { times.append(place.realtime) }
    }
    return times
  }

  /// Time of the last entry in a file's end.
  func lastTime(in end: [UInt8]) -> Int64? {
    guard let start = unsafe nextEntry(in: end.span.bytes) else { return nil }
    var entries = JournalOutputEntries(self, block: Array(end[start...]))
    var last: Int64?
    while let step = entries.next({ _ in }) {
      if case .entry(let place, _, _) = step { last = place.realtime }
    }
    return last
  }
}
