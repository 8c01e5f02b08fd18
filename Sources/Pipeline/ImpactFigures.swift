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
  ///   - until: the first second that is not counted.
  func impact(_ services: [Int], signals: [Signal], from: Int64, until: Int64) -> Impact {
    var counts = SecondCounts()
    var sample = ClientSample()
    for service in services {
      counts += table.services[service].rows.counts(from: from, to: until - 1)
      table.services[service].rows.collect(from: from, to: until - 1, into: &sample)
    }
    let lost = lostRequests(signals, until: until)
    return Impact(
      requests: Int(counts.requests), failed: Int(counts.failed), slow: Int(counts.verySlow),
      failedPercent: percent(Int(counts.failed), Int(counts.requests)), clients: sample.count,
      affectedClients: sample.affectedCount, affectedClientsPercent: percent(sample.affectedCount, sample.count),
      lostRequests: lost?.count ?? 0, logs: logs(of: services, from: from, to: until - 1),
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
      + "slower than twice the usual 99th percentile of the route; affected clients: \(counted) with a failed or slow "
      + "request, out of all seen, programs that call themselves bots included."
  }

  /// Requests that did not come while the traffic of services had fallen; nil where none had.
  private func lostRequests(_ signals: [Signal], until: Int64) -> (count: Int, method: String)? {
    let drops = signals.filter { $0.observable == .trafficDrop || $0.observable == .silence }
    var count = 0
    var isOfTheDayBefore = true
    for drop in drops {
      let end = min(drop.end ?? until, until)
      // Before a relapse nothing was usual.
      let first = drops.filter { $0.service == drop.service }.map(\.onset).min() ?? drop.onset
      let usual = UsualRate(traffic.history(service: drop.service), before: first / 60)
      guard end > drop.onset, let expected = usual.expected(from: drop.onset, until: end) else { continue }
      let came = table.services[drop.service].rows.counts(from: drop.onset, to: end - 1).requests
      count += max(0, Int((expected - Double(came)).rounded()))
      if !usual.isOfTheDayBefore { isOfTheDayBefore = false }
    }
    guard count > 0 else { return nil }
    let usual =
      isOfTheDayBefore
      ? "the same minutes of the day before, scaled by the hour before the fall"
      : "the mean of the hour before the fall"
    return (
      count,
      "Lost requests: those that did not come to \(names(Set(drops.map(\.service)))) while their number had fallen "
        + "significantly, against \(usual)."
    )
  }
}
