public import Records

/// The end of a phase, and the last that was done before it: a candidate for what ended the trouble, never a finding.
public struct Recovery: Codable, Sendable, Equatable {
  /// When the phase ended.
  public var at: Timestamp
  /// The id of the entry, which tells what was done, its kind and summary.
  public var entry: String
  public var kind: EntryKind
  public var summary: String
  /// From what was done to the phase's end.
  public var gapSeconds: Double

  public init(at: Timestamp, entry: String, kind: EntryKind, summary: String, gapSeconds: Double) {
    self.at = at
    self.entry = entry
    self.kind = kind
    self.summary = summary
    self.gapSeconds = gapSeconds
  }

  enum CodingKeys: String, CodingKey {
    case at, entry, kind, summary
    case gapSeconds = "gap_seconds"
  }
}

extension Incident {
  /// What a person or a machine did longer before a recovery is not said to have preceded it.
  public static var recoveryWindowSeconds: Double { 600 }

  /// For each phase that ended, the last change in it within `recoveryWindowSeconds` of its end; where there was none,
  /// the last command. Phases with neither are left out.
  public var recoveries: [Recovery] {
    phases.compactMap { phase in
      guard let end = phase.endedAt else { return nil }
      let near = timeline.filter {
        $0.at >= phase.startedAt && $0.at <= end && end.seconds(since: $0.at) <= Incident.recoveryWindowSeconds
      }
      guard let last = near.last(where: { $0.kind.changesTheSystem }) ?? near.last(where: { $0.kind == .command })
      else { return nil }
      return Recovery(
        at: end, entry: last.id, kind: last.kind, summary: last.summary,
        gapSeconds: Double(end.milliseconds - last.at.milliseconds) / 1000)
    }
  }
}

extension EntryKind {
  /// Whether it may end trouble by itself; a command may be anything.
  fileprivate var changesTheSystem: Bool {
    switch self {
    case .deploy, .restart, .reload, .start, .stop, .packageChange, .reboot, .action, .mitigation: true
    default: false
    }
  }
}

extension Timestamp {
  /// As JSON tells it.
  fileprivate var milliseconds: Int64 { microseconds / 1000 - (microseconds % 1000 < 0 ? 1 : 0) }
}
