import Incidents
package import Store

/// Gives the timeline entries asked for, each once, as they come to be there.
///
/// An entry may come late and lie before others that were given: what is dated back, what a person notes. So every look asks
/// for what was stored since the one before, whatever its time, and what was given is known by its id: what is measured
/// anew is stored anew.
package struct EntryFollowing: Sendable {
  private var query: EntryQuery
  private var given: Set<String> = []

  package init(_ query: EntryQuery) { self.query = query }

  /// - Parameter receive: takes the entries that were not there at the last look, in time order, some at a time.
  package mutating func look(_ access: any IncidentAccess, _ receive: ([StoredEntry]) throws -> Void) throws {
    // What comes while the pages are read is behind the first one's mark.
    var mark: String?
    var after: String?
    repeat {
      let page = try access.page(query, after: after)
      if after == nil { mark = page.mark }
      let new = page.entries.filter { !given.contains($0.entry.id) }
      given.formUnion(new.map(\.entry.id))
      if !new.isEmpty { try receive(new) }
      after = page.next
    } while after != nil
    query.newer = mark.flatMap(EntryMark.init(cursor:))
  }
}
