package import Foundation
package import Incidents
package import Records

/// The picture of how a service fared in an incident: failures, latency and requests over one time axis, with marks for
/// what happened when. The same incident gives the same picture, byte for byte.
package struct IncidentChart: Sendable {
  /// The most services that have a picture each, and the most changes and notes that are marked in one.
  static let mostServices = 6
  static let mostMarks = 10
  /// Beyond these steps measured ones are merged: more could not be told apart.
  static let mostSteps = 320

  package let service: String
  package let time: ChartTime
  package let steps: ChartSteps
  package let panels: [ChartPanel]
  package let marks: [ChartMark]
  /// The incident's phases within the time shown.
  package let phases: [(from: Timestamp, to: Timestamp)]
  private let incident: (id: String, title: String)

  /// Nil where nothing was measured.
  package init?(of incident: Incident, _ series: IncidentSeries, zone: TimeZone, steps limit: Int = Self.mostSteps) {
    let steps = ChartSteps(series, atMost: limit)
    guard steps.count > 1 else { return nil }
    let time = ChartTime(from: steps.from, to: steps.until, zone: zone)
    panels = ChartPanel.panels(of: steps, series, in: time)
    guard !panels.isEmpty else { return nil }
    service = series.service
    (self.time, self.steps) = (time, steps)
    marks = incident.chartMarks(within: time, atMost: Self.mostMarks)
    phases = incident.phases.compactMap { phase in
      let end = phase.endedAt ?? steps.until
      return phase.startedAt < time.to && end > time.from ? (phase.startedAt, end) : nil
    }
    self.incident = (incident.id, incident.title)
  }

  /// The charts of an incident's services.
  package static func charts(of incident: Incident, zone: TimeZone) -> [IncidentChart] {
    Array(incident.series.lazy.compactMap { IncidentChart(of: incident, $0, zone: zone) }.prefix(mostServices))
  }

  package var title: String { "How \(service) fared: failures, latency, requests" }

  /// What a reader who does not see the picture should know.
  package var alternative: String {
    var sentences = [
      "\(service), \(time.clockAndDay(time.from)) to \(time.clockAndDay(time.to)) (\(time.caption)), in steps of \(Duration.seconds(steps.stepSeconds).inWords)."
    ]
    sentences += panels.map { "\($0.title): \($0.figures)." }
    let course = marks.filter(\.isOfCourse).map { "\($0.text) \(time.clockAndDay($0.at))" }
    if !course.isEmpty { sentences.append("Marked: \(course.joined(separator: ", ")).") }
    return sentences.joined(separator: " ")
  }

  /// The service as a part of a file's name or of an XML id.
  package var slug: String {
    let words = service.lowercased().unicodeScalars.split { !("a"..."z").contains($0) && !("0"..."9").contains($0) }
    let slug = words.map { String($0) }.joined(separator: "-").prefix(40)
    return slug.isEmpty ? "service" : String(slug)
  }

  /// The picture as an SVG document that is complete in itself and can stand within HTML, too.
  /// - Parameter id: begins the ids of its elements; another one for each picture on a page.
  package func svg(_ layout: ChartLayout = .wide, id: String = "chart") -> String {
    var drawing = ChartDrawing(layout, time)
    drawing.heading(service, time.caption)
    for (index, panel) in panels.enumerated() {
      drawing.heading(of: panel)
      if index == 0 { drawing.lanes(marks) }
      drawing.plot(panel, steps, phases, marks)
    }
    drawing.timeAxis()
    drawing.list()
    let width = SVGText.number(layout.width)
    let height = SVGText.number(drawing.y + 6)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" class="hc" role="img" aria-labelledby="\(id)-t \(id)-d" \
      width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
      font-size="\(SVGText.number(layout.fontSize))">
      <title id="\(id)-t">\(SVGText.escape("\(incident.id): \(incident.title), \(service)"))</title>
      <desc id="\(id)-d">\(SVGText.escape(alternative))</desc>
      <style>\(ChartStyle.css)</style>
      <rect class="paper" width="\(width)" height="\(height)" rx="6"/>
      \(drawing.elements.joined(separator: "\n"))
      </svg>

      """
  }
}
