public import Records

/// Where a timeline entry comes from.
public enum Origin: String, Codable, Sendable, CaseIterable {
  /// Computed from records.
  case measured
  /// One record says it.
  case observed
  /// A person wrote it.
  case noted
}

public enum EntryKind: String, Codable, Sendable, CaseIterable {
  // measured
  case onset, detected, peak, recovery, relapse, end
  // observed
  case deploy, restart, reload, start, stop, failure
  case packageChange = "package-change"
  case command, oom, reboot, error
  case slowQuery = "slow-query"
  case suppressed
  // noted
  case note, detection, action, hypothesis
  case deadEnd = "dead-end"
  case escalation, mitigation, communication, resolution
}

extension EntryKind {
  /// Whether rows of this kind are computed from records: a person may only set their times.
  package var isMeasured: Bool {
    switch self {
    case .onset, .detected, .peak, .recovery, .relapse, .end: true
    default: false
    }
  }
}

public struct TimelineEntry: Codable, Sendable, Equatable {
  /// Stable: derives from source and position, or from what was measured.
  public var id: String
  public var at: Timestamp
  public var kind: EntryKind
  public var origin: Origin
  public var service: String?
  public var summary: String
  /// How often it was seen: records of messages and statements; a change is one, however many records tell of it.
  public var count: Int
  /// Time of the last of them.
  public var until: Timestamp?
  public var starred: Bool
  /// Who wrote it, where a person did with `hindcast note`.
  public var by: String?
  public var evidence: [Evidence]

  public init(
    id: String, at: Timestamp, kind: EntryKind, origin: Origin, service: String? = nil, summary: String,
    count: Int = 1, until: Timestamp? = nil, starred: Bool = false, by: String? = nil, evidence: [Evidence] = []
  ) {
    self.id = id
    self.at = at
    self.kind = kind
    self.origin = origin
    self.service = service
    self.summary = summary
    self.count = count
    self.until = until
    self.starred = starred
    self.by = by
    self.evidence = evidence
  }
}

/// A line that a statement rests on; its text is kept, redacted, so that it outlives log rotation.
public struct Evidence: Codable, Sendable, Equatable {
  public var source: String
  /// Byte offset in the (decompressed) file, or journal cursor.
  public var position: String
  /// Line number where it is known.
  public var line: Int?
  /// SHA-256 of the line's original bytes, hexadecimal.
  public var sha256: String
  public var text: String

  public init(source: String, position: String, line: Int? = nil, sha256: String, text: String) {
    self.source = source
    self.position = position
    self.line = line
    self.sha256 = sha256
    self.text = text
  }
}
