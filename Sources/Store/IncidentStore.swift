import Foundation
import GRDB
package import Incidents
import Records

/// The SQLite file that incidents, timeline entries, coverage and people's corrections live in.
///
/// What was measured is replaced whenever it is measured again; corrections are kept beside it and laid over it when it
/// is read. All that is read here is corrected.
package struct IncidentStore: Sendable {
  package enum Access: Sendable {
    /// The file must be there and is left as it is.
    case reading
    /// The file is created or upgraded where needed, and no other process may write it meanwhile.
    case writing
  }

  let file: StoreFile

  package var path: String { file.path }

  package init(path: String, access: Access = .writing) throws(StoreError) {
    file = try StoreFile(path: path, access: access)
  }

  /// Says who writes the store at this moment, before much work is done that could not be stored.
  package static func checkIsFree(_ path: String) throws(StoreError) {
    if FileManager.default.fileExists(atPath: StoreLock.path(of: path)) { _ = try StoreLock(of: path) }
  }

  /// The same file by a connection that is open.
  init(_ file: StoreFile) { self.file = file }

  /// Stores a reconstruction in one transaction, its changes as entries outside of incidents. Saving it again changes
  /// nothing.
  ///
  /// An incident that is already stored (`IncidentIdentity`) is replaced but for what logs noted in it and the
  /// reconstruction does not have; one with an id that another incident has gets `-2`, `-3`.
  /// - Returns: the incidents as they are read now, corrected, oldest first.
  @discardableResult
  package func save(_ reconstruction: Reconstruction) throws(StoreError) -> [Incident] {
    try file.write { db in
      let saved = try MeasuredIncidents(path: path, db).store(reconstruction.incidents)
      try EntryRows(path: path).replaceOutside(reconstruction.changes, db)
      for source in reconstruction.coverage.sources { try CoverageRows().replace(source, db) }
      let shown = try ShownIncidents(path: path, db)
      let related = Set(saved.flatMap { shown.log.related(to: $0.id) })
      return try shown.corrected(related).map { $0.without(shown.log.hidden) }
    }
  }

  /// Records what a person asks for, all of it or nothing.
  /// - Parameter forms: the texts in which a note's own text may stand in a document that is imported.
  package func correct(
    _ request: CorrectionRequest, forms: @escaping (String) -> [String] = { [$0] }
  ) throws(CorrectionError) -> CorrectionReceipt {
    try file.correct { try CorrectionRecorder(path: path, $0).record(request, forms: forms) }
  }

  /// What `correct` would record, found on the same way; nothing is recorded.
  package func trial(
    _ request: CorrectionRequest, forms: @escaping (String) -> [String] = { [$0] }
  ) throws(CorrectionError) -> CorrectionReceipt {
    try file.correctionTrial { try CorrectionRecorder(path: path, $0).record(request, forms: forms, isTrial: true) }
  }

  /// The incidents asked for, oldest first.
  package func incidents(
    _ filter: IncidentFilter = IncidentFilter(), includingHidden: Bool = false
  ) throws(StoreError) -> [Incident] {
    try page(filter, includingHidden: includingHidden, PageRequest()).elements
  }

  /// A page of the incidents asked for, oldest first.
  /// - Parameter entries: the most entries of each timeline, as of `incident`.
  package func page(
    _ filter: IncidentFilter, includingHidden: Bool = false, entries: Int? = nil, _ request: PageRequest
  ) throws(StoreError) -> Page<Incident> {
    try file.read {
      try ShownIncidents(path: path, $0).incidents(
        filter, includingHidden: includingHidden, entries: entries, request)
    }
  }

  /// The incident of this id, or the one that it was merged into.
  /// - Parameter entries: the most entries of its timeline, with a caveat where it has more; 0: it comes without, nil: all.
  package func incident(
    _ id: String, includingHidden: Bool = false, entries: Int? = nil
  ) throws(StoreError) -> Incident? {
    try file.read { db in
      let shown = try ShownIncidents(path: path, db)
      guard let entries else { return try shown.incident(id, includingHidden: includingHidden) }
      return try shown.incident(id, includingHidden: includingHidden, entries: entries)
    }
  }

  /// Whether there is an incident of this id, or was one that was merged into another.
  package func holds(incident id: String) throws(StoreError) -> Bool {
    try file.read { db in
      let shown = try ShownIncidents(path: path, db)
      return try shown.exists(shown.log.current(id))
    }
  }

  /// Whether people merged or split this incident; or any, where none is named.
  package func isRestructured(_ incident: String?) throws(StoreError) -> Bool {
    try file.read { db in
      let log = try CorrectionRows().log(db)
      return incident.map { log.restructured.contains(log.current($0)) } ?? !log.restructured.isEmpty
    }
  }

  /// The incidents before this one that resemble it, the newest first, at most five.
  package func resembling(_ incident: Incident) throws(StoreError) -> [PastIncident] {
    try file.read { try ShownIncidents(path: path, $0).resembling(incident) }
  }

  /// The incidents asked for in outline, oldest first: what a search for one needs.
  package func outlines(_ filter: IncidentFilter = IncidentFilter()) throws(StoreError) -> [IncidentOutline] {
    try file.read { try ShownIncidents(path: path, $0).outlines(filter) }
  }

  /// How many incidents there are of a status.
  package func count(_ status: IncidentStatus) throws(StoreError) -> Int {
    try file.read { try ShownIncidents(path: path, $0).count(status) }
  }

  /// Every incident's id.
  package func incidentIDs() throws(StoreError) -> [String] { try outlines().map(\.id) }

  /// The timeline entries asked for, in time order, in or out of incidents.
  package func entries(_ query: EntryQuery = EntryQuery()) throws(StoreError) -> [StoredEntry] {
    try page(query, PageRequest()).elements
  }

  /// A page of the timeline entries asked for, in time order, and how far the store was filled then.
  package func markedPage(
    _ query: EntryQuery, _ request: PageRequest
  ) throws(StoreError) -> (page: Page<StoredEntry>, mark: EntryMark) {
    try file.read { db in
      let shown = try ShownIncidents(path: path, db)
      return (try shown.entries(query, request), try shown.mark())
    }
  }

  /// A page of the timeline entries asked for, in time order. Its limit counts the times and ids of entries.
  package func page(_ query: EntryQuery, _ request: PageRequest) throws(StoreError) -> Page<StoredEntry> {
    try file.read { try ShownIncidents(path: path, $0).entries(query, request) }
  }

  /// The ids of the latest entries, in or out of incidents.
  package func latestEntryIDs(_ limit: Int) throws(StoreError) -> [String] {
    try file.read { db in
      let notes = try CorrectionRows().log(db).notes.map(\.entry.id)
      return notes
        + (try String.fetchAll(db, sql: "SELECT id FROM entry ORDER BY at DESC LIMIT ?", arguments: [limit]))
    }
  }

  /// What people corrected in an incident and in those that it was merged with or split from, in its order.
  package func corrections(of id: String) throws(StoreError) -> [ListedCorrection] {
    try file.read { db in
      let log = try CorrectionRows().log(db)
      let related = log.related(to: log.current(id))
      return log.all.filter { $0.incident.map(related.contains) ?? false }
        .map { ListedCorrection(correction: $0, isUndone: log.undone.contains($0.number)) }
    }
  }

  /// All that people ever corrected, in its order.
  package func corrections() throws(StoreError) -> [ListedCorrection] {
    try file.read { db in
      let log = try CorrectionRows().log(db)
      return log.all.map { ListedCorrection(correction: $0, isUndone: log.undone.contains($0.number)) }
    }
  }

  /// What was read of every source, by the source's name.
  package func coverage() throws(StoreError) -> Coverage {
    try file.read { try CoverageRows().coverage($0) }
  }
}
