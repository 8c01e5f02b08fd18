/// Draws a line of values: shares and counts as steps over their time, quantiles from the middle of one step to the next.
struct ChartShape {
  let layout: ChartLayout
  let plot: Plot
  /// Steps in the whole width.
  let count: Int

  func elements(of line: ChartPanel.Line, _ measure: ChartPanel.Measure) -> [String] {
    switch measure {
    case .latency: [path(line.name, runs(line.values).map(middles).joined())]
    case .failed, .requests:
      [
        path("\(measure.rawValue)-area", runs(line.values).map { stairs($0, closed: true) }.joined()),
        path(measure.rawValue, runs(line.values).map { stairs($0, closed: false) }.joined()),
      ]
    }
  }

  private func path(_ style: String, _ data: String) -> String { "<path class=\"\(style)\" d=\"\(data)\"/>" }

  /// Values without a gap between them.
  private struct Run {
    var first: Int
    var values: [Double]
  }

  private func runs(_ values: [Double?]) -> [Run] {
    var runs: [Run] = []
    var isOpen = false
    for (index, value) in values.enumerated() {
      guard let value else {
        isOpen = false
        continue
      }
      if !isOpen { runs.append(Run(first: index, values: [])) }
      isOpen = true
      runs[runs.count - 1].values.append(value)
    }
    return runs
  }

  private func x(_ step: Double) -> String { SVGText.number(layout.x(step / Double(count))) }
  private func y(_ value: Double) -> String { SVGText.number(plot.y(value)) }

  private func stairs(_ run: Run, closed: Bool) -> String {
    let base = SVGText.number(plot.bottom)
    var data = "M\(x(Double(run.first))) \(closed ? base : y(run.values[0]))"
    var last = closed ? base : y(run.values[0])
    for (offset, value) in run.values.enumerated() {
      let height = y(value)
      if height != last { data += "V\(height)" }
      last = height
      // A level stretch is one line.
      let isLevel = offset + 1 < run.values.count && y(run.values[offset + 1]) == height
      if !isLevel { data += "H\(x(Double(run.first + offset + 1)))" }
    }
    return closed ? data + "V\(base)Z" : data
  }

  private func middles(_ run: Run) -> String {
    guard run.values.count > 1 else {
      return "M\(x(Double(run.first))) \(y(run.values[0]))H\(x(Double(run.first + 1)))"
    }
    var data = ""
    for (offset, value) in run.values.enumerated() {
      data += "\(offset == 0 ? "M" : "L")\(x(Double(run.first + offset) + 0.5)) \(y(value))"
    }
    return data
  }
}
