import Records

/// Messages of one meaning in an incident, and how well they explain it.
struct SignatureFindings {
  let label: String
  let strength: Double
  let messages: [MessageFacts]

  var count: Int { messages.reduce(0) { $0 + $1.count } }
  var usual: Double { messages.reduce(0) { $0 + max(0, $1.usualCount) } }
  var firstAt: Timestamp { messages.map(\.firstAt).min() ?? Timestamp(seconds: 0) }
  var services: [String] { Set(messages.map(\.service).filter { !$0.isEmpty }).sorted() }

  /// 0..1: by how many there are (alone and against the failed requests), how unusual that is, and how soon after
  /// the onset it began.
  func weight(_ facts: IncidentFacts) -> Double {
    let excess = max(0, Double(count) - usual)
    let volume = max(Self.logarithmic(excess), min(1, excess / max(1, 0.3 * Double(facts.impact.failed))))
    let absence = min(1, excess / max(1, Double(count)))
    return strength * (0.35 + 0.65 * volume) * (0.3 + 0.7 * absence) * Self.promptness(firstAt, facts)
  }

  /// 1 at a hundred.
  private static func logarithmic(_ count: Double) -> Double {
    var value = count
    var digits = 0.0
    while value >= 10 {
      value /= 10
      digits += 1
    }
    return min(1, (digits + (value - 1) / 9) / 2)
  }

  /// 1 for the first two minutes, half of it after twenty more; what was there before the onset counts as prompt.
  static func promptness(_ first: Timestamp, _ facts: IncidentFacts) -> Double {
    let delay = first.seconds(since: facts.startedAt) - 120
    return delay <= 0 ? 1 : 1 / (1 + delay / 1200)
  }
}
