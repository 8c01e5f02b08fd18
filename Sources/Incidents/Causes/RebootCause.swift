import Records

/// A host that went down or came up.
///
/// The records of a crash begin with the boot after it, so a boot within ten minutes after the onset counts where
/// requests went missing; else a reboot after the onset is an answer to it.
struct RebootCause: CauseEvidence {
  let kinds: Set<CauseKind> = [.reboot]
  static let ceiling = 0.85

  func candidates(_ facts: IncidentFacts) -> [CauseCandidate] {
    let outage = facts.signals.contains { $0.signal.kind == .trafficDrop || $0.signal.kind == .silence }
    return ChangeLog(facts.events).suspects.filter { $0.kind == .reboot }.map { change in
      let lead = facts.startedAt.seconds(since: change.began)
      let crashed = change.events.first?.event.kind == .reboot
      let boot = outage && crashed && lead < 0 && lead > -600
      let closeness = boot ? 0.9 : ChangeScore.closeness(lead: lead)
      let host = change.events.first?.event.host ?? ""
      return CauseCandidate(
        .reboot, host.isEmpty ? "host" : host, at: change.at, onset: facts.startedAt,
        score: (outage ? 0.95 : Self.ceiling) * closeness,
        summary: "\(host.isEmpty ? "The host" : host) \(Self.what(change)), "
          + "\(Wording.relative(change.began, toOnset: facts.startedAt)).",
        evidence: change.events.map(\.evidence))
    }
  }

  static func what(_ change: Change) -> String {
    let down = change.events.first?.event.kind == .shutdown
    let up = change.events.last?.event.kind == .reboot
    if down && up {
      return "shut down and booted again \(Wording.duration(change.at.seconds(since: change.began))) later"
    }
    return up ? "booted" : "shut down"
  }
}
