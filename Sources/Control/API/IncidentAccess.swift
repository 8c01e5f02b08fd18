package import Incidents
package import Store

/// Where incidents are read and corrected: a daemon, or a store file. Both say the same, to the byte of what is printed.
package protocol IncidentAccess: Sendable {
  /// A page of the incidents asked for, oldest first; the first with what was read of every source.
  /// - Parameters:
  ///   - entries: the most entries of each timeline; nil: all.
  ///   - after: what the page before has as `next`; nil for the first.
  func page(_ filter: IncidentFilter, entries: Int?, after: String?) throws -> IncidentPage
  /// An incident, what people corrected in it, and what it resembles.
  /// - Parameter entries: the most entries of its timeline, with a caveat where it has more; 0: it comes without, nil: all.
  func document(_ id: String, includingHidden: Bool, entries: Int?) throws -> IncidentDocument
  /// What was read of every source.
  func coverage() throws -> Coverage
  /// How personal data is treated in what leaves the house, by the configuration.
  func redaction() throws -> RedactionPolicy
  /// The same place, whose texts have passed the policy when they come.
  func disclosed(by policy: RedactionPolicy) throws -> any IncidentAccess
  /// A page of the timeline entries asked for, in time order.
  /// - Parameter after: what the page before has as `next`; nil for the first.
  func page(_ query: EntryQuery, after: String?) throws -> EntryList
  /// All that people ever corrected, in its order.
  func corrections() throws -> [ListedCorrection]
  /// Records what a person asks for.
  func correct(_ request: CorrectionRequest) throws -> CorrectionReceipt
  /// What would be recorded; nothing is.
  func trial(_ request: CorrectionRequest) throws -> CorrectionReceipt
  /// The draft of this hash, as it was generated; nil where it is not kept.
  func draft(_ hash: String) throws -> StoredDraft?
  /// Keeps what was drafted, so that it can be renewed when a person has edited it.
  func keep(_ draft: StoredDraft) throws
}

extension IncidentAccess {
  /// The incidents asked for, oldest first, and what was read of every source.
  /// - Parameter entries: the most entries of each timeline; nil: all.
  package func incidents(_ filter: IncidentFilter, entries: Int? = nil) throws -> Reconstruction {
    let first = try page(filter, entries: entries, after: nil)
    var found = Reconstruction(incidents: [], coverage: first.coverage ?? Coverage(sources: []))
    try eachPage(of: filter, entries: entries, first) { found.incidents += $0 }
    return found
  }

  /// The incidents asked for, oldest first, page after page: there may be more than memory holds.
  package func eachPage(
    of filter: IncidentFilter, entries: Int?, _ first: IncidentPage, _ receive: ([Incident]) throws -> Void
  ) throws {
    var page = first
    try receive(page.incidents)
    while let next = page.next {
      page = try self.page(filter, entries: entries, after: next)
      try receive(page.incidents)
    }
  }

  /// The timeline entries asked for, in time order, page after page, each as the store is by then: there may be more than
  /// memory holds, and whoever takes them may take their time.
  package func eachPage(of query: EntryQuery, _ receive: ([StoredEntry]) throws -> Void) throws {
    var after: String?
    repeat {
      let page = try page(query, after: after)
      try receive(page.entries)
      after = page.next
    } while after != nil
  }

  /// The timeline entries asked for, in time order.
  package func entries(_ query: EntryQuery) throws -> [StoredEntry] {
    var entries: [StoredEntry] = []
    try eachPage(of: query) { entries += $0 }
    return entries
  }

  package func document(_ id: String, includingHidden: Bool) throws -> IncidentDocument {
    try document(id, includingHidden: includingHidden, entries: nil)
  }
}

/// The place where a command finds incidents.
package enum IncidentPlace: Sendable {
  case daemon(DaemonClient)
  /// nil: the standard store.
  case file(String?)

  /// The file that is named; else the daemon if one runs; else the standard store. A daemon that the environment names
  /// is the one that is meant: without it there is no other place.
  package init(store: String?, environment: [String: String]) throws(DaemonError) {
    if let store {
      self = .file(store)
      return
    }
    let daemon = DaemonClient(environment: environment)
    if try daemon.isAnswered() {
      self = .daemon(daemon)
    } else if DaemonClient.named(in: environment) != nil {
      throw DaemonError(.namedNotRunning, path: daemon.path)
    } else {
      self = .file(nil)
    }
  }

  package func access(environment: [String: String]) throws -> any IncidentAccess {
    switch self {
    case .daemon(let client): client
    case .file(let path): try IncidentLibrary(store: path, environment: environment)
    }
  }
}
