import Formats
import Records
import Tailing

/// Finds files that `journalctl` printed of the same time, as exports of overlapping spans or of several units are: they are
/// read together as one journal, so that what several of them hold counts once.
enum PrintedJournals {
  /// Notes in the inspections what is read with what.
  static func join(_ found: inout [(ReplayInput, FileInspection)]) {
    guard found.count(where: { $0.1.journal != nil }) > 1 else { return }
    var spans: [(index: Int, path: String, first: Int64, last: Int64)] = []
    for (index, (input, inspection)) in found.enumerated() {
      // What can be read once cannot be looked at further on.
      guard case .file(let path) = input, let output = inspection.journal, inspection.sample == nil,
        let first = inspection.begin
      else { continue }
      spans.append((index, path, first, max(first, lastTime(of: path, output) ?? first)))
    }
    spans.sort { ($0.first, $0.path) < ($1.first, $1.path) }
    var holder: (index: Int, path: String, last: Int64)?
    for span in spans {
      guard let known = holder, span.first <= known.last, let output = found[span.index].1.journal else {
        holder = (span.index, span.path, span.last)
        continue
      }
      holder?.last = max(known.last, span.last)
      found[known.index].1.joined.append(PrintedJournal(path: span.path, output: output))
      found[span.index].1.journal = nil
      found[span.index].1.reason = output.rawValue
      found[span.index].1.remarks.append("read with \(known.path), as one journal: what both hold counts once")
    }
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
