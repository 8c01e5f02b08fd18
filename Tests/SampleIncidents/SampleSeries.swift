package import Incidents
import Records

extension SampleIncidents {
  /// How the requests to nginx went, in steps of 10 s from 15 min before the onset to 18 min after the end: 120 requests
  /// in each, of which a quarter fails in the phases, and one step without any, ten minutes before the onset.
  package static let series: IncidentSeries = {
    let from = at(-900)
    var series = IncidentSeries(
      service: "nginx", from: Timestamp(seconds: from.second / 10 * 10), stepSeconds: 10, usualRequestsPerStep: 120,
      usualFailedRatio: 0.001, usualP50: 12, usualP95: 42, usualP99: 96)
    for step in 0..<390 {
      let time = series.from.advanced(bySeconds: Double(step * 10))
      let isBad = shop.phases.contains { $0.startedAt <= time && time < $0.endedAt ?? time }
      let isEmpty = step == 30
      let requests = isEmpty ? 0 : 120
      series.requests.append(requests)
      series.failed.append(isBad ? requests / 4 : 0)
      series.p50.append(isEmpty ? nil : isBad ? 30 : 12)
      series.p95.append(isEmpty ? nil : isBad ? 1800 : 42)
      series.p99.append(isEmpty ? nil : isBad ? 2400 : 96)
    }
    return series
  }()

  /// The incident with what its charts are drawn from.
  package static var charted: Incident {
    var incident = shop
    incident.series = [series]
    return incident
  }
}
