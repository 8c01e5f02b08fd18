import Drafting
import Foundation
import Incidents
import Records

/// An incident's chart in characters: failed share, latency and requests as bars over one time axis, letters for what
/// happened when. The ground is heavier in the incident's phases, and missing where nothing was measured.
struct TextChart {
  var zone: TimeZone
  var glyphs: ChartGlyphs
  /// Columns of the terminal.
  var width: Int

  /// Columns left of the bars: a value with its unit.
  private static let labelColumns = 10
  private static let mostColumns = 100

  /// Empty where nothing was measured of this service.
  func lines(of incident: Incident, _ series: IncidentSeries) -> [String] {
    let columns = max(20, min(Self.mostColumns, width - Self.labelColumns - 4))
    guard let chart = IncidentChart(of: incident, series, zone: zone, steps: columns) else { return [] }
    let canvas = Canvas(chart: chart, glyphs: glyphs, columns: columns)
    var lines = [canvas.heading]
    lines.append(row("", canvas.marks()))
    for (index, panel) in chart.panels.map(\.mainOnly).enumerated() {
      lines.append("  " + cut("\(panel.heading): \(panel.figures)", max(20, width - 2)))
      let bars = canvas.bars(panel, rows: panel.measure == .requests ? 2 : 3)
      let labels = canvas.labels(panel, rows: bars.count)
      for (label, bar) in zip(labels, bars) { lines.append(row(label, bar)) }
      lines.append(row("", canvas.ground(panel, hasTicks: index + 1 == chart.panels.count)))
    }
    lines.append(row("", canvas.axis()))
    let legend = canvas.legend
    if !legend.isEmpty { lines.append("  " + cut(legend, max(20, width - 2))) }
    return lines
  }

  private func row(_ label: String, _ cells: String) -> String {
    let space = String(repeating: " ", count: max(0, Self.labelColumns - displayWidth(label)))
    var line = "\(space)\(label)  \(cells)"
    while line.last == " " { line.removeLast() }
    return line
  }
}

/// The columns of a chart and what stands in them.
private struct Canvas {
  let chart: IncidentChart
  let glyphs: ChartGlyphs
  let columns: Int

  var heading: String {
    "  " + "\(chart.service), \(chart.time.caption)".controlsVisible
  }

  private func column(_ time: Timestamp) -> Int {
    min(columns - 1, Int(chart.time.fraction(time) * Double(columns)))
  }

  private func step(_ column: Int) -> Int { column * chart.steps.count / columns }

  /// Bars from top to bottom, a row each.
  func bars(_ panel: ChartPanel, rows: Int) -> [String] {
    let parts = glyphs.levels.count - 1
    let values = panel.lines[panel.main].values
    let heights = (0..<columns).map { column -> Int in
      guard let value = values[step(column)], value > 0 else { return 0 }
      return max(1, Int((panel.scale.fraction(value) * Double(rows * parts)).rounded()))
    }
    return (0..<rows).map { row in
      let floor = (rows - 1 - row) * parts
      return String(heights.map { glyphs.levels[min(parts, max(0, $0 - floor))] })
    }
  }

  /// What the top and the bottom of the bars mean.
  func labels(_ panel: ChartPanel, rows: Int) -> [String] {
    var labels = Array(repeating: "", count: rows)
    labels[rows - 1] = panel.text(panel.scale.bottom)
    labels[0] = panel.text(panel.scale.top)
    return labels
  }

  func ground(_ panel: ChartPanel, hasTicks: Bool) -> String {
    let values = panel.lines[panel.main].values
    let ticks = hasTicks ? Set(ticks.map { column($0.at) }) : []
    let phases = chart.phases.map { column($0.from)...column($0.to) }
    return String(
      (0..<columns).map { column -> Character in
        if ticks.contains(column) { return glyphs.tick }
        if values[step(column)] == nil { return " " }
        return phases.contains { $0.contains(column) } ? glyphs.phase : glyphs.calm
      })
  }

  private var ticks: [(at: Timestamp, label: String)] { chart.time.ticks(atMost: max(2, columns / 12)) }

  /// The times under the ticks.
  func axis() -> String {
    var text = ""
    for tick in ticks {
      let start = max(0, min(columns - tick.label.count, column(tick.at) - tick.label.count / 2))
      guard start >= text.count + (text.isEmpty ? 0 : 1) else { continue }
      text += String(repeating: " ", count: start - text.count) + tick.label
    }
    return text
  }

  /// A letter in the column of each mark, or beside it where that is taken; the incident's course comes first.
  func marks() -> String {
    var cells = Array(repeating: Character(" "), count: columns)
    let order = chart.marks.filter(\.isOfCourse) + chart.marks.filter { !$0.isOfCourse }
    for mark in order {
      let own = column(mark.at)
      let free = [own, own + 1, own - 1].first { cells.indices.contains($0) && cells[$0] == " " }
      if let free { cells[free] = mark.role.letter }
    }
    return String(cells)
  }

  var legend: String {
    let roles = Set(chart.marks.map(\.role))
    return ChartMark.Role.allCases.filter(roles.contains).map { "\($0.letter) \($0.rawValue)" }.joined(separator: "  ")
  }
}

extension ChartMark.Role {
  /// Capital for the incident's course.
  fileprivate var letter: Character {
    switch self {
    case .began: "B"
    case .detected: "D"
    case .recovered: "R"
    case .relapsed: "L"
    case .over: "O"
    case .change: "c"
    case .note: "n"
    }
  }
}
