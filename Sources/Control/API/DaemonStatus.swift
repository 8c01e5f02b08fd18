package import Incidents
package import Records

/// What the daemon does at the moment: `hindcast status`.
package struct DaemonStatus: Codable, Sendable, Equatable {
  package var version: String
  /// When it started.
  package var since: Timestamp
  /// By name.
  package var sources: [SourceStatus]
  package var store: StoreStatus
  /// Resident memory of all its processes.
  package var memoryBytes: Int

  package init(version: String, since: Timestamp, sources: [SourceStatus], store: StoreStatus, memoryBytes: Int) {
    self.version = version
    self.since = since
    self.sources = sources
    self.store = store
    self.memoryBytes = memoryBytes
  }

  private enum CodingKeys: String, CodingKey {
    case version, since, sources, store
    case memoryBytes = "memory_bytes"
  }
}

package struct StoreStatus: Codable, Sendable, Equatable {
  package var path: String
  /// The file and its write-ahead log.
  package var bytes: Int
  /// Why it is not written as it should be, and what to do; nil: all is well.
  package var degraded: String?

  package init(path: String, bytes: Int, degraded: String? = nil) {
    self.path = path
    self.bytes = bytes
    self.degraded = degraded
  }

  private enum CodingKeys: String, CodingKey { case path, bytes, degraded }

  /// What is not known is null, not left out.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(path, forKey: .path)
    try container.encode(bytes, forKey: .bytes)
    try container.encode(degraded, forKey: .degraded)
  }
}

/// One source that the daemon follows, since it started.
package struct SourceStatus: Codable, Sendable, Equatable {
  package enum Kind: String, Codable, Sendable, CaseIterable { case file, journal }

  package var source: String
  package var kind: Kind
  /// Empty while nothing has been read that tells it.
  package var format: String
  /// The first byte or entry not yet applied: a byte offset, or a journal cursor; nil before the first.
  package var position: String?
  /// From the last event's time to now while there is more to read, else 0; nil before the first event.
  package var lagSeconds: Double?
  package var lines: Int
  package var bytes: Int
  package var unparsed: Int
  package var gaps: [CoverageGap]
  /// Why it is not read as it should be, and what to do; nil: all is well.
  package var degraded: String?
  /// How the journal's reading goes; nil for files.
  package var journal: JournalReading?

  package init(
    source: String, kind: Kind, format: String = "", position: String? = nil, lagSeconds: Double? = nil, lines: Int = 0,
    bytes: Int = 0, unparsed: Int = 0, gaps: [CoverageGap] = [], degraded: String? = nil,
    journal: JournalReading? = nil
  ) {
    self.source = source
    self.kind = kind
    self.format = format
    self.position = position
    self.lagSeconds = lagSeconds
    self.lines = lines
    self.bytes = bytes
    self.unparsed = unparsed
    self.gaps = gaps
    self.degraded = degraded
    self.journal = journal
  }

  private enum CodingKeys: String, CodingKey {
    case source, kind, format, position, lines, bytes, unparsed, gaps, degraded, journal
    case lagSeconds = "lag_seconds"
  }

  /// What is not known is null, not left out.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(source, forKey: .source)
    try container.encode(kind, forKey: .kind)
    try container.encode(format, forKey: .format)
    try container.encode(position, forKey: .position)
    try container.encode(lagSeconds, forKey: .lagSeconds)
    try container.encode(lines, forKey: .lines)
    try container.encode(bytes, forKey: .bytes)
    try container.encode(unparsed, forKey: .unparsed)
    try container.encode(gaps, forKey: .gaps)
    try container.encode(degraded, forKey: .degraded)
    try container.encode(journal, forKey: .journal)
  }
}

/// How the reading of the journal goes.
package struct JournalReading: Codable, Sendable, Equatable {
  /// Journal files: this machine's, its namespaces', and those of machines that send theirs.
  package var files: Int
  /// Sequences of entries in them, each with a cursor of its own.
  package var sequences: Int
  /// Since the process that reads them last said something, which it does every five seconds.
  package var heardSeconds: Double

  package init(files: Int, sequences: Int, heardSeconds: Double) {
    self.files = files
    self.sequences = sequences
    self.heardSeconds = heardSeconds
  }

  private enum CodingKeys: String, CodingKey {
    case files, sequences
    case heardSeconds = "heard_seconds"
  }
}
