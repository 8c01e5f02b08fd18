/// What `replay` and `list` print.
public struct Reconstruction: Codable, Sendable, Equatable {
  /// Oldest first.
  public var incidents: [Incident]
  public var coverage: Coverage
  /// What was done to the hosts, what befell them and what people noted meanwhile, in or out of incidents. Not printed,
  /// but kept.
  public var changes: [TimelineEntry] = []

  enum CodingKeys: CodingKey { case incidents, coverage }

  public init(incidents: [Incident], coverage: Coverage, changes: [TimelineEntry] = []) {
    self.incidents = incidents
    self.coverage = coverage
    self.changes = changes
  }
}

public struct Coverage: Codable, Sendable, Equatable {
  public var sources: [SourceCoverage]

  public init(sources: [SourceCoverage]) { self.sources = sources }
}
