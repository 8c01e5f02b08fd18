package import Records

extension [TimelineEntry] {
  /// Rows as the phases of another span of the incident make them: what was a recovery may be the end, what was a relapse the
  /// onset.
  package func turning(
    _ phases: [Phase], startedAt: Timestamp, endedAt: Timestamp?, signals: [IncidentSignal]
  ) -> [TimelineEntry] {
    let turns = PhaseTurn.all(phases, startedAt: startedAt, endedAt: endedAt)
    return map { row in
      guard PhaseTurn.kinds.contains(row.kind) || row.beganAnIncident else { return row }
      var row = row
      if let turn = turns.first(where: { $0.at == row.at }) {
        // A person's own words of the end.
        if row.origin == .noted, turn.kind == .end || row.kind == .end {
          row.kind = turn.kind
          return row
        }
        (row.kind, row.summary) = (turn.kind, turn.summary)
        row.starred = row.starred || turn.kind != .recovery
      } else if row.kind == .recovery || row.kind == .end {
        // It lies outside of what the phases are now. Of what a person set nothing was measured.
        if row.origin != .noted { row.summary = PhaseTurn.over }
      } else if row.kind == .relapse, row.at == startedAt {
        row.kind = .onset
        let groups = SignalGroup.of(signals.map(SignalFacts.init))
        row.summary = MeasuredEntries.onset(of: MeasuredEntries.first(groups, startedAt), at: startedAt)
      }
      return row
    }
  }

  /// Those of what came before a split, but for a peak whose minute was not over then.
  func part(before time: Timestamp, of incident: Incident) -> [TimelineEntry] {
    let cut = incident.signals.filter { !$0.hasPeak(from: $0.startedAt, until: time) }
    return filter { row in
      row.at < time && !(row.kind == .peak && cut.contains { row.tellsPeak(of: $0, in: incident) })
    }.map { $0.lasts(across: time) ? $0.uncounted : $0 }
  }

  /// Those of what came from a split on, and of what led to its onset or lasted into it.
  func part(from time: Timestamp, onset: Timestamp) -> [TimelineEntry] {
    let led = onset.advanced(bySeconds: -ChangeScore.near)
    return compactMap { row in
      if row.at >= time { return row }
      if row.lasts(across: time) { return row.uncounted }
      return row.origin == .observed && row.kind.isOfChange && row.at >= led ? row : nil
    }
  }
}

extension TimelineEntry {
  /// Whether it is the onset of an incident, not of something that came later.
  var beganAnIncident: Bool { kind == .onset && summary.hasPrefix(MeasuredEntries.began) }

  /// Whether it is dated to the worst minute of this signal.
  fileprivate func tellsPeak(of signal: IncidentSignal, in incident: Incident) -> Bool {
    service == signal.service && signal.peakAt.map { at == max($0, incident.startedAt) } == true
  }

  /// Whether it counts what was seen before a time and after it.
  fileprivate func lasts(across time: Timestamp) -> Bool {
    guard kind == .error || kind == .slowQuery || kind == .suppressed, let until else { return false }
    return at < time && until >= time
  }

  /// Without how often, and what was counted with it: the same words for both parts.
  fileprivate var uncounted: TimelineEntry {
    var entry = self
    if let figures = summary.ranges(of: " (" + Wording.count(count, "time")).last {
      entry.summary.removeSubrange(figures.lowerBound...)
    }
    if entry.count > 1 { entry.summary += ", before the split and after it" }
    entry.count = 1
    return entry
  }
}

extension EntryKind {
  fileprivate var isOfChange: Bool {
    switch self {
    case .deploy, .restart, .reload, .start, .stop, .failure, .packageChange, .command, .oom, .reboot: true
    default: false
    }
  }
}

extension SignalFacts {
  /// What is kept of a signal.
  init(_ signal: IncidentSignal) {
    self.init(signal: signal, peakAt: signal.peakAt ?? signal.startedAt, samples: [])
  }
}
