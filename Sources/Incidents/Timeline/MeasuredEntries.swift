import Records

/// Entries computed from the windows: onset, detection, peaks, recoveries and relapses, end.
struct MeasuredEntries {
  /// What the words of an onset begin with.
  static let began = "It began: "
  let facts: IncidentFacts
  let groups: [SignalGroup]
  /// Messages that have an entry of their own: their signals need neither a later onset nor a peak.
  private let told: Set<String>

  init(_ facts: IncidentFacts) {
    self.facts = facts
    groups = SignalGroup.of(facts.signals)
    told = Set(MessageEntries(facts: facts).told.flatMap(\.all).map { "\($0.service)\u{0}\($0.template)" })
  }

  var entries: [TimelineEntry] { [onset] + laterOnsets + [detected] + peaks + turns }

  /// Groups that began within a minute of the incident are its onset.
  private var first: [SignalGroup] { Self.first(groups, facts.startedAt) }

  static func first(_ groups: [SignalGroup], _ onset: Timestamp) -> [SignalGroup] {
    let near = groups.filter { $0.startedAt.seconds(since: onset) <= 60 }
    return near.isEmpty ? Array(groups.prefix(1)) : near
  }

  /// What an incident began with. Messages that were unusual before it began have an entry of their own.
  static func onset(of groups: [SignalGroup], at start: Timestamp) -> String {
    let withIt = groups.filter { !$0.isOfMessages || $0.startedAt >= start }
    return began + sentence(withIt.isEmpty ? groups : withIt)
  }

  private var onset: TimelineEntry {
    entry(
      .onset, facts.startedAt, "", summary: Self.onset(of: first, at: facts.startedAt), starred: true,
      evidence: evidence(of: first))
  }

  /// `5xx of nginx and apache; slow responses of nginx, gunicorn and 2 more`: figures are in the signals.
  private static func sentence(_ groups: [SignalGroup]) -> String {
    if groups.isEmpty { return "the service left its baseline" }
    if groups.count == 1 { return change(groups[0]) }
    let parts = SignalFamily.allCases.compactMap { family -> String? in
      let members = groups.filter { $0.family == family }.sorted {
        ($1.observations, $0.service) < ($0.observations, $1.service)
      }
      var services: [String] = []
      for group in members where !services.contains(group.service) { services.append(group.service) }
      return services.isEmpty ? nil : "\(family.words) of \(Wording.list(services, atMost: 3))"
    }
    return parts.joined(separator: "; ")
  }

  /// What began later than a minute after the onset and was not there before; what began within a minute of each other
  /// is one entry.
  private var laterOnsets: [TimelineEntry] {
    let began = Set(first.map { "\($0.family.rawValue) \($0.service)" })
    var runs: [[SignalGroup]] = []
    for group in groups where !began.contains("\(group.family.rawValue) \(group.service)") && !isTold(group) {
      if let start = runs.last?.first?.startedAt, group.startedAt.seconds(since: start) <= 60 {
        runs[runs.count - 1].append(group)
      } else {
        runs.append([group])
      }
    }
    return runs.map { run in
      let group = run[0]
      return entry(
        .onset, group.startedAt, run.allSatisfy { $0.service == group.service } ? group.service : "",
        label: group.kind.rawValue,
        summary: run.count == 1 ? "Also " + Self.change(group) : "Also: " + Self.sentence(run),
        evidence: evidence(group))
    }
  }

  private func isTold(_ group: SignalGroup) -> Bool {
    group.isOfMessages && group.signals.allSatisfy { isTold($0) }
  }

  private func isTold(_ signal: SignalFacts) -> Bool {
    told.contains("\(signal.signal.service)\u{0}\(signal.signal.route ?? "")")
  }

  private static func change(_ group: SignalGroup) -> String {
    let route = group.routes.count == 1 || group.isOfMessages ? group.worst.signal.route : nil
    let place =
      group.routes.count <= 1
      ? ""
      : group.isOfMessages
        ? " and of \(group.routes.count - 1) more"
        : " on " + Wording.list(group.routes.map { Wording.oneLine($0, atMost: 60) })
    let baselines = group.isOfMessages ? [group.worst.signal.baseline] : group.signals.map(\.signal.baseline)
    let values = [baselines.min(), baselines.max()].compactMap(\.self).map {
      SignalGroup.value($0, unit: group.worst.signal.unit)
    }
    let usual = Set(values).count == 1 ? values[0] : values.joined(separator: " to ")
    let subject = group.subject(route: route)
    let verb = group.isFalling ? "fell" : "rose"
    return (group.isOfMessages ? "\(subject)\(place) \(verb)" : "\(subject) \(verb)\(place)") + " (usual \(usual))"
  }

