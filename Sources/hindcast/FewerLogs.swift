import Incidents
import Records

/// Incidents that a replay of some of their logs tells anew: what the others had to say is told no more.
enum FewerLogs {
  /// - Parameters:
  ///   - before: the incidents as they were stored.
  ///   - after: those that took their places.
  ///   - read: the logs that were read this time.
  static func remarks(before: [Incident], after: [Incident], read: Set<String>) -> [String] {
    let earlier = Dictionary(before.map { ($0.id, $0.sources) }) { first, _ in first }
    return after.compactMap { incident in
      let now = incident.sources
      guard let was = earlier[incident.id], now.count < was.count else { return nil }
      let missing = was.subtracting(now).subtracting(read).sorted()
      guard !missing.isEmpty else { return nil }
      return
        "\(incident.id) rested on more logs before, which this replay did not read: \(missing.joined(separator: ", ")); "
        + "replay all of them together to have it whole again"
    }
  }
}

extension Incident {
  /// The logs that what was measured and observed rests on.
  fileprivate var sources: Set<String> {
    let observed = timeline.filter { $0.origin != .noted }.flatMap(\.evidence)
    return Set((observed + causes.flatMap(\.evidence) + ruledOut.flatMap(\.evidence)).map(\.source))
  }
}
