import Records

/// Draws the parts of a chart from top to bottom.
struct ChartDrawing {
  let layout: ChartLayout
  let time: ChartTime
  private(set) var elements: [String] = []
  /// The bottom of what is drawn.
  private(set) var y = 8.0
  /// What the list below the chart says.
  private var listed: [NumberedMarks] = []

  init(_ layout: ChartLayout, _ time: ChartTime) {
    self.layout = layout
    self.time = time
  }

  /// - Parameter x: nil is the left edge.
  private mutating func text(_ text: String, _ styles: String = "", x: Double? = nil, y: Double) {
    let styles = styles.isEmpty ? "" : " class=\"\(styles)\""
    let x = SVGText.number(x ?? 10)
    elements.append("<text\(styles) x=\"\(x)\" y=\"\(SVGText.number(y))\">\(SVGText.escape(text))</text>")
  }

  private mutating func line(_ style: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) {
    let n = [x1, y1, x2, y2].map(SVGText.number)
    elements.append("<path class=\"\(style)\" d=\"M\(n[0]) \(n[1])L\(n[2]) \(n[3])\"/>")
  }

  private mutating func rectangle(_ style: String, _ x: Double, _ y: Double, _ width: Double, _ height: Double) {
    let n = [x, y, width, height].map(SVGText.number)
    elements.append("<rect class=\"\(style)\" x=\"\(n[0])\" y=\"\(n[1])\" width=\"\(n[2])\" height=\"\(n[3])\"/>")
  }

  // MARK: Headings

  mutating func heading(_ service: String, _ caption: String) {
    let size = layout.fontSize
    let room = layout.width - 20 - SVGText.width(caption, size: size) - 20
    y += layout.line
    text(SVGText.cut(service, to: room, size: size * SVGText.bold), "b", y: y)
    text(caption, "s e", x: layout.width - 10, y: y)
    y += 4
  }

  mutating func heading(of panel: ChartPanel) {
    y += layout.line
    text(panel.heading, "b", y: y)
    let beside = 10 + SVGText.width(panel.heading, size: layout.fontSize * SVGText.bold) + 10
    if layout.isNarrow { y += layout.line - 2 }
    let x = layout.isNarrow ? 10 : beside
    text(
      SVGText.cut(panel.figures, to: layout.width - x - 4, size: layout.fontSize * 0.95), "s", x: x, y: y)
    y += 11
  }

  // MARK: Plots

  mutating func plot(
    _ panel: ChartPanel, _ steps: ChartSteps, _ phases: [(from: Timestamp, to: Timestamp)], _ marks: [ChartMark]
  ) {
    let plot = Plot(top: y, height: layout.height(of: panel.measure), scale: panel.scale)
    let right = layout.width - layout.right
    for phase in phases {
      let x = layout.x(time.fraction(phase.from))
      rectangle("phase", x, plot.top, layout.x(time.fraction(phase.to)) - x, plot.height)
    }
    if let band = panel.usualBand {
      let top = plot.y(band.upperBound)
      rectangle("band", layout.left, top, layout.plotWidth, max(2, plot.y(band.lowerBound) - top))
    }
    for tick in panel.scale.ticks {
      line("grid", layout.left, plot.y(tick), right, plot.y(tick))
      text(panel.text(tick), "s e", x: layout.left - 6, y: plot.y(tick) + layout.fontSize * 0.35)
    }
    for mark in marks {
      let x = layout.x(time.fraction(mark.at))
      line(mark.role.style, x, plot.top, x, plot.bottom)
    }
    if let usual = panel.usual { line("usual", layout.left, plot.y(usual), right, plot.y(usual)) }
    let shape = ChartShape(layout: layout, plot: plot, count: steps.count)
    for series in panel.lines { elements += shape.elements(of: series, panel.measure) }
    line("axis", layout.left, plot.bottom, right, plot.bottom)
    names(of: panel, plot)
    y = plot.bottom + 8
  }

