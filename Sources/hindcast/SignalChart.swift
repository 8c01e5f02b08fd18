import Incidents
import Records

/// The phases and signals of an incident as bars over one time axis.
struct SignalChart {
  var clock: Clock
  /// Columns of the terminal.
  var width: Int
  var glyphs = ChartGlyphs.blocks

  func lines(of incident: Incident, signals: ArraySlice<IncidentSignal>) -> [String] {
    let start = ([incident.startedAt] + signals.map(\.startedAt)).min() ?? incident.startedAt
    let end = max(incident.knownUntil, start)
    let names = signals.map { "\($0.kind.rawValue) \($0.subject)" }
    let values = signals.map { "\($0.inWords($0.baseline)) -> \($0.worstInWords)" }
    let valueWidth = values.map(displayWidth).max() ?? 0
    let nameWidth = min(names.map { displayWidth($0.controlsVisible) }.max() ?? 6, max(16, width / 3))
    let (left, right) = (clock.time(start), clock.time(end))
    let columns = min(60, max(left.count + 1 + right.count, width - nameWidth - valueWidth - 6))

    func row(_ name: String, _ spans: [(Timestamp, Timestamp?)], _ value: String) -> String {
      let bar = bar(spans.map { ($0.0, $0.1 ?? end) }, from: start, to: end, columns: columns)
      return "  \(pad(cut(name, nameWidth), nameWidth))  \(bar)  \(value)"
    }
    let axis = pad(left, columns - right.count) + right
    var lines = ["  \(pad("", nameWidth))  \(axis)  usual -> worst"]
    if incident.phases.count > 1 { lines.append(row("phases", incident.phases.map { ($0.startedAt, $0.endedAt) }, "")) }
    for (index, signal) in signals.enumerated() {
      lines.append(row(names[index], [(signal.startedAt, signal.endedAt)], values[index]))
    }
    return lines
  }

  /// A column is full where a span touches its part of the time.
  private func bar(
    _ spans: [(from: Timestamp, to: Timestamp)], from start: Timestamp, to end: Timestamp, columns: Int
  ) -> String {
    let length = max(1, Double(end.microseconds - start.microseconds))
    func column(_ time: Timestamp) -> Int {
      let part = Double(time.microseconds - start.microseconds) / length
      return min(columns - 1, max(0, Int(part * Double(columns))))
    }
    var cells = Array(repeating: glyphs.empty, count: columns)
    for span in spans where span.from <= end && span.to >= start {
      for index in column(span.from)...max(column(span.from), column(span.to)) { cells[index] = glyphs.full }
    }
    return String(cells)
  }
}
