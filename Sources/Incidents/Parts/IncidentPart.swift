package import Records

extension Incident {
  /// What came before a time, under this id, and what came from then on, as an incident of its own.
  ///
  /// What was counted step by step is counted anew for each. What can be told of the whole alone is left out, and the
  /// words say so: distinct clients, how often a message came that both have, what was ruled out by figures.
  package func parts(at time: Timestamp, into id: String) -> (before: Incident, after: Incident) {
    (part(before: time, id), part(from: time, id))
  }

  private func part(before time: Timestamp, _ other: String) -> Incident {
    var part = self
    part.phases = phases.filter { $0.startedAt < time }
    if let last = part.phases.indices.last {
      part.phases[last].endedAt = min(part.phases[last].endedAt ?? time, time)
    }
    let end = max(startedAt, part.phases.last?.endedAt ?? time)
    part.endedAt = end
    part.status = .resolved
    part.detectedAt = min(detectedAt, time)
    part.signals = signals.compactMap { $0.part(from: nil, until: time, series: series) }
    part.impact = impact.part(from: startedAt, until: end)
    part.series = series.compactMap { $0.cut(until: time) }
    part.severitySpans = severitySpans.split(at: time).before
    part.causes = causes.part(before: time, of: self, phases: part.phases, until: end)
    part.ruledOut = ruledOut.part(isFirst: true)
    part.timeline = timeline.part(before: time, of: self).turning(
      part.phases, startedAt: startedAt, endedAt: end == time ? nil : end, signals: part.signals)
    let split = "A person split this at \(time): what came from then on is \(other)."
    part.caveats = caveats.filter { $0 != IncidentCaveats.notOver } + [split]
    part.word(as: self)
    return part
  }

  private func part(from time: Timestamp, _ id: String) -> Incident {
    var part = self
    part.id = id
    // A person's title is of what came before.
    part.setBy[.title] = nil
    part.phases = phases.compactMap { phase in
      if let end = phase.endedAt, end <= time { return nil }
      return Phase(startedAt: max(phase.startedAt, time), endedAt: phase.endedAt)
    }
    let onset = part.phases.first?.startedAt ?? time
    part.startedAt = onset
    part.endedAt = endedAt.map { max($0, onset) }
    part.signals = signals.compactMap { $0.part(from: time, until: nil, series: series) }.numbered()
    part.detectedAt = max(onset, part.signals.map(\.detectedAt).min() ?? detectedAt)
    part.impact = impact.part(from: onset, until: part.endedAt ?? impact.steps?.until ?? knownUntil)
    part.series = series.compactMap { $0.cut(from: time) }
    part.severitySpans = severitySpans.split(at: time).after
    part.causes = causes.part(
      from: time, of: self, phases: part.phases, onset: onset, until: part.endedAt)
    part.ruledOut = ruledOut.part(isFirst: false)
    part.timeline = timeline.part(from: time, onset: onset).turning(
      part.phases, startedAt: onset, endedAt: part.endedAt, signals: part.signals)
    let split = "A person split this from \(self.id) at \(time)."
    part.caveats = caveats.map(IncidentCaveats.ofLaterPart) + [split]
    part.word(as: self)
    return part
  }

  /// The title that its signals and its impact make.
  package var generatedTitle: String { IncidentTitle.of(signals.map(SignalFacts.init), impact) }

  /// Its title and severity, where no person set these.
  private mutating func word(as whole: Incident) {
    if setBy[.title] == nil { title = generatedTitle }
    guard setBy[.severity] == nil else { return }
    if let steps = impact.steps {
      severity = IncidentSeverityRule.of(impact, lasting: (endedAt ?? steps.until).seconds(since: startedAt))
      return
    }
    severity = severitySpans.worst ?? whole.severity
    guard whole.impact.requests + whole.impact.lostRequests > 0 else { return }
    caveats = caveats.filter { $0 != IncidentCaveats.severityOfTheWhole } + [IncidentCaveats.severityOfTheWhole]
  }
}

extension [IncidentSignal] {
  /// `s1`, `s2` and so on, in their order.
  package func numbered() -> [IncidentSignal] {
    enumerated().map { index, signal in
      var signal = signal
      signal.id = "s\(index + 1)"
      return signal
    }
  }
}
