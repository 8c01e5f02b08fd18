import Foundation
import Incidents
import Records

/// What a webhook's receiver gets.
enum WebhookPayload {
  static func body(of event: OutboundEvent, _ payload: WebhookTarget.Payload) throws -> String {
    switch payload {
    case .json: try ReadableJSON.encode(event, .oneLine)
    case .slack: try ReadableJSON.encode(["text": text(event)], .oneLine)
    }
  }

  /// A few lines in Slack's `mrkdwn`.
  static func text(_ event: OutboundEvent) -> String {
    let incident = event.incident
    let what =
      switch event.change {
      case .opened: "Incident opened"
      case .updated: "Incident updated"
      case .severityChanged: "Incident is now \(incident.severity.rawValue)"
      case .ended: "Incident ended"
      }
    var lines = ["*\(what) on \(plain(event.host)):* \(plain(incident.title)) (\(incident.severity.rawValue))"]
    var times = "\(incident.id): began \(incident.startedAt), noticed \(incident.detectedAt)"
    if let end = incident.endedAt {
      times += ", lasted \(end.duration(since: incident.startedAt).inWords)"
    }
    lines.append(times)
    let impact = incident.impact
    lines.append(
      "\(impact.failed.grouped) of \(impact.requests.grouped) requests failed, \(impact.slow.grouped) were slow"
        + (impact.clients == 0
          ? "" : ", \(impact.affectedClients.grouped) of \(impact.clients.grouped) clients affected"))
    for cause in incident.causes {
      lines.append("Candidate \(cause.rank): \(cause.kind.rawValue) \(plain(cause.subject)): \(plain(cause.summary))")
    }
    lines.append("`hindcast show \(incident.id)`")
    return lines.joined(separator: "\n")
  }

  /// Text that a log may have had a part in: no links, no mentions (Slack, "Formatting text for app surfaces").
  private static func plain(_ text: String) -> String {
    text.controlsVisible.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("@", with: "@\u{2060}")
  }
}
