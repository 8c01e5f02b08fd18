import Drafting
import Incidents

extension DraftCommand {
  /// One page in HTML of a draft as somebody has edited it, with the charts that it shows.
  func page(of path: String, _ surroundings: Surroundings) throws -> String {
    let text = try EditedDraft.read(path)
    try EditedDraft.checkIsFinishedMarkdown(text, path)
    let stamp = try stamp(of: text, path)
    // A text without charts needs no incident.
    guard form.charts, text.contains(".svg"), let id = id ?? stamp?.incident else { return DraftPage().html(of: text) }
    let incident = try disclosed(id, as: stamp, try surroundings.incidents(store: store)).incident
    let charts = IncidentChart.charts(of: incident, zone: zone(stamp, surroundings))
    return DraftPage(ChartFiles(charts, beside: path), byEnding: true).html(of: text)
  }
}
