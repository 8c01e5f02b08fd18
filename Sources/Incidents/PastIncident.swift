public import Records

/// An incident before another one that it resembles.
public struct PastIncident: Codable, Sendable, Equatable {
  /// How alike two incidents are at least (`IncidentFingerprint`): the same failure of the same service and routes is,
  /// also for another cause.
  public static var leastSimilarity: Double { 0.4 }
  /// The most that are named, and the most of what each shares.
  static let most = 5
  static let mostShared = 6

  public var id: String
  public var title: String
  public var severity: IncidentSeverity
  public var startedAt: Timestamp
  public var endedAt: Timestamp?
  /// 0..1.
  public var similarity: Double
  /// What both have in common, in words, the weightiest first.
  public var shared: [String]

  public init(
    id: String, title: String, severity: IncidentSeverity, startedAt: Timestamp, endedAt: Timestamp?,
    similarity: Double, shared: [String]
  ) {
    self.id = id
    self.title = title
    self.severity = severity
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.similarity = similarity
    self.shared = shared
  }

  /// Those of the incidents that began before this one and resemble it, the newest first, at most five.
  package static func resembling(_ incident: Incident, among others: [Incident]) -> [PastIncident] {
    let own = IncidentFingerprint(incident)
    let found = others.compactMap { other -> PastIncident? in
      guard other.id != incident.id, other.startedAt < incident.startedAt else { return nil }
      let fingerprint = IncidentFingerprint(other)
      let similarity = (own.similarity(to: fingerprint) * 100).rounded() / 100
      guard similarity >= leastSimilarity else { return nil }
      return PastIncident(
        id: other.id, title: other.title, severity: other.severity, startedAt: other.startedAt, endedAt: other.endedAt,
        similarity: similarity, shared: Array(own.shared(with: fingerprint).prefix(mostShared)))
    }
    return Array(found.sorted { ($1.startedAt, $1.id) < ($0.startedAt, $0.id) }.prefix(most))
  }

  enum CodingKeys: String, CodingKey {
    case id, title, severity, similarity, shared
    case startedAt = "started_at"
    case endedAt = "ended_at"
  }

  /// `ended_at` is null while it is open, not left out.
  public func encode(to encoder: any Encoder) throws {
    var c = encoder.container(keyedBy: CodingKeys.self)
    try c.encode(id, forKey: .id)
    try c.encode(title, forKey: .title)
    try c.encode(severity, forKey: .severity)
    try c.encode(startedAt, forKey: .startedAt)
    try c.encode(endedAt, forKey: .endedAt)
    try c.encode(similarity, forKey: .similarity)
    try c.encode(shared, forKey: .shared)
  }
}
