package import Incidents
package import Store

/// Reads incidents from a store file; times come as JSON tells them.
package struct IncidentLibrary: Sendable {
  private let store: IncidentStore

  /// - Parameter path: nil for the standard place.
  package init(store path: String?, environment: [String: String]) throws(StoreError) {
    let path = if let path { path } else { try StoreLocation.standard(environment: environment) }
    store = try IncidentStore(path: path, access: .reading)
  }

  /// The incidents asked for, oldest first, and what was read of every source.
  package func incidents(_ filter: IncidentFilter) throws(StoreError) -> Reconstruction {
    Reconstruction(incidents: try store.incidents(filter).map(\.published), coverage: try coverage())
  }

  /// What was read of every source, by the source's name.
  package func coverage() throws(StoreError) -> Coverage { try store.coverage().published }

  package func incident(_ id: String) throws(LibraryError) -> Incident {
    do {
      if let incident = try store.incident(id) { return incident.published }
      throw LibraryError.noSuchIncident(id, nearest: NearestNames.of(id, among: try store.incidentIDs()))
    } catch let error as StoreError {
      throw .store(error)
    } catch let error as LibraryError {
      throw error
    } catch {
      throw .store(StoreError(.database, path: store.path))
    }
  }

  /// The timeline entries asked for, in time order.
  package func entries(_ query: EntryQuery) throws(StoreError) -> [StoredEntry] {
    try store.entries(query).map(\.published)
  }
}

extension IncidentLibrary: IncidentReading {}
