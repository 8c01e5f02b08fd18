/// A hypothesis that was checked and found not so.
public struct RuledOut: Codable, Sendable, Equatable {
  public var hypothesis: String
  public var finding: String
  public var evidence: [Evidence]

  public init(hypothesis: String, finding: String, evidence: [Evidence] = []) {
    self.hypothesis = hypothesis
    self.finding = finding
    self.evidence = evidence
  }
}
