extension Incident {
  /// Everything that holds text from logs, redacted.
  func redacted(_ redact: (String) -> String) -> Incident {
    mapping(text: redact, source: { $0 }, evidence: { $0.redacted(redact) })
  }

  /// The same with other texts in the place of all that may hold text from logs.
  /// - Parameter source: the path of a log.
  package func mapping(
    text: (String) -> String, source: (String) -> String, evidence: (Evidence) -> Evidence
  ) -> Incident {
    var incident = self
    for i in incident.impact.logs.indices { incident.impact.logs[i].source = source(incident.impact.logs[i].source) }
    incident.title = text(title)
    incident.setBy = setBy.mapValues(text)
    for i in incident.signals.indices { incident.signals[i].route = incident.signals[i].route.map(text) }
    for i in incident.causes.indices {
      incident.causes[i].subject = text(incident.causes[i].subject)
      incident.causes[i].summary = text(incident.causes[i].summary)
      incident.causes[i].evidence = incident.causes[i].evidence.map(evidence)
    }
    for i in incident.ruledOut.indices {
      incident.ruledOut[i].finding = text(incident.ruledOut[i].finding)
      incident.ruledOut[i].evidence = incident.ruledOut[i].evidence.map(evidence)
    }
    incident.timeline = incident.timeline.map { $0.mapping(text: text, evidence: evidence) }
    return incident
  }
}

extension TimelineEntry {
  func redacted(_ redact: (String) -> String) -> TimelineEntry { mapping(text: redact) { $0.redacted(redact) } }

  package func mapping(text: (String) -> String, evidence: (Evidence) -> Evidence) -> TimelineEntry {
    var entry = self
    entry.summary = text(summary)
    entry.by = by.map(text)
    entry.evidence = entry.evidence.map(evidence)
    return entry
  }
}

extension Evidence {
  func redacted(_ redact: (String) -> String) -> Evidence {
    var evidence = self
    evidence.text = redact(text)
    return evidence
  }
}
