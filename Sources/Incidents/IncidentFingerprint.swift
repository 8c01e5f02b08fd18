/// What an incident was like, in features that another one may share: what failed where, on which routes or with which
/// message, and what the first candidate for its cause is.
///
/// Weights: 2 for each kind of signal of a service, 2 for all routes or templates of these together, 1 for the kind of
/// the first cause, 2 for its subject.
struct IncidentFingerprint: Sendable {
  /// A feature in words, and how much it weighs.
  private var weights: [String: Double] = [:]

  init(_ incident: Incident) {
    let observables = Dictionary(grouping: incident.signals) { "\($0.kind.rawValue) of \($0.service)" }
    for (observable, signals) in observables {
      weights[observable] = 2
      let routes = Set(signals.compactMap(\.route))
      for route in routes {
        weights["\(observable): \(Wording.oneLine(route, atMost: 120))", default: 0] += 2 / Double(routes.count)
      }
    }
    if let cause = incident.causes.first {
      weights["first cause of kind \(cause.kind.rawValue)"] = 1
      weights["first cause \(cause.kind.rawValue) \(Wording.oneLine(cause.subject, atMost: 120))"] = 2
    }
  }

  /// The weighted Jaccard similarity (Ruzicka), 0 to 1: of all that either has, how much both have.
  func similarity(to other: IncidentFingerprint) -> Double {
    var (common, all) = (0.0, 0.0)
    for feature in Set(weights.keys).union(other.weights.keys).sorted() {
      let (a, b) = (weights[feature] ?? 0, other.weights[feature] ?? 0)
      common += min(a, b)
      all += max(a, b)
    }
    return all > 0 ? common / all : 0
  }

  /// The features of both, the weightiest first.
  func shared(with other: IncidentFingerprint) -> [String] {
    let common = weights.keys.filter { other.weights[$0] != nil }
    return common.sorted { (-(weights[$0] ?? 0), $0) < (-(weights[$1] ?? 0), $1) }
  }
}
