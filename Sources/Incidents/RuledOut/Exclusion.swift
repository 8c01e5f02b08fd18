/// A hypothesis that can be checked against the facts. A new one is a new file and a line in `Exclusions.all`.
protocol Exclusion: Sendable {
  /// What was found, if it speaks against the hypothesis; nil where it does not, or where the facts cannot say.
  func finding(_ facts: IncidentFacts, causes: [CauseCandidate]) -> RuledOut?
}

/// A hypothesis that nothing spoke of, so that nothing does in any part of the incident.
protocol ExclusionOfParts: Exclusion {
  var hypothesis: String { get }
}

enum Exclusions {
  static let ofParts: [any ExclusionOfParts] = [
    HostResourcesExclusion(), MessageExclusion.nameResolution, MessageExclusion.certificates,
  ]
  static let all: [any Exclusion] =
    [
      TrafficSurgeExclusion(), OneClientExclusion(), OneRouteExclusion(), OneLogExclusion(), ChangeExclusion(),
    ] + ofParts
}
