import Records

/// One kind of evidence for a cause. A new kind is a new file and a line in `CauseEvidences.all`.
protocol CauseEvidence: Sendable {
  /// The kinds of the candidates it gives.
  var kinds: Set<CauseKind> { get }
  /// Candidates with their scores, not ranked yet and not redacted.
  func candidates(_ facts: IncidentFacts) -> [CauseCandidate]
}

enum CauseEvidences {
  static let all: [any CauseEvidence] = [
    DeployCause(),
    RestartCause(),
    ConfigChangeCause(),
    PackageChangeCause(),
    RebootCause(),
    OutOfMemoryCause(),
    SignatureCause(.diskFull),
    SignatureCause(.nameResolution),
    SignatureCause(.certificate),
    SignatureCause(.saturation),
    SignatureCause(.dependency),
    SlowQueryCause(),
    TrafficSurgeCause(),
    NewErrorCause(),
  ]
}

extension CauseCandidate {
  /// A candidate before ranking.
  init(
    _ kind: CauseKind, _ subject: String, at: Timestamp, onset: Timestamp, score: Double, summary: String,
    evidence: [Evidence]
  ) {
    self.init(
      rank: 0, kind: kind, subject: subject, summary: summary, at: at, leadSeconds: onset.seconds(since: at),
      score: min(1, max(0, score)), evidence: evidence)
  }
}
