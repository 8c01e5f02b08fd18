import Tailing

/// Finds files that need not be read since another one holds all that is in them: a copy under another name, a log
/// beside the archive that rotation makes of it, a copy of a log that has grown since.
enum FileCopies {
  /// - Parameter files: with the line that each begins with. Only those that begin alike are compared, as far as they
  ///   are alike; lines of logs hold their times, so that these are copies as good as always.
  /// - Returns: for each file that need not be read, the one to read instead: the longest, of equal ones that with the
  ///   shortest name.
  static func find(_ files: [(path: String, firstLine: [UInt8])]) -> [String: String] {
    var found: [String: String] = [:]
    for alike in Dictionary(grouping: files, by: \.firstLine).values where alike.count > 1 {
      let paths = alike.map(\.path).sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
      var kept: [String] = []
      for path in paths {
        if let i = kept.indices.first(where: { leaves(kept[$0], path, &found) }) {
          if found[path] == nil { kept[i] = path }
        } else {
          kept.append(path)
        }
      }
    }
    return found
  }

  /// Whether one of two files need not be read; notes which.
  private static func leaves(_ kept: String, _ path: String, _ found: inout [String: String]) -> Bool {
    switch ContentComparison(kept, path) {
    case .same, .secondBegins: found[path] = kept
    case .firstBegins:
      for (other, holder) in found where holder == kept { found[other] = path }
      found[kept] = path
    case .differs: return false
    }
    return true
  }
}
