import Foundation
package import Incidents
import Records

/// A postmortem skeleton of one incident. The same incident, style and options give the same text.
package enum Draft {
  /// Renders the draft as Markdown.
  package static func markdown(
    of incident: Incident, style: DraftStyle, options: DraftOptions = DraftOptions()
  ) -> String {
    let stamp = DraftStamp(
      incident: incident.id, style: style.name, isOwnStyle: style.isOwn, zone: options.zone, evidence: options.evidence,
      disclosed: options.disclosed)
    var fields = fields(of: incident, options: options)
    let evidence = fields["evidence"] as? [[String: Any]] ?? []
    fields["evidence"] = []
    fields["evidence"] = referred(evidence, in: style.render(fields))
    return style.render(fields) + "\n\(stamp.comment)\n"
  }

  /// The lines that a text refers to, in the order in which it does: a style does not show all statements.
  private static func referred(_ evidence: [[String: Any]], in text: String) -> [[String: Any]] {
    evidence.compactMap { line -> (place: String.Index, line: [String: Any])? in
      guard let label = line["label"] as? String, let place = text.range(of: label)?.lowerBound else { return nil }
      return (place, line)
    }
    .sorted { $0.place < $1.place }.map(\.line)
  }

  /// All fields that a style may name (`DraftField.all`).
  static func fields(of incident: Incident, options: DraftOptions) -> [String: Any] {
    let times = incident.printedTimes
    let clock = DraftClock(zone: options.zone, onset: incident.startedAt, times: times)
    var entries = DraftEntries(clock: clock)
    var fields = summary(of: incident, clock)
    fields.merge(DraftImpact(incident: incident, clock: clock).fields) { $1 }
    fields.merge(timeline(of: incident, clock, &entries)) { $1 }
    fields.merge(causes(of: incident, clock, &entries)) { $1 }
    fields["charts"] = options.charts.map {
      ["title": $0.title, "alternative": $0.alternative, "file": $0.file]
    }
    fields["similar"] = options.similar.map { past -> [String: Any] in
      [
        "id": past.id, "title": past.title, "severity": past.severity.rawValue,
        "resemblance": past.shared.joined(separator: "; "),
        "start": DraftClock(zone: options.zone, onset: past.startedAt, times: times).forms(past.startedAt),
      ]
    }
    fields["footnotes"] = options.evidence == .footnotes
    fields["appendix"] = options.evidence == .appendix
    fields["evidence"] = entries.references.lines
    return fields
  }

  private static func summary(of incident: Incident, _ clock: DraftClock) -> [String: Any] {
    let delay = incident.detectedAt.duration(since: incident.startedAt)
    let caveats = incident.setBy[.title].map { ["The title was set by \($0)."] + incident.caveats } ?? incident.caveats
    return [
      "id": incident.id, "title": incident.title, "severity": incident.severity.rawValue,
      "zone": clock.zoneName, "one-zone": optional(clock.oneZone), "start": clock.forms(incident.startedAt),
      "end": optional(incident.endedAt.map(clock.forms)), "known-until": clock.forms(incident.knownUntil),
      "duration": incident.knownUntil.duration(since: incident.startedAt).inWords,
      "detected": clock.forms(incident.detectedAt),
      "detection-delay": optional(delay < .seconds(1) ? nil : delay.inWords),
      "phase-count": String(incident.phases.count), "relapsed": incident.phases.count > 1,
      "phases": incident.phases.map { phase -> [String: Any] in
        [
          "from": clock.forms(phase.startedAt), "to": optional(phase.endedAt.map(clock.forms)),
          "duration": (phase.endedAt ?? incident.knownUntil).duration(since: phase.startedAt).inWords,
        ]
      },
      "phases-origin": incident.originOfPhases,
      "start-by": optional(incident.setBy[.startedAt]), "end-by": optional(incident.setBy[.endedAt]),
      "detected-by": optional(incident.setBy[.detectedAt]), "severity-by": optional(incident.setBy[.severity]),
      "title-by": optional(incident.setBy[.title]),
      "caveats": caveats.map { $0.printingTimes(clock.full) },
      "caveats12": caveats.map { $0.printingTimes(clock.full12) },
    ]
  }

  private static func timeline(
    of incident: Incident, _ clock: DraftClock, _ entries: inout DraftEntries
  ) -> [String: Any] {
    let selection = DraftSelection(incident)
    func listed(_ list: [TimelineEntry]) -> [[String: Any]] { entries.fields(DraftSelection.listed(list)) }
    func first(_ kind: EntryKind) -> Any {
      optional(incident.timeline.first { $0.kind == kind }.map { entries.fields($0) })
    }
    return [
      "onset": first(.onset), "detection": first(.detected), "recovery": first(.end),
      "rows": entries.fields(selection.rows), "more-rows": entries.fields(selection.appendix),
      "more-count": optional(selection.appendix.isEmpty ? nil : selection.appendix.count.grouped),
      "left-out": optional(selection.leftOut > 0 ? selection.leftOut.grouped : nil),
      "detections": listed(selection.noted(.detection)),
      "detections-before": listed(selection.noted(.detection).filter { $0.at <= incident.detectedAt }),
      "detections-after": listed(selection.noted(.detection).filter { $0.at > incident.detectedAt }),
      "actions": listed(selection.actions),
      "tried": listed(selection.tried), "responses": listed(selection.responses),
      "commands": listed(selection.commands), "hypotheses": listed(selection.noted(.hypothesis)),
      "dead-ends": listed(selection.noted(.deadEnd)),
      "misleading": listed(selection.noted(.hypothesis, .deadEnd)),
      "escalations": listed(selection.noted(.escalation)), "communications": listed(selection.noted(.communication)),
      "mitigations": listed(selection.noted(.mitigation)), "resolutions": listed(selection.noted(.resolution)),
      "notes": listed(selection.noted(.note)), "people": selection.people,
      "ending": selection.ending.suffix(2 * DraftSelection.listRows).map { found -> [String: Any] in
        var row = entries.fields(found.entry)
        row["gap"] = optional(found.recovery.map { $0.duration(since: found.entry.at).inWords })
        row["recovered"] = optional(found.recovery.map(clock.forms))
        return row
      },
      "change-before": optional(
        selection.changeBefore.map { change -> [String: Any] in
          var row = entries.fields(change)
          row["gap"] = gap(incident.startedAt.seconds(since: change.at))
          return row
        }),
    ]
  }

  private static func causes(
    of incident: Incident, _ clock: DraftClock, _ entries: inout DraftEntries
  ) -> [String: Any] {
    let shown = incident.causes.prefix(DraftSelection.listRows)
    var asked: Set<CauseKind> = []
    return [
      "causes": shown.map { cause -> [String: Any] in
        let side = cause.leadInWords("").trimmed
        let lead = cause.leadInWords(gap(cause.leadSeconds.magnitude))
        // Minutes in words do not say how many seconds.
        let isSaid =
          cause.summary.contains(side)
          && (cause.leadSeconds.magnitude < 60
            || cause.summary.contains("\(Int(cause.leadSeconds.magnitude.rounded())) s \(side)"))
        return [
          "rank": String(cause.rank), "kind": cause.kind.rawValue, "headline": cause.headline,
          "why": cause.summary, "at": clock.forms(cause.at), "score": cause.score.figure(places: 2),
          "lead": lead, "lead-unsaid": optional(isSaid ? nil : lead),
          "refs": entries.references.fields(cause.evidence),
        ]
      },
      "more-causes": optional(
        incident.causes.count > shown.count ? (incident.causes.count - shown.count).grouped : nil),
      "ruled-out": incident.ruledOut.map { ruled -> [String: Any] in
        [
          "hypothesis": ruled.hypothesis, "finding": ruled.finding,
          "refs": entries.references.fields(ruled.evidence),
        ]
      },
      "questions": shown.filter { asked.insert($0.kind).inserted }.map {
        ["question": $0.kind.preventionQuestion, "kind": $0.kind.rawValue]
      },
    ]
  }

  /// In seconds, and in words where these are many.
  private static func gap(_ seconds: Double) -> String {
    let words = Duration.approximately(seconds: seconds).inWords
    return seconds < 60 || seconds >= 86_400 ? words : "\(Int(seconds.rounded()).grouped) s (\(words))"
  }
}

extension Incident {
  /// What the times of its phases rest on.
  fileprivate var originOfPhases: String {
    let set = [(IncidentField.startedAt, "start"), (.endedAt, "end")].compactMap { field, name in
      setBy[field].map { "the \(name), set by \($0)" }
    }
    return set.isEmpty ? "measured" : "measured, but for " + set.joined(separator: ", and ")
  }
}
