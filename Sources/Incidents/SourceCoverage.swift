public import Records

/// What was read of one source, and what could not be.
public struct SourceCoverage: Codable, Sendable, Equatable {
  public var source: String
  public var format: String
  public var service: String
  public var firstEventAt: Timestamp?
  public var lastEventAt: Timestamp?
  public var records: Int
  public var unparsed: Int
  public var late: Int
  public var dropped: Int
  public var gaps: [CoverageGap]
  /// What else to know, a sentence each: binary, truncated, times without a zone, a mirror of another source.
  public var remarks: [String]

  public init(
    source: String, format: String = "", service: String = "", firstEventAt: Timestamp? = nil,
    lastEventAt: Timestamp? = nil, records: Int = 0, unparsed: Int = 0, late: Int = 0, dropped: Int = 0,
    gaps: [CoverageGap] = [], remarks: [String] = []
  ) {
    self.source = source
    self.format = format
    self.service = service
    self.firstEventAt = firstEventAt
    self.lastEventAt = lastEventAt
    self.records = records
    self.unparsed = unparsed
    self.late = late
    self.dropped = dropped
    self.gaps = gaps
    self.remarks = remarks
  }

  enum CodingKeys: String, CodingKey {
    case source, format, service, records, unparsed, late, dropped, gaps, remarks
    case firstEventAt = "first_event_at"
    case lastEventAt = "last_event_at"
  }
}

public struct CoverageGap: Codable, Sendable, Equatable {
  public var from: Timestamp?
  public var to: Timestamp?
  public var reason: String
  public var lost: Int?

  public init(from: Timestamp?, to: Timestamp?, reason: String, lost: Int?) {
    self.from = from
    self.to = to
    self.reason = reason
    self.lost = lost
  }
}
