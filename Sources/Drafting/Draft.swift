package import Incidents
import Records

/// A postmortem skeleton of one incident. The same incident and style give the same text.
package enum Draft {
  /// The most timeline rows, and the most rows of any other list; the rest is counted.
  static let timelineRows = 40
  static let listRows = 12
  /// What people or machines did in this time before a recovery is listed as having preceded it.
  static let recoveryWindow: Duration = .seconds(600)

  /// Renders the draft as Markdown.
  package static func markdown(
    of incident: Incident, style: DraftStyle, options: DraftOptions = DraftOptions()
  ) -> String {
    var footnotes = EvidenceFootnotes()
    let times = DraftTimes(onset: incident.startedAt)
    var fields = summary(of: incident, times)
    fields["signals"] = incident.signals.mostTelling(listRows).map {
      signal(of: $0, isOver: incident.endedAt != nil, times)
    }
    fields["moreSignals"] = more(incident.signals.count - listRows)
    fields.merge(timeline(of: incident, times, &footnotes)) { $1 }
    fields.merge(causes(of: incident, times, &footnotes)) { $1 }
    let deadEnds = incident.timeline.filter { $0.kind == .deadEnd || $0.kind == .hypothesis }
    fields["deadEnds"] = rows(deadEnds, listRows, times, &footnotes)
    fields["moreDeadEnds"] = more(deadEnds.count - listRows)
    fields["ruledOut"] = incident.ruledOut.map { ruled -> [String: Any] in
      ["hypothesis": ruled.hypothesis, "finding": ruled.finding, "refs": footnotes.references(ruled.evidence)]
    }
    fields["evidence"] = footnotes.fields
    fields["hasEvidence"] = !footnotes.notes.isEmpty
    let stamp = DraftStamp(
      incident: incident.id, style: style.name, zone: options.zone, evidence: options.evidence)
    return style.render(fields) + "\n\(stamp.comment)\n"
  }

  private static func summary(of incident: Incident, _ times: DraftTimes) -> [String: Any] {
    let impact = incident.impact
    let delay = incident.detectedAt.duration(since: incident.startedAt)
    return [
      "title": incident.title, "id": incident.id, "date": String(times.day),
      "start": DraftTimes.full(incident.startedAt),
      "end": incident.endedAt.map { [DraftTimes.full($0)] } ?? [],
      "duration": incident.knownUntil.duration(since: incident.startedAt).inWords,
      "isOpen": incident.endedAt == nil,
      "detected": DraftTimes.full(incident.detectedAt),
      "detectionDelay": delay.inWords, "noticedAtOnce": delay < .seconds(1),
      "severity": incident.severity.rawValue,
      "phaseCount": String(incident.phases.count), "relapsed": incident.phases.count > 1,
      "phases": incident.phases.map { phase -> [String: Any] in
        ["from": times.clock(phase.startedAt), "to": phase.endedAt.map { times.clock($0) } ?? "still going on"]
      },
      "requests": impact.requests.grouped, "failed": impact.failed.grouped,
      "failedPercent": impact.failedPercent.figure(places: 2), "slow": impact.slow.grouped,
      "clients": impact.clients.grouped, "affectedClients": impact.affectedClients.grouped,
      "affectedClientsPercent": impact.affectedClientsPercent.figure(places: 2), "method": impact.method,
      "hasRequests": impact.requests > 0, "hasClients": impact.clients > 0, "caveats": incident.caveats,
    ]
  }

  private static func signal(of signal: IncidentSignal, isOver: Bool, _ times: DraftTimes) -> [String: Any] {
    [
      "signalKind": signal.kind.rawValue, "signalSubject": subject(of: signal),
      "baseline": signal.inWords(signal.baseline), "peak": signal.inWords(signal.peak),
      "from": times.clock(signal.startedAt),
      "until": signal.endedAt.map { "to \(times.clock($0))" }
        ?? (isOver ? "with no end that was measured" : "and still going on"),
    ]
  }

  /// The service and its route; a message's template as code on one line.
  private static func subject(of signal: IncidentSignal) -> String {
    guard let template = signal.route, signal.kind == .errorBurst || signal.kind == .newError else {
      return signal.subject
    }
    let line = template.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let shown = line.count > 120 ? line.prefix(120) + "…" : line
    return "\(signal.service) `\(shown)`"
  }

  private static func timeline(
    of incident: Incident, _ times: DraftTimes, _ footnotes: inout EvidenceFootnotes
  ) -> [String: Any] {
    let omitted = TimelineSelection(incident.timeline, limit: timelineRows).omitted
    return ["rows": rows(incident.timeline, timelineRows, times, &footnotes), "omitted": more(omitted)]
  }

  /// The most important of these entries, in time order.
  private static func rows(
    _ entries: [TimelineEntry], _ limit: Int, _ times: DraftTimes, _ footnotes: inout EvidenceFootnotes
  ) -> [[String: Any]] {
    var rows: [[String: Any]] = []
    for case .entry(let row) in TimelineSelection(entries, limit: limit).rows {
      rows.append(entry(row, times, &footnotes))
    }
    return rows
  }

  /// A section that is there where some were left out, and their number.
  private static func more(_ count: Int) -> [String] { count > 0 ? [count.grouped] : [] }

  private static func causes(
    of incident: Incident, _ times: DraftTimes, _ footnotes: inout EvidenceFootnotes
  ) -> [String: Any] {
    var asked: Set<CauseKind> = []
    var causes: [[String: Any]] = []
    var questions: [[String: Any]] = []
    for cause in incident.causes.prefix(listRows) {
      let lead = Duration.approximately(seconds: cause.leadSeconds.magnitude)
      causes.append([
        "rank": String(cause.rank), "causeKind": cause.kind.rawValue, "causeSubject": cause.subject,
        "headline": cause.headline,
        "why": cause.summary, "time": times.clock(cause.at), "score": cause.score.figure(places: 2),
        "lead": "\(lead.inWords) \(cause.leadSeconds < 0 ? "after" : "before") the onset",
        "refs": footnotes.references(cause.evidence),
      ])
      if asked.insert(cause.kind).inserted {
        questions.append(["question": cause.kind.preventionQuestion, "causeKind": cause.kind.rawValue])
      }
    }
    return [
      "causes": causes, "questions": questions, "moreCauses": more(incident.causes.count - listRows),
      "beforeRecovery": rows(actionsBeforeRecovery(incident), listRows, times, &footnotes),
      "resolutions": rows(incident.timeline.filter { $0.kind == .resolution }, listRows, times, &footnotes),
    ]
  }

  /// What changed something in the window before a phase's end.
  private static func actionsBeforeRecovery(_ incident: Incident) -> [TimelineEntry] {
    incident.timeline.filter { entry in
      switch entry.kind {
      case .deploy, .restart, .reload, .start, .stop, .packageChange, .command, .reboot, .action, .mitigation: break
      default: return false
      }
      return incident.phases.contains { phase in
        guard let end = phase.endedAt, entry.at >= incident.startedAt, entry.at <= end else { return false }
        return end.duration(since: entry.at) <= recoveryWindow
      }
    }
  }

  private static func entry(
    _ entry: TimelineEntry, _ times: DraftTimes, _ footnotes: inout EvidenceFootnotes
  ) -> [String: Any] {
    let until = entry.until.flatMap { $0 > entry.at ? " until \(times.clock($0))" : nil } ?? ""
    return [
      "time": times.clock(entry.at), "origin": entry.origin.rawValue, "entryKind": entry.kind.rawValue,
      "kindLabel": summaryNamesKind(entry) ? [] : [entry.kind.rawValue],
      "service": entry.service.map { [$0] } ?? [], "summary": entry.attributed,
      "repeats": entry.count > 1 ? ["×\(entry.count.grouped)\(until)"] : [],
      "refs": footnotes.references(entry.evidence),
    ]
  }

  /// Whether the summary says the kind already: "dead end: ...", "It began again", "`select ?` began to be slow".
  private static func summaryNamesKind(_ entry: TimelineEntry) -> Bool {
    let kind = entry.kind.rawValue
    let start = entry.summary.prefix(kind.count).lowercased()
    if start == kind || start == kind.split(separator: "-").joined(separator: " ") { return true }
    return switch entry.kind {
    case .onset, .relapse: entry.summary.hasPrefix("It began") || entry.summary.hasPrefix("Also")
    case .error: entry.summary.contains(" began to log ")
    case .slowQuery: entry.summary.contains(" began to be slow ")
    case .detected: entry.summary.hasPrefix("The evidence sufficed")
    default: false
    }
  }
}
