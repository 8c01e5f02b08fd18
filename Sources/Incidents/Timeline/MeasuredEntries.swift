import Records

/// Entries computed from the windows: onset, detection, peaks, recoveries and relapses, end.
struct MeasuredEntries {
  let facts: IncidentFacts
  let groups: [SignalGroup]

  init(_ facts: IncidentFacts) {
    self.facts = facts
    groups = SignalGroup.of(facts)
  }

  var entries: [TimelineEntry] { [onset] + laterOnsets + [detected] + peaks + turns }

  /// Groups that began within a minute of the incident are its onset.
  private var first: [SignalGroup] {
    let near = groups.filter { $0.startedAt.seconds(since: facts.startedAt) <= 60 }
    return near.isEmpty ? Array(groups.prefix(1)) : near
  }

  private var onset: TimelineEntry {
    let what = first.prefix(3).map(change).joined(separator: "; ")
    let more = first.count > 3 ? "; and \(first.count - 3) more" : ""
    return entry(
      .onset, facts.startedAt, "",
      summary: "It began: " + (what.isEmpty ? "the service left its baseline" : what) + more,
      starred: true, evidence: first.first.map(evidence) ?? [])
  }

  private var laterOnsets: [TimelineEntry] {
    let began = Set(first.map { "\($0.kind.rawValue) \($0.service)" })
    return groups.filter { !began.contains("\($0.kind.rawValue) \($0.service)") }.map { group in
      entry(
        .onset, group.startedAt, group.service, label: group.kind.rawValue, summary: "Also " + change(group),
        evidence: evidence(group))
    }
  }

  private func change(_ group: SignalGroup) -> String {
    let falling = group.kind == .trafficDrop || group.kind == .silence
    let route = group.routes.count == 1 ? group.routes[0] : nil
    let place =
      group.routes.count > 1 && group.kind != .errorBurst && group.kind != .newError
      ? " on " + Wording.list(group.routes.map { Wording.oneLine($0, atMost: 60) }) : ""
    let usual = SignalGroup.value(group.worst.signal.baseline, unit: group.worst.signal.unit)
    return "\(group.subject(route: route)) \(falling ? "fell" : "rose")\(place) (usual \(usual))"
  }

  private func evidence(_ group: SignalGroup) -> [Evidence] { group.signals[0].samples.prefix(3).map(\.evidence) }

  private var detected: TimelineEntry {
    let delay = Wording.duration(facts.detectedAt.seconds(since: facts.startedAt))
    return entry(
      .detected, facts.detectedAt, "",
      summary: "The evidence sufficed to call it an incident, \(delay) after the onset",
      starred: true)
  }

  private var peaks: [TimelineEntry] {
    groups.map { group in
      let worst = group.worst
      let value = SignalGroup.value(worst.signal.peak, unit: worst.signal.unit)
      let usual = SignalGroup.value(worst.signal.baseline, unit: worst.signal.unit)
      let falling = group.kind == .trafficDrop || group.kind == .silence
      return entry(
        .peak, worst.peakAt, group.service, label: group.kind.rawValue,
        summary:
          "\(group.subject(route: worst.signal.route)) \(falling ? "fell to" : "reached") \(value) (usual \(usual))",
        evidence: worst.samples.prefix(3).map(\.evidence))
    }
  }

  /// A phase's end is a recovery if another follows, else the end; every phase but the first begins with a relapse.
  private var turns: [TimelineEntry] {
    var turns: [TimelineEntry] = []
    for (i, phase) in facts.phases.enumerated() {
      if i > 0 {
        let pause = facts.phases[i - 1].endedAt.map { Wording.duration(phase.startedAt.seconds(since: $0)) }
        turns.append(
          entry(
            .relapse, phase.startedAt, "", summary: "It began again" + (pause.map { " after \($0)" } ?? ""),
            starred: true))
      }
      if let end = phase.endedAt, i + 1 < facts.phases.count {
        let length = Wording.duration(end.seconds(since: phase.startedAt))
        turns.append(entry(.recovery, end, "", summary: "All signals were back at their baselines, after \(length)"))
      }
    }
    if let end = facts.endedAt {
      let length = Wording.duration(end.seconds(since: facts.startedAt))
      turns.append(
        entry(
          .end, end, "", summary: "All signals were back at their baselines for good, \(length) after the onset",
          starred: true))
    }
    return turns
  }

  private func entry(
    _ kind: EntryKind, _ at: Timestamp, _ service: String, label: String = "", summary: String, starred: Bool = false,
    evidence: [Evidence] = []
  ) -> TimelineEntry {
    TimelineEntry(
      id: EntryID.measured(kind, at, service + label), at: at, kind: kind, origin: .measured,
      service: service.isEmpty ? nil : service, summary: summary, starred: starred, evidence: evidence)
  }
}
