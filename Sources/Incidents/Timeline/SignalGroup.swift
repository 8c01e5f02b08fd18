import Records

/// The signals of one kind and service: their routes are told of together.
struct SignalGroup {
  let kind: SignalKind
  let service: String
  /// In the order of their onsets.
  let signals: [SignalFacts]

  static func of(_ signals: [SignalFacts]) -> [SignalGroup] {
    var groups: [String: [SignalFacts]] = [:]
    for signal in signals {
      groups["\(signal.signal.kind.rawValue)\u{0}\(signal.signal.service)", default: []].append(signal)
    }
    let all = groups.values.map { signals in
      let ordered = signals.sorted { a, b in
        if a.signal.startedAt != b.signal.startedAt { return a.signal.startedAt < b.signal.startedAt }
        return (a.signal.route ?? "", a.signal.id) < (b.signal.route ?? "", b.signal.id)
      }
      return SignalGroup(kind: ordered[0].signal.kind, service: ordered[0].signal.service, signals: ordered)
    }
    return all.sorted { a, b in
      if a.startedAt != b.startedAt { return a.startedAt < b.startedAt }
      if a.order != b.order { return a.order < b.order }
      return a.service < b.service
    }
  }

  var family: SignalFamily { SignalFamily(kind) }
  var isOfMessages: Bool { family == .errors }
  /// Whether it is below what is usual, not above.
  var isFalling: Bool { family == .missing }

  /// Whether nothing at all came.
  var isComplete: Bool { isFalling && signals.contains { $0.signal.peak == 0 } }

  /// What users feel comes first.
  private var order: Int { SignalKind.allCases.firstIndex(of: kind) ?? 0 }
  var startedAt: Timestamp { signals[0].signal.startedAt }
  var observations: Int { signals.reduce(0) { $0 + $1.signal.weight } }
  var routes: [String] {
    var seen: Set<String> = []
    return signals.compactMap(\.signal.route).filter { seen.insert($0).inserted }
  }

  /// The signal that was furthest from its usual value.
  var worst: SignalFacts {
    signals.dropFirst().reduce(signals[0]) { best, next in departure(next) > departure(best) ? next : best }
  }

  /// Of latencies, both how much and how many times: neither 4 ms that become 40 nor 10 s that become 12 are the worst.
  func departure(_ facts: SignalFacts) -> Double {
    let signal = facts.signal
    let peak = signal.peak ?? signal.baseline
    if isFalling { return signal.baseline - peak }
    let excess = peak - signal.baseline
    return signal.unit == "ms" ? excess * (peak / max(1, signal.baseline)) : excess
  }

  /// `5xx share of nginx`, on a route where one is named.
  func subject(route: String?) -> String {
    let place = [service, route.map { Wording.oneLine($0, atMost: 100) }].compactMap(\.self).joined(separator: " ")
    return switch kind {
    case .serverErrors: "5xx share of \(place)"
    case .latency: "95th percentile of the latency of \(place)"
    case .errorBurst: "rate of the message \(quoted(route)) of \(service)"
    case .newError: "rate of the new error \(quoted(route)) of \(service)"
    case .trafficDrop: "request rate of \(place)"
    case .silence: "record rate of \(place)"
    }
  }

  private func quoted(_ route: String?) -> String { "`" + Wording.oneLine(route ?? "", atMost: 100) + "`" }

  static func value(_ value: Double, unit: String) -> String {
    switch unit {
    case "ratio": Wording.percent(share: value)
    case "ms": Wording.milliseconds(value)
    case "per_minute": Wording.decimal(value) + " a minute"
    default: Wording.decimal(value) + (unit.isEmpty ? "" : " " + unit)
    }
  }
}
