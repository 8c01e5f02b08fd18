public import Records

public enum CauseKind: String, Codable, Sendable, CaseIterable {
  case deploy, restart
  case configChange = "config-change"
  case packageChange = "package-change"
  case slowQuery = "slow-query"
  case saturation, oom
  case diskFull = "disk-full"
  case dns, tls, dependency
  case trafficSurge = "traffic-surge"
  case newError = "new-error"
  case reboot
}

/// A candidate for the cause, never a finding: a person decides.
public struct CauseCandidate: Codable, Sendable, Equatable {
  public var rank: Int
  public var kind: CauseKind
  public var subject: String
  public var summary: String
  public var at: Timestamp
  /// Seconds from the candidate to the onset, or to the start of its phase; negative where it came after.
  public var leadSeconds: Double
  /// Which phase it led to, counted from 1, where that is not the first; nil: the onset.
  public var phase: Int?
  /// 0..1, for ranking only.
  public var score: Double
  public var evidence: [Evidence]

  public init(
    rank: Int, kind: CauseKind, subject: String, summary: String, at: Timestamp, leadSeconds: Double, score: Double,
    phase: Int? = nil, evidence: [Evidence]
  ) {
    self.rank = rank
    self.kind = kind
    self.subject = subject
    self.summary = summary
    self.at = at
    self.leadSeconds = leadSeconds
    self.score = score
    self.phase = phase
    self.evidence = evidence
  }

  enum CodingKeys: String, CodingKey {
    case rank, kind, subject, summary, at, score, phase, evidence
    case leadSeconds = "lead_seconds"
  }
}