  private func evidence(_ group: SignalGroup) -> [Evidence] { group.signals[0].samples.prefix(3).map(\.evidence) }

  /// Lines of the first signal that has some of the first minutes, or of the one whose lines are nearest to them: of what
  /// is counted for a whole service there may be none, and of a phase that comes later they tell nothing of the onset.
  private func evidence(of groups: [SignalGroup]) -> [Evidence] {
    let samples = groups.flatMap(\.signals).map(\.samples).filter { !$0.isEmpty }
    let nearest = samples.enumerated().min { a, b in
      let (near, far) = (distance(a.element), distance(b.element))
      return near == far ? a.offset < b.offset : near < far
    }
    return nearest?.element.prefix(3).map(\.evidence) ?? []
  }

  /// How far lines lie from the first two minutes, in seconds.
  private func distance(_ samples: [LineSample]) -> Double {
    max(0, abs((samples.first?.at ?? facts.startedAt).seconds(since: facts.startedAt)) - 120)
  }

  /// Lines of the signals that began with a phase.
  private func evidence(from start: Timestamp) -> [Evidence] {
    let samples = facts.signals.filter { abs($0.signal.startedAt.seconds(since: start)) <= 60 }.flatMap(\.samples)
    var seen: Set<String> = []
    // A service and its routes have lines in common.
    return samples.filter { $0.at >= start.advanced(bySeconds: -60) }
      .sorted { ($0.at, $0.source, $0.position.text) < ($1.at, $1.source, $1.position.text) }
      .filter { seen.insert("\($0.source)\u{0}\($0.position.text)").inserted }
      .prefix(3).map(\.evidence)
  }

  private var detected: TimelineEntry {
    entry(
      .detected, facts.detectedAt, "", summary: Self.detection(at: facts.detectedAt, onset: facts.startedAt),
      starred: true, evidence: evidence(of: first))
  }

  static func detection(at time: Timestamp, onset: Timestamp) -> String {
    "The evidence sufficed to call it an incident, \(Wording.relative(time, toOnset: onset))"
  }

  /// The worst of each family, never before the onset.
  private var peaks: [TimelineEntry] {
    SignalFamily.allCases.compactMap { family in
      let members = groups.filter { $0.family == family && !isTold($0) }
      // Of a signal that has just opened the worst may not be known yet.
      let known = members.map { ($0, $0.worst) }.filter {
        $0.1.signal.peak ?? $0.1.signal.baseline != $0.1.signal.baseline
      }
      let worst = known.max { a, b in
        let (departureA, departureB) = (a.0.departure(a.1), b.0.departure(b.1))
        if departureA != departureB { return departureA < departureB }
        return (a.0.observations, b.0.service) < (b.0.observations, a.0.service)
      }
      return worst.map(peak)
    }
  }

  private func peak(_ group: SignalGroup, _ worst: SignalFacts) -> TimelineEntry {
    let value = SignalGroup.value(worst.signal.peak ?? worst.signal.baseline, unit: worst.signal.unit)
    let usual = SignalGroup.value(worst.signal.baseline, unit: worst.signal.unit)
    return entry(
      .peak, max(worst.peakAt, facts.startedAt), group.service, label: group.kind.rawValue,
      summary:
        "\(group.subject(route: worst.signal.route)) \(group.isFalling ? "fell to" : "reached") \(value) (usual \(usual))",
      evidence: worst.peakSamples.map(\.evidence))
  }

  private var turns: [TimelineEntry] {
    PhaseTurn.all(facts.phases, startedAt: facts.startedAt, endedAt: facts.endedAt).map { turn in
      entry(
        turn.kind, turn.at, "", summary: turn.summary, starred: turn.kind != .recovery,
        evidence: turn.kind == .relapse ? evidence(from: turn.at) : [])
    }
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
