import Formats
import Records
import Tailing

/// Finds files that `journalctl` printed of the same time and of the same entries, as exports of overlapping spans are: what
/// several of them hold counts in the one that begins first.
enum PrintedJournals {
  /// Notes in the inspections which files hold entries that others hold, too.
  static func share(_ found: inout [(ReplayInput, FileInspection)]) {
    guard found.count(where: { $0.1.journal != nil }) > 1 else { return }
    var spans: [Span] = []
    for (index, (input, inspection)) in found.enumerated() {
      // What can be read once cannot be looked at further on.
      guard case .file(let path) = input, let output = inspection.journal, inspection.sample == nil,
        let first = inspection.begin
      else { continue }
      spans.append(
        Span(
          index: index, journal: PrintedJournal(path: path, output: output), first: first,
          last: max(first, lastTime(of: path, output) ?? first)))
    }
    // Not by the order in which they were named.
    spans.sort { ($0.first, $0.journal.path) < ($1.first, $1.journal.path) }
    for group in groups(spans) where group.count > 1 {
      for (span, holders) in zip(group, holders(in: group)) {
        found[span.index].1.holders = holders.map { group[$0].journal }
      }
    }
  }

  private struct Span {
    /// Among the inputs.
    var index: Int
    var journal: PrintedJournal
    var first: Int64
    var last: Int64
  }

  /// Those whose times overlap, together.
  private static func groups(_ spans: [Span]) -> [[Span]] {
    var groups: [[Span]] = []
    var last = Int64.min
    for span in spans {
      if span.first > last || groups.isEmpty { groups.append([]) }
      groups[groups.count - 1].append(span)
      last = max(last, span.last)
    }
    return groups
  }

  /// For each file, the ones before it that hold some of its entries.
  private static func holders(in group: [Span]) -> [[Int]] {
    var holders = [Set<Int>](repeating: [], count: group.count)
    let readable = group.enumerated().compactMap { place, span in
      (try? JournalOutputFile(span.journal, blockSize: 262_144)).map { (place, $0) }
    }
    var entries = PrintedEntries(readable.map(\.1))
    while let (file, holder) = entries.foremost() {
      if holder < file { holders[readable[file].0].insert(readable[holder].0) }
      entries.files[file].skip()
    }
    return holders.map { $0.sorted() }
  }

  /// Entries of a file that are looked for in a journal.
  static let compared = 3

  /// Says so where a journal among the inputs holds what was printed, to the microsecond.
  static func warn(_ found: inout [(ReplayInput, FileInspection)]) {
    for case (.journal(let paths), _) in found {
      for index in found.indices where found[index].1.journal != nil {
        let times = found[index].1.printedTimes
        let isHeld =
          !times.isEmpty
          && times.allSatisfy { !JournalSample.entries(of: paths, from: $0, before: $0 + 1, count: 1).entries.isEmpty }
        guard isHeld else { continue }
        found[index].1.remarks.append(
          "it was printed of \(ReplayInput.journal(paths).name): what both hold counts twice; leave one of them out")
      }
    }
  }

  /// Bytes of a file's end that are read for the time of its last entry.
  private static let endBytes = 1 << 20

  /// Time of the last entry, microseconds; nil where it cannot be told.
  static func lastTime(of path: String, _ output: JournalOutput) -> Int64? {
    let end = FileSample.end(of: path, count: endBytes) ?? FileSample.endOfContent(of: path, count: endBytes)
    return end.flatMap(output.lastTime)
  }
}
