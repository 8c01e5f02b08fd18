import Detection
import Incidents
import Records
import Statistics

/// Cuts the phases of an incident into steps that are judged each for itself: minutes of the clock, or longer ones where
/// there would be more than a few hundred.
struct PhaseSteps {
  private static let most: Int64 = 240
  private let table: TrafficTable
  private let signals: [Signal]
  private let knownUntil: Int64

  /// - Parameter signals: of the incident.
  init(_ table: TrafficTable, signals: [Signal], knownUntil: Int64) {
    self.table = table
    self.signals = signals
    self.knownUntil = knownUntil
  }

  /// - Parameter services: those whose requests are counted.
  func facts(_ phases: [(start: Int64, end: Int64?)], of services: [Int]) -> [StepFacts] {
    let seconds = phases.reduce(0) { $0 + (($1.end ?? knownUntil) - $1.start) }
    let lengths = LatencySteps.lengths.filter { $0 >= 60 }
    let length = lengths.first { seconds / $0 <= PhaseSteps.most } ?? lengths[lengths.count - 1]
    var facts: [StepFacts] = []
    for phase in phases {
      let end = phase.end ?? knownUntil
      var from = phase.start
      while from < end {
        let until = min(end, (from / length + 1) * length)
        facts.append(step(from, until, phaseFrom: phase.start, services))
        from = until
      }
    }
    return facts
  }

  private func step(_ from: Int64, _ until: Int64, phaseFrom: Int64, _ services: [Int]) -> StepFacts {
    let counts = services.reduce(into: SecondCounts()) {
      $0 += table.services[$1].rows.counts(from: from, to: until - 1)
    }
    return StepFacts(
      startedAt: Timestamp(seconds: from), endedAt: Timestamp(seconds: until), phaseSeconds: Double(until - phaseFrom),
      requests: Int(counts.requests), failed: Int(counts.failed), slow: Int(counts.verySlow),
      isGone: signals.contains { leavesNearlyNothing($0, from, until) })
  }

  /// Whether a signal says that requests fell away, and a tenth of the usual ones or less came in a step.
  private func leavesNearlyNothing(_ signal: Signal, _ from: Int64, _ until: Int64) -> Bool {
    guard signal.observable == .trafficDrop || signal.observable == .silence, signal.onset < until,
      signal.end ?? Int64.max > from
    else { return false }
    let (first, behind) = (max(from, signal.onset), min(until, signal.end ?? Int64.max))
    let came = Double(table.services[signal.service].rows.counts(from: first, to: behind - 1).requests)
    return came <= 0.1 * signal.baseline * Double(behind - first) / 60
  }
}
