import Detection
import Incidents
import Records
import Statistics

/// Whom an incident hurt, counted.
struct ImpactFigures {
  private let table: TrafficTable
  private let traffic: TrafficDetector
  private let logs: LogTotals

  init(_ table: TrafficTable, _ traffic: TrafficDetector, logs: LogTotals) {
    self.logs = logs
    self.table = table
    self.traffic = traffic
  }

  /// - Parameters:
  ///   - services: those whose requests are counted.
  ///   - signals: of the incident.
  ///   - phases: of the incident, whose edges its steps meet at, too.
  ///   - until: the first second that is not counted.
  func impact(
    _ services: [Int], signals: [Signal], phases: [(start: Int64, end: Int64?)], from: Int64, until: Int64
  ) -> Impact {
    var counts = SecondCounts()
    var sample = ClientSample()
    for service in services {
      counts += table.services[service].rows.counts(from: from, to: until - 1)
      table.services[service].rows.collect(from: from, to: until - 1, into: &sample)
    }
    let falls = falls(signals, until: until)
    let lost = lostRequests(falls)
    // Requests that name no client tell of none; where none came, there was none.
    let areClientsKnown = sample.count > 0 || counts.requests == 0
    return Impact(
      requests: Int(counts.requests), failed: Int(counts.failed), slow: Int(counts.verySlow),
      failedPercent: percent(Int(counts.failed), Int(counts.requests)), clients: areClientsKnown ? sample.count : nil,
      affectedClients: areClientsKnown ? sample.affectedCount : nil,
      affectedClientsPercent: areClientsKnown ? percent(sample.affectedCount, sample.count) : nil,
      lostRequests: lost?.count ?? 0, logs: logs(of: services, from: from, to: until - 1),
      steps: steps(services, falls, phases, from: from, until: until),
      method: method(services, sample) + (lost.map { " " + $0.method } ?? ""))
  }

  /// Of the service with the most failed or slow requests, where it has several logs: logs of two services are no hosts
  /// of one. The worst first.
  private func logs(of services: [Int], from: Int64, to: Int64) -> [LogImpact] {
    let sums = logs.sums(from: from, to: to).filter { services.contains($0.key.service) }
    let lists = Dictionary(grouping: sums, by: \.key.service).map { service, sums in
      let logs = sums.compactMap { key, counts in
        table.logs.name(key.log).map {
          LogImpact(
            service: table.services[service].name, source: $0, requests: Int(counts.requests),
            failed: Int(counts.failed), slow: Int(counts.verySlow))
        }
      }
      return (name: table.services[service].name, logs: logs)
    }
    let bad = { (logs: [LogImpact]) in logs.reduce(0) { $0 + $1.failed + $1.slow } }
    return lists.max { (bad($0.logs), $1.name) < (bad($1.logs), $0.name) }?.logs.worstFirst ?? []
  }

  private func percent(_ part: Int, _ whole: Int) -> Double {
    whole == 0 ? 0 : (Double(part) * 10_000 / Double(whole)).rounded() / 100
  }

  private func names(_ services: some Sequence<Int>) -> String {
    services.map { table.services[$0].name }.sorted().joined(separator: ", ")
  }

  private func method(_ services: [Int], _ sample: ClientSample) -> String {
    guard !services.isEmpty else {
      return "No access log shows this incident, so requests and clients were not counted."
    }
    let counted =
      sample.isExact
      ? "distinct client addresses"
      : "distinct client addresses, estimated from a sample of one in \(1 << sample.depth)"
    return "Requests of \(names(services)) that began between start and end; failed: status 5xx; slow: not failed and "
      + "slower than twice the usual 99th percentile of the route; \(Impact.clientsCounted)\(counted) with a failed or slow "
      + "request, out of all seen, programs that call themselves bots included."
  }

  /// A time in which the requests to a service had fallen, and what was usual before.
  private struct Fall {
    var service: Int
    var from: Int64
    var until: Int64
    var usual: UsualRate
  }

  private func falls(_ signals: [Signal], until: Int64) -> [Fall] {
    let drops = signals.filter { $0.observable == .trafficDrop || $0.observable == .silence }
    return drops.compactMap { drop in
      let end = min(drop.end ?? until, until)
      // Before a relapse nothing was usual.
      let first = drops.filter { $0.service == drop.service }.map(\.onset).min() ?? drop.onset
      let usual = UsualRate(traffic.history(service: drop.service), before: first / 60)
      guard end > drop.onset, usual.perMinute != nil else { return nil }
      return Fall(service: drop.service, from: drop.onset, until: end, usual: usual)
    }
  }

  /// Requests of some seconds that did not come in a fall.
  private func lost(_ fall: Fall, from: Int64, until: Int64) -> Double {
    let (from, until) = (max(from, fall.from), min(until, fall.until))
    guard from < until, let expected = fall.usual.expected(from: from, until: until) else { return 0 }
    return expected - Double(table.services[fall.service].rows.counts(from: from, to: until - 1).requests)
  }

  /// Stretches of ten seconds, or longer ones where there would be more than a few hundred; cut where a phase begins or
  /// ends.
  private func steps(
    _ services: [Int], _ falls: [Fall], _ phases: [(start: Int64, end: Int64?)], from: Int64, until: Int64
  ) -> ImpactSteps? {
    guard !services.isEmpty, from < until else { return nil }
    let lengths = LatencySteps.lengths
    let length = lengths.first { (until - from) / $0 <= ImpactSteps.most } ?? lengths[lengths.count - 1]
    let edges = phases.flatMap { [$0.start, $0.end ?? until] }.sorted()
    var steps = ImpactSteps(from: Timestamp(seconds: from))
    var start = from
    while start < until {
      let end = min(until, (start / length + 1) * length, edges.first { $0 > start } ?? until)
      let counts = services.reduce(into: SecondCounts()) {
        $0 += table.services[$1].rows.counts(from: start, to: end - 1)
      }
      steps.ends.append(Int(end - from))
      steps.requests.append(Int(counts.requests))
      steps.failed.append(Int(counts.failed))
      steps.slow.append(Int(counts.verySlow))
      if !falls.isEmpty {
        steps.lost.append((falls.reduce(0) { $0 + lost($1, from: start, until: end) } * 100).rounded() / 100)
      }
      start = end
    }
    return steps
  }

  /// Requests that did not come while the traffic of services had fallen; nil where none had.
  private func lostRequests(_ falls: [Fall]) -> (count: Int, method: String)? {
    let count = falls.reduce(0) { $0 + max(0, Int(lost($1, from: $1.from, until: $1.until).rounded())) }
    guard count > 0 else { return nil }
    let usual =
      falls.allSatisfy(\.usual.isOfTheDayBefore)
      ? "the same minutes of the day before, scaled by the hour before the fall"
      : "the mean of the hour before the fall"
    return (
      count,
      "\(Impact.lostCounted)those that did not come to \(names(Set(falls.map(\.service)))) while their number had fallen "
        + "significantly, against \(usual)."
    )
  }
}
