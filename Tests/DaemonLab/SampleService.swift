package import Control
import Foundation
package import Incidents
package import LogLab
import Records
import SampleIncidents
package import Store

/// The API over a store that holds one incident, unless others are given.
package struct SampleService: ControlService {
  package static let status = DaemonStatus(
    version: "0.1.0", since: Timestamp(seconds: 1_717_592_403),
    sources: [
      SourceStatus(
        source: "/var/log/nginx/access.log", kind: .file, format: "nginx-combined", position: "1234567",
        lagSeconds: 0.4,
        lines: 90_000, bytes: 17_000_000, unparsed: 2,
        gaps: [CoverageGap(from: Timestamp(seconds: 1_717_596_008), to: nil, reason: "truncated", lost: 3)]),
      SourceStatus(
        source: "journal", kind: .journal, format: "journal", position: "s=1;i=2", lagSeconds: 1.5, lines: 70,
        bytes: 9000, journal: JournalReading(files: 12, sequences: 3, heardSeconds: 2.2)),
      SourceStatus(source: "/var/log/secret.log", kind: .file, degraded: "may not be read: join the group adm"),
    ], store: StoreStatus(path: "/var/lib/hindcast/hindcast.db", bytes: 5_242_880), memoryBytes: 47_185_920)

  package let library: IncidentLibrary
  package let broadcast = EventBroadcast<IncidentEvent>(waiting: .atMost(4))
  package let changed = EventBroadcast<StoreChange>(waiting: .latest)

  package init(_ folder: TemporaryFolder, _ incidents: [Incident] = [SampleIncidents.shop]) throws {
    let path = folder.file("hindcast.db")
    try IncidentStore(path: path).save(Reconstruction(incidents: incidents, coverage: SampleIncidents.coverage))
    library = try IncidentLibrary(store: path, environment: [:])
  }

  package func incidents(_ filter: IncidentFilter, entries: Int?, _ page: PageRequest) throws -> IncidentPage {
    try library.incidents(filter, entries: entries, page)
  }
  package func document(_ id: String, includingHidden: Bool, entries: Int? = nil) throws -> IncidentDocument {
    try library.document(id, includingHidden: includingHidden, entries: entries)
  }
  package func disclosure() throws -> Disclosure {
    Disclosure(policy: try library.redaction(), key: try library.pseudonymKey())
  }
  package func entries(_ query: EntryQuery, _ page: PageRequest) throws -> EntryList {
    try library.entries(query, page)
  }
  package func coverage() throws -> Coverage { try library.coverage() }
  package func status() -> DaemonStatus { Self.status }
  package func metrics() -> MetricSet {
    MetricSet([MetricFamily("hindcast_lines", .counter, help: "Lines read.", samples: [.init(90_000)])])
  }
  package func events() -> AsyncStream<IncidentEvent> { broadcast.events() }
  package func changes() -> AsyncStream<StoreChange> { changed.events() }

  package func corrections() throws -> [ListedCorrection] { try library.corrections() }
  package func draft(_ hash: String) throws -> StoredDraft? { try library.draft(hash) }
  package func keep(_ draft: StoredDraft) throws { try library.keep(draft) }
  package func trial(_ request: CorrectionRequest) throws -> CorrectionReceipt { try library.trial(request) }
  package func correct(_ request: CorrectionRequest) throws -> CorrectionReceipt {
    defer { changed.publish(StoreChange()) }
    return try library.correct(request)
  }
}
