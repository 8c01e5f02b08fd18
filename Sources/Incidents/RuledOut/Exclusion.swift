/// A hypothesis that can be checked against the facts. A new one is a new file and a line in `Exclusions.all`.
protocol Exclusion: Sendable {
  /// What was found, if it speaks against the hypothesis; nil where it does not, or where the facts cannot say.
  func finding(_ facts: IncidentFacts, causes: [CauseCandidate]) -> RuledOut?
}

enum Exclusions {
  static let all: [any Exclusion] = [
    TrafficSurgeExclusion(), OneClientExclusion(), OneRouteExclusion(), OneLogExclusion(), ChangeExclusion(),
    HostResourcesExclusion(),
    MessageExclusion.nameResolution, MessageExclusion.certificates,
  ]
}
