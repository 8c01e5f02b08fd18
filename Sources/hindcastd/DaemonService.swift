import ArgumentParser
import Control
import Foundation
import Incidents
import Pipeline
import Records
import Store

/// Answers the API: what is stored from the store, what goes on from the live run.
struct DaemonService: ControlService {
  let store: StoreWriter
  let live: LiveRun
  let announcements: Announcements
  let since = Moment.now.wall

  private var library: IncidentLibrary { announcements.library }

  func incidents(_ filter: IncidentFilter, entries: Int?, _ page: PageRequest) async throws -> IncidentPage {
    try library.incidents(filter, entries: entries, page)
  }
  func document(_ id: String, includingHidden: Bool, entries: Int?) async throws -> IncidentDocument {
    try library.document(id, includingHidden: includingHidden, entries: entries)
  }
  func disclosure() async throws -> Disclosure { announcements.disclosure.now }
  func entries(_ query: EntryQuery, _ page: PageRequest) async throws -> EntryList { try library.entries(query, page) }
  func coverage() async throws -> Coverage { await live.coverage }
  func events() -> AsyncStream<IncidentEvent> { announcements.broadcast.events() }
  func changes() -> AsyncStream<StoreChange> { announcements.changes.events() }

  func status() async throws -> DaemonStatus {
    let sources = await live.sources(.now).map { source in
      SourceStatus(
        source: source.name, kind: source.isJournal ? .journal : .file, format: source.format,
        position: source.position, lagSeconds: source.lagSeconds, lines: source.lines, bytes: source.bytes,
        unparsed: source.unparsed, gaps: source.gaps, degraded: source.degraded,
        journal: source.journal.map {
          JournalReading(files: $0.files, sequences: $0.sequences, heardSeconds: $0.heardSeconds)
        })
    }
    return DaemonStatus(
      version: Hindcastd.configuration.version, since: since, sources: sources,
      store: StoreStatus(path: store.path, bytes: store.bytes, degraded: await storeTrouble),
      memoryBytes: ProcessMemory.resident)
  }

  /// Why the store is not written as it should be; nil: it is.
  private var storeTrouble: String? {
    get async {
      if let trouble = await live.storeTrouble {
        return "\(trouble.localizedDescription); until then nothing is read, and nothing is lost"
      }
      return store.isLogTooLong
        ? "another process reads it without end, so its log grows: 'fuser \(store.path)' names it" : nil
    }
  }

  /// One line for `systemctl status`.
  func summary() async -> String {
    let sources = await live.sources(.now)
    let files = sources.count { !$0.isJournal }
    let degraded = sources.count { $0.degraded != nil }
    var text = "Following \(files) files" + (sources.contains(where: \.isJournal) ? " and the journal" : "")
    if degraded > 0 { text += "; \(degraded) degraded: see 'hindcast status'" }
    return text
  }

  func corrections() async throws -> [ListedCorrection] { try library.corrections() }

  func correct(_ request: CorrectionRequest) async throws -> CorrectionReceipt {
    let receipt = try library.correct(request)
    announcements.tell(receipt)
    return receipt
  }

  func trial(_ request: CorrectionRequest) async throws -> CorrectionReceipt { try library.trial(request) }

  func draft(_ hash: String) async throws -> StoredDraft? { try library.draft(hash) }
  func keep(_ draft: StoredDraft) async throws { try library.keep(draft) }

  func metrics() async throws -> MetricSet {
    let sources = await live.sources(.now)
    func samples(_ value: (LiveSource) -> Double?) -> [MetricFamily.Sample] {
      sources.compactMap { source in
        value(source).map { MetricFamily.Sample($0, [MetricFamily.Label("source", source.name)]) }
      }
    }
    let isStoreWell = await storeTrouble == nil
    return MetricSet([
      MetricFamily(
        "hindcast_lines", .counter, help: "Lines and journal entries read since the start.",
        samples: samples { Double($0.lines) }),
      MetricFamily(
        "hindcast_read_bytes", .counter, unit: "bytes", help: "Bytes read since the start.",
        samples: samples { Double($0.bytes) }),
      MetricFamily(
        "hindcast_unparsed_lines", .counter, help: "Lines that no format could read.",
        samples: samples { Double($0.unparsed) }),
      MetricFamily(
        "hindcast_gaps", .counter, help: "Stretches of a source that could not be read.",
        samples: samples { Double($0.gapCount) }),
      MetricFamily(
        "hindcast_lag_seconds", .gauge, unit: "seconds",
        help: "From the last event read of a source to now while there is more to read, else 0.",
        samples: samples { $0.lagSeconds }),
      MetricFamily(
        "hindcast_source_degraded", .gauge, help: "1 where a source is not read as it should be.",
        samples: samples { $0.degraded == nil ? 0 : 1 }),
      MetricFamily(
        "hindcast_incidents", .gauge, help: "Incidents in the store, by status.",
        samples: [
          .init(Double(try library.count(.open)), [.init("status", "open")]),
          .init(Double(try library.count(.resolved)), [.init("status", "resolved")]),
        ]),
      MetricFamily(
        "hindcast_store_bytes", .gauge, unit: "bytes", help: "The store's file and its write-ahead log.",
        samples: [.init(Double(store.bytes))]),
      MetricFamily(
        "hindcast_store_degraded", .gauge, help: "1 where the store is not written as it should be.",
        samples: [.init(isStoreWell ? 0 : 1)]),
      MetricFamily(
        "hindcast_resident_memory_bytes", .gauge, unit: "bytes", help: "Memory of the daemon.",
        samples: [.init(Double(ProcessMemory.resident))]),
    ])
  }
}

/// Memory of this process.
enum ProcessMemory {
  /// Bytes resident, by proc(5).
  static var resident: Int {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
