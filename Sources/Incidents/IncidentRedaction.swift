extension Incident {
  /// Everything that holds text from logs, redacted.
  func redacted(_ redact: (String) -> String) -> Incident {
    var incident = self
    incident.title = redact(title)
    for i in incident.signals.indices { incident.signals[i].route = incident.signals[i].route.map(redact) }
    for i in incident.causes.indices {
      incident.causes[i].subject = redact(incident.causes[i].subject)
      incident.causes[i].summary = redact(incident.causes[i].summary)
      incident.causes[i].evidence = incident.causes[i].evidence.map { $0.redacted(redact) }
    }
    for i in incident.ruledOut.indices {
      incident.ruledOut[i].finding = redact(incident.ruledOut[i].finding)
      incident.ruledOut[i].evidence = incident.ruledOut[i].evidence.map { $0.redacted(redact) }
    }
    incident.timeline = incident.timeline.map { $0.redacted(redact) }
    return incident
  }
}

extension TimelineEntry {
  func redacted(_ redact: (String) -> String) -> TimelineEntry {
    var entry = self
    entry.summary = redact(summary)
    entry.evidence = evidence.map { $0.redacted(redact) }
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
