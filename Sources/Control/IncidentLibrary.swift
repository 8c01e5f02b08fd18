package import Incidents
import Pipeline
import Records
package import Store

/// Reads incidents and corrects them in a store file, or in the store that this process holds; times come as JSON tells
/// them.
package struct IncidentLibrary: Sendable {
  private let store: IncidentStore
  /// Nil: a correction opens the file for as long as it takes.
  private let writer: StoreWriter?

  /// Opens a store file. One of an older schema is upgraded.
  /// - Parameter path: nil for the standard place.
  package init(store path: String?, environment: [String: String]) throws(StoreError) {
    let path = if let path { path } else { try Self.standardPath(environment: environment) }
    store = try Self.open(path)
    writer = nil
  }

  /// Where the store is unless it is named.
  static func standardPath(environment: [String: String]) throws(StoreError) -> String {
    try StoreLocation.standard(environment: environment)
  }

  /// The store that this process holds. It is read by a connection of its own, which no checkpoint waits for.
  package init(_ writer: StoreWriter) throws(StoreError) {
    store = try IncidentStore(path: writer.path, access: .reading)
    self.writer = writer
  }

  private static func open(_ path: String) throws(StoreError) -> IncidentStore {
    do {
      return try IncidentStore(path: path, access: .reading)
    } catch {
      guard error.reason == .olderSchema else { throw error }
      _ = try IncidentStore(path: path, access: .writing)
      return try IncidentStore(path: path, access: .reading)
    }
  }

  /// A page of the incidents asked for, oldest first; the first with what was read of every source.
  package func incidents(
    _ filter: IncidentFilter, entries: Int?, _ request: PageRequest
  ) throws(StoreError) -> IncidentPage {
    IncidentPage(
      try store.page(filter, entries: entries, request), coverage: request.after == nil ? try coverage() : nil)
  }

  package func page(_ filter: IncidentFilter, entries: Int?, after: String?) throws -> IncidentPage {
    let after = after.flatMap(PageKey.init(cursor:))
    return try incidents(
      filter, entries: entries, PageRequest(after: after, limit: IncidentPage.limit, bytes: PageRequest.bytes))
  }

  /// How many incidents there are of a status.
  package func count(_ status: IncidentStatus) throws(StoreError) -> Int { try store.count(status) }

  /// The incidents asked for in outline, oldest first.
  package func outlines(_ filter: IncidentFilter = IncidentFilter()) throws(StoreError) -> [IncidentOutline] {
    try store.outlines(filter)
  }

  /// What was read of every source, by the source's name.
  package func coverage() throws(StoreError) -> Coverage { try store.coverage().published }

  /// The incident of this id, or the one that it was merged into.
  /// - Parameter entries: the most entries of its timeline; nil: all.
  package func incident(
    _ id: String, includingHidden: Bool = false, entries: Int? = nil
  ) throws(LibraryError) -> Incident {
    do throws(StoreError) {
      if let incident = try store.incident(id, includingHidden: includingHidden, entries: entries) {
        return incident.published
      }
    } catch {
      throw .store(error)
    }
    throw suggesting(.noSuchIncident(id))
  }

  /// An incident, what people corrected in it, and what it resembles.
  package func document(
    _ id: String, includingHidden: Bool = false, entries: Int? = nil
  ) throws(LibraryError) -> IncidentDocument {
    let incident = try incident(id, includingHidden: includingHidden, entries: entries)
    do throws(StoreError) {
      return IncidentDocument(
        incident: incident, corrections: try store.corrections(of: incident.id), similar: try store.resembling(incident)
      ).published
    } catch {
      throw .store(error)
    }
  }

  /// A page of the timeline entries asked for, in time order.
  package func entries(_ query: EntryQuery, _ request: PageRequest) throws(LibraryError) -> EntryList {
    let found: (isKnown: Bool, page: Page<StoredEntry>, mark: EntryMark)
    do throws(StoreError) {
      let isKnown = try query.incident.map { id throws(StoreError) in try store.holds(incident: id) } ?? true
      let (page, mark) = try store.markedPage(query, request)
      found = (isKnown, page, mark)
    } catch {
      throw .store(error)
    }
    if let id = query.incident, !found.isKnown { throw suggesting(.noSuchIncident(id)) }
    return EntryList(found.page, found.mark)
  }

  package func page(_ query: EntryQuery, after: String?) throws -> EntryList {
    let after = after.flatMap(PageKey.init(cursor:))
    // What people merged and split is read as a whole for each page.
    if try store.isRestructured(query.incident) { return try entries(query, PageRequest(after: after)) }
    return try entries(query, PageRequest(after: after, limit: EntryList.limit, bytes: PageRequest.bytes))
  }

  /// The key that the store's pseudonyms are made with.
  package func pseudonymKey() throws(StoreError) -> PseudonymKey { try store.pseudonymKey() }

  /// How personal data is treated in what leaves the house, by the system's configuration.
  package func redaction() throws -> RedactionPolicy { try Configuration.settings().redaction }

  package func disclosed(by policy: RedactionPolicy) throws -> any IncidentAccess {
    DisclosedLibrary(library: self, disclosure: Disclosure(policy: policy, key: try pseudonymKey()))
  }

  /// All that people ever corrected, in its order.
  package func corrections() throws(StoreError) -> [ListedCorrection] {
    try store.corrections().map(\.published)
  }

  /// The draft of this hash, as it was generated; nil where it is not kept, or not any more.
  package func draft(_ hash: String) throws(StoreError) -> StoredDraft? { try store.draft(hash) }

  /// Keeps what was drafted, so that it can be renewed when a person has edited it.
  package func keep(_ draft: StoredDraft) throws(StoreError) { try keep(draft, for: .people) }

  package func keep(_ draft: StoredDraft, for reader: StoredDraft.Reader) throws(StoreError) {
    do throws(StoreError) { try draftStore().keep(draft, for: reader) } catch {
      // One that is kept need not be kept anew.
      if try store.draft(draft.hash) == nil { throw error }
    }
  }

  /// Notes that somebody works on the draft of this hash, so that newer ones do not push it out.
  package func spareDraft(_ hash: String) throws(StoreError) { try draftStore().spareDraft(hash) }

  private func draftStore() throws(StoreError) -> IncidentStore {
    if let writer { return writer.incidents }
    return try IncidentStore(path: store.path, access: .writing)
  }

  /// Records what a person asks for: a note, a mark, a set field, a merge, a split, an undo. Secrets in what they write
  /// are masked before it is stored.
  package func correct(_ request: CorrectionRequest) throws(LibraryError) -> CorrectionReceipt {
    do throws(CorrectionError) {
      try request.refuseTooLong()
      let request = request.masked
      let forms = try disclosedForms(for: request)
      if let writer { return try writer.correct(request, forms: forms).published }
      return try open().correct(request, forms: forms).published
    } catch {
      throw suggesting(error)
    }
  }

  /// What `correct` would record; nothing is.
  package func trial(_ request: CorrectionRequest) throws(LibraryError) -> CorrectionReceipt {
    do throws(CorrectionError) {
      try request.refuseTooLong()
      let request = request.masked
      return try store.trial(request, forms: try disclosedForms(for: request)).published
    } catch {
      throw suggesting(error)
    }
  }

  /// A note may come back from a document in which personal data was replaced.
  private func disclosedForms(for request: CorrectionRequest) throws(CorrectionError) -> (String) -> [String] {
    guard case .notes = request.change else { return { [$0] } }
    do throws(StoreError) { return Disclosure.forms(key: try pseudonymKey()) } catch { throw .store(error) }
  }

  private func open() throws(CorrectionError) -> IncidentStore {
    do throws(StoreError) { return try IncidentStore(path: store.path, access: .writing) } catch { throw .store(error) }
  }

  /// The error, with the names that come nearest to one that was not found.
  private func suggesting(_ error: CorrectionError) -> LibraryError {
    do throws(StoreError) {
      switch error {
      case .noSuchIncident(let id):
        return .noSuchIncident(id, nearest: NearestNames.of(id, among: try store.incidentIDs()))
      case .noSuchEntry(let id):
        return .noSuchEntry(id, nearest: NearestNames.of(id, among: try store.latestEntryIDs(1000)))
      case .store(let error): return .store(error)
      default: return .refused(error)
      }
    } catch {
      return .store(error)
    }
  }
}

extension IncidentLibrary: IncidentAccess {}

extension CorrectionRequest {
  /// The same with the secrets in its texts masked, and in the names of who wrote them.
  fileprivate var masked: CorrectionRequest {
    var request = self
    request.by = SecretMasking.masked(by)
    switch change {
    case .note(let incident, let text, let kind, let at):
      request.change = .note(incident: incident, text: SecretMasking.masked(text), kind: kind, at: at)
    case .notes(let incident, let source, let notes):
      let masked = notes.map { note in
        ImportedNote(
          at: note.at, kind: note.kind, text: SecretMasking.masked(note.text), by: note.by.map(SecretMasking.masked),
          line: note.line)
      }
      request.change = .notes(incident: incident, source: SecretMasking.masked(source), notes: masked)
    case .set(let incident, let fields):
      request.change = .set(incident: incident, fields: fields.mapValues { SecretMasking.masked($0) })
    case .mark, .merge, .split, .undo: break
    }
    return request
  }
}
