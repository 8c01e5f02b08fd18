import Incidents
import Records
import Tailing

/// Logs with requests that have nothing more long before the others end. Whether nobody came, or the log was copied then,
/// they do not tell.
struct CeasedLogs {
  /// Of fewer requests nobody can say how they usually come.
  static let leastRequests = 100
  /// Seconds that may lie between the ends of logs that were copied one after the other.
  static let leastSeconds = 300.0
  /// So many times the longest pause within a log is far beyond what is usual.
  static let factor = 10.0

  struct Ceased: Equatable {
    /// The source that was written last.
    var source: Int
    var name: String
    var last: Timestamp
    /// Until when the other logs go on.
    var others: Timestamp

    /// What there is to know of it, behind its name.
    var remark: String {
      "nothing after \(last), while the other logs go on until \(others): requests that were not logged cannot be counted"
    }

    var caveat: String { "\(name.split(separator: "/").last ?? "A log") has \(remark)." }
  }

  let logs: [Ceased]

  /// - Parameter ledgers: of the sources, by their numbers.
  init(_ ledgers: [SourceLedger]) {
    let read = ledgers.enumerated().filter { $0.element.last != Int64.min }.map {
      (source: $0.offset, ledger: $0.element)
    }
    // What was rotated of a log is that log.
    let logs = Dictionary(grouping: read) { RotatedName.unrotated($0.ledger.name) }
    let ends = logs.compactMapValues { $0.map(\.ledger.last).max() }
    self.logs = logs.sorted { $0.key < $1.key }.compactMap { log, members in
      guard let newest = members.max(by: { $0.ledger.last < $1.ledger.last }),
        let others = ends.filter({ $0.key != log }).values.max(),
        members.reduce(0, { $0 + $1.ledger.requests }) >= Self.leastRequests
      else { return nil }
      let last = newest.ledger.last
      let margin = Double(others - last) / 1_000_000
      let pause = Double(Self.longestPause(members.map(\.ledger))) / 1_000_000
      guard margin >= max(Self.leastSeconds, Self.factor * pause) else { return nil }
      return Ceased(
        source: newest.source, name: newest.ledger.name, last: Timestamp(microseconds: last),
        others: Timestamp(microseconds: others))
    }
  }

  /// Microseconds; between the files that a log was rotated into as well.
  private static func longestPause(_ ledgers: [SourceLedger]) -> Int64 {
    var (longest, end) = (Int64(0), Int64.max)
    for ledger in ledgers.sorted(by: { $0.first < $1.first }) {
      longest = max(longest, ledger.longestPause, end == Int64.max ? 0 : ledger.first - end)
      end = end == Int64.max ? ledger.last : max(end, ledger.last)
    }
    return longest
  }

  /// The incidents, those that one of the logs tells nothing or not all of saying so.
  func noted(in incidents: [Incident]) -> [Incident] {
    incidents.map { incident in
      var incident = incident
      incident.caveats += logs.filter { $0.last < incident.knownUntil }.map(\.caveat)
      return incident
    }
  }
}
