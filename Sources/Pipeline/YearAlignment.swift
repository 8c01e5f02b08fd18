import Formats
import Tailing

/// Finds the year of files whose times name none by laying them beside the ones that name theirs: what was collected of a
/// past incident is of one time, and the latest year that a file can be of need not be its own.
enum YearAlignment {
  private static let day: Int64 = 86_400_000_000
  /// The mean year; that of a date's year and another one's differ by less than a day from a multiple of it.
  private static let year: Int64 = 31_556_952_000_000
  private static let yearsBack: Int64 = 30

  static func settle(_ found: inout [(ReplayInput, FileInspection)], zone: ZoneRules) {
    // Where all lie within some months, no year is wrong.
    let spans = found.map { input, inspection in begin(of: input, inspection) }
    let begins = spans.compactMap(\.self)
    guard let least = begins.min(), let most = begins.max(), most - least > year / 2 else { return }
    var known: [(first: Int64, last: Int64)] = []
    var open: [(index: Int, path: String, first: Int64, last: Int64)] = []
    for (index, (input, inspection)) in found.enumerated() {
      guard let first = spans[index] else { continue }
      let last = max(first, end(of: input, inspection) ?? first)
      // A file that was written until its last line is of that year.
      if case .file(let path) = input, last < ReplayInputs.newest(path) * 1_000_000 - day,
        namesNoYear(inspection, first, path, zone)
      {
        open.append((index, path, first, last))
      } else {
        known.append((first, last))
      }
    }
    guard let from = known.map(\.first).min(), let to = known.map(\.last).max(), !open.isEmpty else { return }
    // What was rotated before the others begin is moved with what lies beside them.
    let fits = (0...yearsBack).filter { years in
      open.contains { $0.first - years * year <= to + day && $0.last - years * year >= from - day }
    }
    guard fits.first != 0 else { return }
    for file in open {
      guard fits.count == 1 else {
        found[file.index].1.remarks.append(
          "times name no year: read in the latest one that they can be of before the file was last written; "
            + "'journalctl -o short-iso' prints it")
        continue
      }
      let newest = (file.last - fits[0] * year) / 1_000_000 + 43_200
      let own = found[file.index].1.rules.zone ?? zone
      found[file.index].1 = found[file.index].1.with(zone: own, newest: newest, path: file.path)
      found[file.index].1.remarks.append("times name no year: read in the one in which the other files are")
    }
  }

  /// Whether a file's times move with what its newest line is not after.
  private static func namesNoYear(
    _ inspection: FileInspection, _ first: Int64, _ path: String, _ zone: ZoneRules
  ) -> Bool {
    guard inspection.parser != nil, inspection.sample == nil else { return false }
    let before = (first - 2 * year) / 1_000_000
    let moved = inspection.with(zone: inspection.rules.zone ?? zone, newest: before, path: path)
    return moved.begin.map { first - $0 > year / 2 } ?? false
  }

  private static func begin(of input: ReplayInput, _ inspection: FileInspection) -> Int64? {
    switch input {
    case .journal(let paths): JournalReader.span(of: paths)?.first
    case .file: inspection.begin
    case .skipped: nil
    }
  }

  private static func end(of input: ReplayInput, _ inspection: FileInspection) -> Int64? {
    switch input {
    case .journal(let paths): return JournalReader.span(of: paths)?.last
    case .file(let path):
      if let output = inspection.journal { return PrintedJournals.lastTime(of: path, output) }
      guard let parser = inspection.parser else { return nil }
      let count = FormatSniffer.sampleBytes
      let end = FileSample.end(of: path, count: count) ?? FileSample.endOfContent(of: path, count: count)
      return end.flatMap { TimeSpan(parser.parse($0, offset: 1))?.last }
    case .skipped: return nil
    }
  }
}
