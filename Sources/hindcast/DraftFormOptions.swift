import ArgumentParser
import Drafting
import Foundation
import Incidents

/// In which form a draft comes, and how it shows its charts.
struct DraftFormOptions: ParsableArguments {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case markdown, html
  }

  @Option(
    help:
      "markdown, or html: one file with the charts in it that needs nothing else. Default: html for a file that is named .html, else markdown."
  )
  var format: Format?

  @Flag(
    inversion: .prefixedNo,
    help:
      "Show the charts: beside a Markdown file as FILE-SERVICE.svg, within HTML, above the text on a terminal.")
  var charts = true

  func format(of output: String?) -> Format {
    if let format { return format }
    let name = output?.lowercased() ?? ""
    return name.hasSuffix(".html") || name.hasSuffix(".htm") ? .html : .markdown
  }

  /// The pictures of a draft in that file; nil where it shows none.
  func pictures(of incident: Incident, zone: TimeZone, beside file: String?) -> ChartFiles? {
    guard charts, let file else { return nil }
    return ChartFiles(IncidentChart.charts(of: incident, zone: zone), beside: file)
  }

  /// The charts as text, where the draft is printed on a terminal.
  func written(_ incident: Incident, zone: TimeZone, _ surroundings: Surroundings) -> String {
    guard charts, surroundings.terminal.isTerminal else { return "" }
    let chart = TextChart(
      zone: zone, glyphs: ChartGlyphs(environment: surroundings.environment), width: surroundings.terminal.width)
    let charts = incident.series.map { chart.lines(of: incident, $0) }.filter { !$0.isEmpty }
    return charts.map { $0.map { $0 + "\n" }.joined() + "\n" }.joined()
  }
}
