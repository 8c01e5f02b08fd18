import Incidents
package import Store

/// Gives the timeline entries asked for, each once, as they come to be there.
///
/// An entry may come late and lie before others that were given: what is dated back, what a person notes. So every look
/// asks for all of them, and what was given is known by its id.
package struct EntryFollowing: Sendable {
  private let query: EntryQuery
  private var given: Set<String> = []

  package init(_ query: EntryQuery) { self.query = query }

  /// The entries that were not there at the last look, in time order.
  package mutating func look(_ access: any IncidentAccess) throws -> [StoredEntry] {
    let new = try access.entries(query).filter { !given.contains($0.entry.id) }
    given.formUnion(new.map(\.entry.id))
    return new
  }
}