  /// What the lines are, at their ends, moved apart where they would cover each other.
  private mutating func names(of panel: ChartPanel, _ plot: Plot) {
    var ends = panel.lines.compactMap { line -> (name: String, style: String, y: Double)? in
      guard !line.name.isEmpty, let last = line.values.last(where: { $0 != nil }), let last else { return nil }
      return (line.name, line.name, plot.y(last))
    }
    if let usual = panel.usual ?? panel.usualBand?.upperBound { ends.append(("usual", "s", plot.y(usual))) }
    ends.sort { $0.y < $1.y }
    let distance = layout.fontSize
    for index in ends.indices.dropFirst() {
      ends[index].y = max(ends[index].y, ends[index - 1].y + distance)
    }
    let over = (ends.last?.y ?? 0) - plot.bottom
    if over > 0 {
      var limit = plot.bottom
      for index in ends.indices.reversed() {
        ends[index].y = min(ends[index].y, limit)
        limit = ends[index].y - distance
      }
    }
    for end in ends {
      text(end.name, end.style, x: layout.width - layout.right + 5, y: end.y + layout.fontSize * 0.35)
    }
  }

  /// As many as have room for their labels.
  private var ticks: [(at: Timestamp, label: String)] {
    var limit = layout.mostTicks
    var ticks = time.ticks(atMost: limit)
    func overlap(_ pair: ((at: Timestamp, label: String), (at: Timestamp, label: String))) -> Bool {
      let widths = [pair.0, pair.1].map { SVGText.width($0.label, size: layout.fontSize * 0.95) }
      return (time.fraction(pair.1.at) - time.fraction(pair.0.at)) * layout.plotWidth < (widths[0] + widths[1]) / 2
    }
    while limit > 1, zip(ticks, ticks.dropFirst()).contains(where: overlap) {
      limit -= 1
      ticks = time.ticks(atMost: limit)
    }
    return ticks
  }

  mutating func timeAxis() {
    let top = y - 8
    for tick in ticks {
      let x = layout.x(time.fraction(tick.at))
      line("axis", x, top, x, top + 5)
      text(tick.label, "s m", x: x, y: top + layout.line)
    }
    y = top + layout.line + 4
  }

  // MARK: Marks

  /// The names of the incident's course where there is room for them, below them numbers for all other marks.
  mutating func lanes(_ marks: [ChartMark]) {
    let size = layout.fontSize
    let lane = CourseLane(layout: layout)
    let placed = lane.place(marks.filter(\.isOfCourse), time)
    for label in placed.labels { text(label.text, "b", x: label.x, y: y + size) }
    y += layout.line
    let others = marks.filter { mark in !placed.marks.contains(mark) }
    listed = NumberedMarks.merging(others, in: layout, time)
    let middle = y + 9
    for group in listed {
      for mark in group.marks {
        let x = layout.x(time.fraction(mark.at))
        line(mark.role.style, group.x, middle, x, y + 22)
      }
    }
    for mark in placed.marks {
      let x = layout.x(time.fraction(mark.at))
      line(mark.role.style, x, y - 2, x, y + 22)
    }
    for group in listed { elements.append(group.badge(x: group.x, y: middle)) }
    y += 22
  }

  /// What the numbers stand for.
  mutating func list() {
    guard !listed.isEmpty else { return }
    y += 4
    let rows = listed.flatMap { group in
      group.marks.enumerated().map { NumberedMarks(first: group.first + $0, marks: [$1], x: 0) }
    }
    let badge = rows.map(\.width).max() ?? 0
    let column = 10 + badge + 8
    for row in rows {
      y += layout.line
      elements.append(row.badge(x: 10 + badge / 2, y: y - 4))
      let mark = row.marks[0]
      let clock = time.clockAndDay(mark.at)
      text(clock, "s", x: column, y: y)
      let x = column + SVGText.width(clock, size: layout.fontSize) + 6
      let lines = SVGText.lines(mark.text, width: layout.width - x - 8, size: layout.fontSize, atMost: layout.mostLines)
      for (index, line) in lines.enumerated() {
        if index > 0 { y += layout.line - 3 }
        text(line, x: x, y: y)
      }
    }
    y += 4
  }
}

/// The rectangle that values are drawn in.
struct Plot {
  let top: Double
  let height: Double
  let scale: ValueScale

  var bottom: Double { top + height }

  func y(_ value: Double) -> Double { bottom - scale.fraction(value) * height }
}

extension ChartMark.Role {
  fileprivate var style: String {
    switch self {
    case .began, .relapsed: "bad"
    case .detected: "seen"
    case .recovered, .over: "good"
    case .change: "change"
    case .note: "note"
    }
  }
}
