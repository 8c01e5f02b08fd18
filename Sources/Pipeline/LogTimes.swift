import Formats
import Foundation
import Tailing

/// What users know of the times in some log files: the zone of those that name none, and how wrong the clock was that they
/// are of.
package struct LogTimes: Sendable, Equatable {
  /// Patterns of absolute paths.
  package var files: [String]
  /// The name of a zone; nil: as everywhere.
  package var zone: String?
  /// Seconds by which the clock ran ahead; below 0, behind.
  package var ahead: Double

  package init(files: [String], zone: String? = nil, ahead: Double = 0) {
    self.files = files
    self.zone = zone
    self.ahead = ahead
  }
}

extension [LogTimes] {
  /// The rules for the file at `path`: the first entry whose patterns cover it counts.
  func rules(_ rules: ReadingRules, for path: String) -> ReadingRules {
    guard !isEmpty,
      let times = first(where: { LogGlob($0.files).covers(URL(fileURLWithPath: path).standardizedFileURL.path) })
    else { return rules }
    var rules = rules
    rules.zone = times.zone.flatMap { ZoneRules(named: $0) }
    rules.ahead = Int64((times.ahead * 1_000_000).rounded())
    return rules
  }
}
