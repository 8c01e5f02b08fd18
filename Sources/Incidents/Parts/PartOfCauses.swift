package import Records

extension CauseCandidate {
  /// The same, its lead counted to another onset.
  package func counted(from old: Timestamp, to onset: Timestamp) -> CauseCandidate {
    guard onset != old, phase == nil else { return self }
    var counted = self
    counted.leadSeconds = onset.seconds(since: at)
    if let words = summary.ranges(of: Wording.relative(at, toOnset: old)).last {
      counted.summary.replaceSubrange(words, with: Wording.relative(at, toOnset: onset))
    }
    return counted
  }

  /// Without how often and how much, which was counted over more than a part of an incident.
  fileprivate func uncounted(before onset: Timestamp) -> CauseCandidate {
    var uncounted = self
    uncounted.leadSeconds = onset.seconds(since: at)
    uncounted.summary =
      "\(whatWasSeen), first \(Wording.relative(at, toOnset: onset)); how often and how much was counted over the whole "
      + "incident, before it was split, and is left out."
    return uncounted
  }

  /// What the messages or figures that it rests on say, as a sentence begins.
  private var whatWasSeen: String {
    let words = Wording.oneLine(subject, atMost: 300)
    return switch kind {
    case .slowQuery: "`\(words)` was logged as slow"
    case .newError: "`\(words)` was logged, which had not been before"
    case .oom: "Memory ran out: \(words)"
    case .trafficSurge: "More requests came than usual"
    case .saturation, .diskFull, .dns, .tls, .dependency: "The logs tell of \(words)"
    case .deploy, .restart, .configChange, .packageChange, .reboot: "\(words) was changed"
    }
  }

  /// When what was counted was last seen, as far as rows that rest on the same lines tell.
  fileprivate func lastSeen(_ rows: [TimelineEntry]) -> Timestamp? {
    let own = Set(evidence.map { "\($0.source)\u{0}\($0.position)" })
    let told = rows.filter { row in
      if row.kind == .oom { return kind == .oom && row.service == subject }
      guard row.kind == .error || row.kind == .slowQuery else { return false }
      return row.evidence.contains { own.contains("\($0.source)\u{0}\($0.position)") }
    }
    return told.map { $0.until ?? $0.at }.max()
  }
}

extension [CauseCandidate] {
  /// Those of two incidents, or of a part and of what was done before it: what messages tell once for each kind and
  /// subject, and each thing that was done once; the best first, none after the end.
  package func ranked(until end: Timestamp?) -> [CauseCandidate] {
    var seen: Set<String> = []
    return best.filter { cause in
      let once = cause.isOfChange ? "\(cause.at.microseconds)" : ""
      return seen.insert("\(cause.kind.rawValue)\u{0}\(once)\u{0}\(cause.subject)").inserted
    }.numbered(until: end)
  }

  /// The best first, none after the end.
  package func ordered(until end: Timestamp?) -> [CauseCandidate] { best.numbered(until: end) }

  /// In their order, none after the end.
  package func numbered(until end: Timestamp?) -> [CauseCandidate] {
    filter { cause in end.map { cause.at <= $0 } ?? true }.prefix(CauseRanking.limit).enumerated().map { index, cause in
      var cause = cause
      cause.rank = index + 1
      return cause
    }
  }

  /// By score; of what was done, the nearer comes first where scores are the same.
  private var best: [CauseCandidate] {
    filter { $0.score > 0 }.enumerated().sorted { one, other in
      let (a, b) = (one.element, other.element)
      if a.score != b.score { return a.score > b.score }
      let (near, far) = (a.leadSeconds.magnitude, b.leadSeconds.magnitude)
      if a.isOfChange, b.isOfChange, near != far { return near < far }
      return one.offset < other.offset
    }.map(\.element)
  }

  /// Those of what came before a split.
  func part(
    before time: Timestamp, of whole: Incident, phases: [Phase], until end: Timestamp
  ) -> [CauseCandidate] {
    filter { $0.at < time && $0.phase ?? 1 <= Swift.max(1, phases.count) }.map { cause in
      if cause.isOfChange { return cause }
      guard let last = cause.lastSeen(whole.timeline), last < time else {
        return cause.uncounted(before: whole.startedAt)
      }
      return cause
    }.ranked(until: end)
  }

  /// Those of what came from a split on: what was done before its onset, and what was seen in it.
  func part(
    from time: Timestamp, of whole: Incident, phases: [Phase], onset: Timestamp, until end: Timestamp?
  ) -> [CauseCandidate] {
    let old = whole.startedAt
    let known = compactMap { cause -> CauseCandidate? in
      if cause.phase != nil { return cause.moved(from: whole.phases, to: phases) }
      if cause.isOfChange {
        return cause.counted(from: old, to: onset).scored(from: old, to: onset)
      }
      if cause.at >= time { return cause.counted(from: old, to: onset) }
      return cause.lastSeen(whole.timeline).flatMap { $0 >= time ? cause.uncounted(before: onset) : nil }
    }
    let services = whole.signals.map(\.service)
    let done = whole.timeline.compactMap { row -> CauseCandidate? in
      guard row.at <= onset, let candidate = row.candidate(before: onset, services: services) else { return nil }
      return contains { $0.isOfChange && $0.kind == candidate.kind && $0.at == row.at } ? nil : candidate
    }
    return (known + done).filter { $0.score >= CauseRanking.leastScore }.ranked(until: end)
  }
}

extension TimelineEntry {
  /// What was done before an onset as a candidate for its cause; nil where it is none.
  fileprivate func candidate(before onset: Timestamp, services: [String]) -> CauseCandidate? {
    guard origin == .observed else { return nil }
    let lead = onset.seconds(since: at)
    let subject = service ?? ""
    func score(_ ceiling: Double, unrelated: Double? = nil, grace: Double? = nil) -> Double {
      ceiling * ChangeScore.relation(of: subject, to: services, unrelated: unrelated)
        * ChangeScore.closeness(lead: lead) * (grace.map { ChangeScore.freshness(lead: lead, grace: $0) } ?? 1)
    }
    func candidate(_ kind: CauseKind, _ subject: String, _ score: Double) -> CauseCandidate? {
      guard score > 0 else { return nil }
      return CauseCandidate(
        kind, subject, at: at, onset: onset, score: (score * 1000).rounded() / 1000,
        summary: "\(summary), \(Wording.relative(at, toOnset: onset)).", evidence: evidence)
    }
    switch kind {
    case .deploy:
      return candidate(.deploy, subject, score(DeployCause.ceiling, unrelated: DeployCause.unrelated))
    case .restart, .stop, .failure, .start:
      return candidate(.restart, subject, score(RestartCause.ceiling(kind), grace: RestartCause.grace))
    case .reload:
      return candidate(
        .configChange, subject, score(ConfigChangeCause.reloadCeiling, grace: ConfigChangeCause.grace))
    case .packageChange:
      return candidate(
        .packageChange, subject, score(PackageChangeCause.ceiling, unrelated: PackageChangeCause.unrelated))
    case .reboot:
      return candidate(.reboot, subject, RebootCause.ceiling * ChangeScore.closeness(lead: lead))
    case .command:
      let command = summary.split(separator: "`", maxSplits: 1).dropFirst().first.map { String($0.dropLast()) } ?? ""
      guard ConfigCommand.changesConfiguration(command) else { return nil }
      return candidate(
        .configChange, Wording.oneLine(command, atMost: 80),
        ConfigChangeCause.commandCeiling * ChangeScore.closeness(lead: lead))
    default: return nil
    }
  }
}
