package import Incidents
import Records

/// One measure of an incident over time: what its chart shows, whether drawn or written.
package struct ChartPanel: Sendable {
  package enum Measure: String, Sendable {
    case failed, latency, requests
  }

  /// Values, one a step; nil is a gap.
  package struct Line: Sendable, Equatable {
    /// `p95`; empty where the panel has no other.
    package var name: String
    package var values: [Double?]
  }

  package var measure: Measure
  package var title: String
  /// What was usual and what was worst.
  package var figures: String
  package var lines: [Line]
  /// The one that says most, by its place in `lines`.
  package var main: Int
  package var usual: Double?
  /// Where most values usually lie.
  package var usualBand: ClosedRange<Double>?
  package var scale: ValueScale

  /// The same with its main line alone, on the scale that this line asks for.
  package var mainOnly: ChartPanel {
    guard lines.count > 1 else { return self }
    var panel = self
    panel.lines = [lines[main]]
    panel.main = 0
    panel.usualBand = nil
    panel.scale = .fitting(panel.lines[0].values.compactMap { $0 } + [usual].compactMap { $0 }, ticks: 4)
    return panel
  }

  /// `Latency, logarithmic`
  package var heading: String { scale.isLogarithmic ? "\(title), logarithmic" : title }

  /// A value with its unit.
  package func text(_ value: Double) -> String {
    switch measure {
    case .failed:
      value > 0 && value < 0.0001 ? "under 0.01 %" : "\((value * 100).figure(places: value < 0.1 ? 2 : 1)) %"
    case .latency: Self.milliseconds(value)
    case .requests: value.figure(places: value < 10 ? 1 : 0)
    }
  }

  private static func milliseconds(_ value: Double) -> String {
    if value >= 1000 { return "\((value / 1000).figure(places: value < 10_000 ? 2 : 1)) s" }
    return "\(value.figure(places: value < 1 ? 2 : value < 100 ? 1 : 0)) ms"
  }
}

extension ChartPanel {
  /// The panels of a series that hold anything: failures, latency, requests.
  package static func panels(of steps: ChartSteps, _ series: IncidentSeries, in time: ChartTime) -> [ChartPanel] {
    [failed(steps, series, time), latency(steps, series, time), requests(steps, series, time)].compactMap { $0 }
  }

  private static func failed(_ steps: ChartSteps, _ series: IncidentSeries, _ time: ChartTime) -> ChartPanel? {
    let shares = steps.failedShare.compactMap { $0 }
    guard let worst = shares.max() else { return nil }
    var panel = ChartPanel(
      measure: .failed, title: "Failed requests (5xx)", figures: "", lines: [Line(name: "", values: steps.failedShare)],
      main: 0, usual: series.usualFailedRatio,
      scale: .linear(to: max(worst, series.usualFailedRatio ?? 0, 0.01), ticks: 3, cap: 1))
    panel.figures = panel.usualAndWorst(steps, time)
    return panel
  }

  private static func latency(_ steps: ChartSteps, _ series: IncidentSeries, _ time: ChartTime) -> ChartPanel? {
    let lines = [
      Line(name: "p50", values: steps.p50), Line(name: "p95", values: steps.p95), Line(name: "p99", values: steps.p99),
    ].filter { $0.values.contains { $0 != nil } }
    guard !lines.isEmpty else { return nil }
    var band: ClosedRange<Double>?
    if let low = series.usualP50, let high = series.usualP99, low <= high { band = low...high }
    let values = lines.flatMap(\.values).compactMap { $0 }
    let usual = [series.usualP50, series.usualP95, series.usualP99].compactMap { $0 }
    var panel = ChartPanel(
      measure: .latency, title: "Latency", figures: "", lines: lines,
      main: lines.firstIndex { $0.name == "p95" } ?? lines.count - 1, usual: series.usualP95, usualBand: band,
      scale: .fitting(values + usual, ticks: 4))
    let name = lines[panel.main].name
    if name != "p95" { panel.usual = nil }
    panel.figures = "\(name) \(panel.usualAndWorst(steps, time))"
    return panel
  }

  private static func requests(_ steps: ChartSteps, _ series: IncidentSeries, _ time: ChartTime) -> ChartPanel? {
    let counts = steps.requests.compactMap { $0 }
    guard let most = counts.max(), let least = counts.min(), most > 0 else { return nil }
    let usual = series.usualRequestsPerStep.map { $0 * Double(steps.merged) }
    let step = Duration.seconds(steps.stepSeconds).inWords
    var panel = ChartPanel(
      measure: .requests, title: "Requests", figures: "", lines: [Line(name: "", values: steps.requests)], main: 0,
      usual: usual, scale: .linear(to: max(most, usual ?? 0), ticks: 4, unit: 1))
    let (low, high) = (panel.text(least), panel.text(most))
    let usually = usual.map { panel.text($0) }.map { $0 == low && $0 == high ? ", as usual" : ", usually \($0)" } ?? ""
    panel.figures = "in each \(step): \(low == high ? low : "\(low) to \(high)")\(usually)"
    return panel
  }

  private func usualAndWorst(_ steps: ChartSteps, _ time: ChartTime) -> String {
    var (worst, step) = (0.0, 0)
    for (index, value) in lines[main].values.enumerated() {
      if let value, value > worst { (worst, step) = (value, index) }
    }
    let usually = usual.map(text)
    if usually == text(worst) || worst == 0 {
      return "\(text(worst)) at worst\(usually == text(worst) ? ", as usual" : "")"
    }
    return
      "\(usually.map { "usually \($0), " } ?? "")at worst \(text(worst)) at \(time.clockAndDay(steps.start(of: step)))"
  }
}
