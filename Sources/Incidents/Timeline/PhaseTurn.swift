import Records

/// The end of a phase, which is a recovery if another follows, else the end; or the relapse that every phase but the first
/// begins with.
struct PhaseTurn {
  var kind: EntryKind
  var at: Timestamp
  var summary: String

  static let kinds: Set<EntryKind> = [.recovery, .relapse, .end]
  /// What the words of an end begin with.
  static let over = "All signals were back at their baselines"

  /// Those of an incident.
  static func all(_ phases: [Phase], startedAt: Timestamp, endedAt: Timestamp?) -> [PhaseTurn] {
    var turns: [PhaseTurn] = []
    for (i, phase) in phases.enumerated() {
      if i > 0 {
        let pause = phases[i - 1].endedAt.map { " after \(Wording.duration(phase.startedAt.seconds(since: $0)))" }
        turns.append(PhaseTurn(kind: .relapse, at: phase.startedAt, summary: "It began again" + (pause ?? "")))
      }
      if let end = phase.endedAt, i + 1 < phases.count {
        let length = Wording.duration(end.seconds(since: phase.startedAt))
        turns.append(
          PhaseTurn(kind: .recovery, at: end, summary: "\(over), after \(length)"))
      }
    }
    if let endedAt {
      let length = Wording.duration(endedAt.seconds(since: startedAt))
      turns.append(
        PhaseTurn(
          kind: .end, at: endedAt,
          summary: "\(over) for good, \(length) after the onset"))
    }
    return turns
  }
}
