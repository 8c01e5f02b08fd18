import Incidents
import Store

/// A store whose texts have passed a policy before they are read.
struct DisclosedLibrary: IncidentAccess {
  let library: IncidentLibrary
  let disclosure: Disclosure

  func page(_ filter: IncidentFilter, entries: Int?, after: String?) throws -> IncidentPage {
    var page = try library.page(filter, entries: entries, after: after)
    page.incidents = page.incidents.map(disclosure.incident)
    page.coverage = page.coverage.map(disclosure.coverage)
    return page
  }
  func document(_ id: String, includingHidden: Bool, entries: Int?) throws -> IncidentDocument {
    disclosure.document(try library.document(id, includingHidden: includingHidden, entries: entries))
  }
  func page(_ query: EntryQuery, after: String?) throws -> EntryList {
    var page = try library.page(query, after: after)
    page.entries = disclosure.entries(page.entries)
    return page
  }
  func coverage() throws -> Coverage { disclosure.coverage(try library.coverage()) }
  func redaction() throws -> RedactionPolicy { disclosure.policy }
  func disclosed(by policy: RedactionPolicy) throws -> any IncidentAccess { try library.disclosed(by: policy) }
  func corrections() throws -> [ListedCorrection] { try library.corrections() }
  func correct(_ request: CorrectionRequest) throws -> CorrectionReceipt { try library.correct(request) }
  func trial(_ request: CorrectionRequest) throws -> CorrectionReceipt { try library.trial(request) }
  func draft(_ hash: String) throws -> StoredDraft? { try library.draft(hash) }
  func keep(_ draft: StoredDraft) throws { try library.keep(draft) }
}
