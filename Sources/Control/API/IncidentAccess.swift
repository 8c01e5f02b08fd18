package import Incidents
package import Store

/// Where incidents are read and corrected: a daemon, or a store file. Both say the same, to the byte of what is printed.
package protocol IncidentAccess: Sendable {
  /// The incidents asked for, oldest first, and what was read of every source.
  func incidents(_ filter: IncidentFilter) throws -> Reconstruction
  /// An incident, what people corrected in it, and what it resembles.
  /// - Parameter entries: the most entries of its timeline; nil: all.
  func document(_ id: String, includingHidden: Bool, entries: Int?) throws -> IncidentDocument
  /// What was read of every source.
  func coverage() throws -> Coverage
  /// How personal data is treated in what leaves the house, by the configuration.
  func redaction() throws -> RedactionPolicy
  /// The same place, whose texts have passed the policy when they come.
  func disclosed(by policy: RedactionPolicy) throws -> any IncidentAccess
  /// The timeline entries asked for, in time order.
  func entries(_ query: EntryQuery) throws -> [StoredEntry]
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
