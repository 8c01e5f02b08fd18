import Tailing

/// Finds the zone of files whose times name none by laying them beside the ones that name theirs: logs that were
/// collected together begin and end together.
enum ZoneAlignment {
  /// How far beginnings and ends may lie apart, microseconds.
  private static let tolerance: Int64 = 150_000_000

  /// The offset from UTC (seconds) by which the zone-less files have to be moved back to begin and end with the others;
  /// nil where none, or more than one, does that, or where they already do.
  static func offset(of inputs: [(ReplayInput, FileInspection)]) -> Int64? {
    var zoned: [(first: Int64, last: Int64)] = []
    var zoneless: [(first: Int64, last: Int64)] = []
    for (input, inspection) in inputs {
      switch input {
      case .journal(let paths):
        if let span = JournalReader.span(of: paths) { zoned.append(span) }
      case .file(let path):
        guard let first = inspection.firstTime, let last = inspection.lastTime(of: path) else { continue }
        if inspection.assumesZone { zoneless.append((first, last)) } else { zoned.append((first, last)) }
      case .skipped: break
      }
    }
    guard let first = zoned.map(\.first).min(), let last = zoned.map(\.last).max(),
      let ownFirst = zoneless.map(\.first).min(), let ownLast = zoneless.map(\.last).max(), ownLast > ownFirst
    else { return nil }
    let fits = stride(from: Int64(-12 * 3600), through: 14 * 3600, by: 900).filter { offset in
      abs(ownFirst - offset * 1_000_000 - first) <= tolerance && abs(ownLast - offset * 1_000_000 - last) <= tolerance
    }
    return fits.count == 1 && fits[0] != 0 ? fits[0] : nil
  }
}
