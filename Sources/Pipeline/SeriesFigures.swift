import Detection
import Incidents
import Records
import Statistics

/// The series of an incident: how the requests to its services went, from before it to after it.
struct SeriesFigures {
  /// From how long before the onset to how long after the end, seconds; less where less is known.
  static let before: Int64 = 1800
  static let after: Int64 = 900
  static let mostServices = 4

  /// All seconds from the first up to before the last.
  struct Span {
    var onset: Int64
    /// Nil while the incident is open.
    var end: Int64?
    /// What is known of requests.
    var knownFrom: Int64
    var knownUntil: Int64
  }

  private let table: TrafficTable
  private let span: Span

  init(_ table: TrafficTable, _ span: Span) {
    self.table = table
    self.span = span
  }

  /// The series of those of these services that had the most failed and slow requests.
  /// - Parameter usual: requests a minute before, and how they went.
  func series(
    of services: some Sequence<Int>, usual: (Int) -> (perMinute: Double?, requests: UsualRequests)
  ) -> [IncidentSeries] {
    let chosen = affected(services)
    guard let steps = steps(for: chosen) else { return [] }
    return chosen.map { service in
      let (perMinute, usual) = usual(service)
      return series(service, steps, perMinute, usual)
    }
  }

  private func affected(_ services: some Sequence<Int>) -> [Int] {
    let until = span.end ?? span.knownUntil
    let counted = services.compactMap { service -> (service: Int, bad: UInt32, all: UInt32, name: String)? in
      let rows = table.services[service].rows
      guard rows.counts(from: span.knownFrom, to: span.knownUntil - 1).requests > 0 else { return nil }
      let counts = rows.counts(from: span.onset, to: until - 1)
      return (service, counts.failed + counts.verySlow, counts.requests, table.services[service].name)
    }
    return counted.sorted { ($1.bad, $1.all, $0.name) < ($0.bad, $0.all, $1.name) }
      .prefix(SeriesFigures.mostServices).map(\.service)
  }

  private typealias Steps = (from: Int64, length: Int64, count: Int)

  /// Whole steps of the shortest length that is known and makes no more than `mostSteps`; parts of steps at the edges
  /// only where the incident lies in them.
  private func steps(for services: [Int]) -> Steps? {
    let from = max(span.onset - SeriesFigures.before, span.knownFrom)
    let to = min((span.end ?? span.knownUntil) + SeriesFigures.after, span.knownUntil)
    guard from < to, !services.isEmpty else { return nil }
    let known = services.map { table.services[$0].latencies.coarsest(from: from, to: to) }.max() ?? 0
    let lengths = LatencySteps.lengths
    let length =
      lengths.first { $0 >= known && (to - from) / $0 + 2 <= IncidentSeries.mostSteps } ?? lengths[lengths.count - 1]
    func floor(_ second: Int64) -> Int64 { second / length - (second % length < 0 ? 1 : 0) }
    func ceiling(_ second: Int64) -> Int64 { floor(second + length - 1) }
    var first = ceiling(from)
    if first * length > span.onset { first = floor(from) }
    var behind = floor(to)
    if behind * length < min(span.end ?? span.onset + 1, to) { behind = ceiling(to) }
    return (first * length, length, Int(max(1, behind - first)))
  }

  private func series(
    _ service: Int, _ steps: Steps, _ perMinute: Double?, _ usual: UsualRequests
  ) -> IncidentSeries {
    let owner = table.services[service]
    var series = IncidentSeries(
      service: owner.name, from: Timestamp(seconds: steps.from), stepSeconds: Int(steps.length))
    for step in 0..<Int64(steps.count) {
      let start = steps.from + step * steps.length
      let counts = owner.rows.counts(from: start, to: start + steps.length - 1)
      series.requests.append(Int(counts.requests))
      series.failed.append(Int(counts.failed))
    }
    let found = owner.latencies.quantiles(
      [0.5, 0.95, 0.99], from: steps.from, length: steps.length, count: steps.count)
    series.p50 = found.map { $0.first.map(milliseconds) }
    series.p95 = found.map { $0.dropFirst().first.map(milliseconds) }
    series.p99 = found.map { $0.dropFirst(2).first.map(milliseconds) }
    series.usualRequestsPerStep = perMinute.map { ($0 * Double(steps.length) / 60 * 100).rounded() / 100 }
    series.usualFailedRatio = usual.failedRatio.map { ($0 * 1e6).rounded() / 1e6 }
    series.usualP50 = usual.p50.map(milliseconds)
    series.usualP95 = usual.p95.map(milliseconds)
    series.usualP99 = usual.p99.map(milliseconds)
    return series
  }

  private func milliseconds(_ microseconds: UInt32) -> Double { Double(microseconds) / 1000 }
}
